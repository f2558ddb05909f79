import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startGateway, startLambdaRuntime, startWebSocketGateway } from './gateway/index.ts'
import * as testkit from './index.ts'

type Build = (input: object) => unknown

const builders = Object.entries(testkit).filter(([name]) => /^build\w+Event$/.test(name)) as [string, Build][]

describe('a builder rejects an input that it does not understand', () => {
  for (const [name, build] of builders) {
    test(name, () => {
      assert.throws(() => build({ nope: 1 }), new TypeError(`${name}: unknown option 'nope'`))
      assert.throws(() => build([]), new TypeError(`${name}: options must be an object`))
    })
  }

  const wrong: Readonly<Record<string, readonly (readonly [input: object, message: string])[]>> = {
    buildHttpApiV2Event: [
      [{ pathh: '/' }, "unknown option 'pathh'"],
      [{ path: 7 }, "option 'path' must be a string"],
      [
        { headers: { a: 1 } },
        "option 'headers' must be an object, each value a string or a list, each a string",
      ],
      [{ cookies: 'a=b' }, "option 'cookies' must be a list, each a string"],
      [{ time: 'soon' }, "option 'time' must be a Date, an ISO 8601 string or milliseconds since the epoch"],
      [{ stageVariables: { a: 1 } }, "option 'stageVariables' must be an object, each value a string"],
    ],
    buildFunctionUrlEvent: [
      [{ authorizer: { jwt: {} } }, "unknown option 'authorizer.jwt'"],
      [{ routeKey: 'GET /' }, "unknown option 'routeKey'"],
    ],
    buildAlbEvent: [[{ multiValueHeaders: 'yes' }, "option 'multiValueHeaders' must be true or false"]],
    buildWebSocketEvent: [
      [{ eventType: 'PING' }, "option 'eventType' must be 'CONNECT', 'MESSAGE' or 'DISCONNECT'"],
      [{ disconnectStatusCode: 5000 }, "option 'disconnectStatusCode' must be an integer from 1000 to 4999"],
    ],
    buildSqsEvent: [
      [
        { records: [{ body: 'a', receiveCount: 0 }] },
        "option 'records[0].receiveCount' must be an integer of at least 1",
      ],
      [{ records: [{ body: 'a' }, { boddy: 'b' }] }, "unknown option 'records[1].boddy'"],
      [{ records: [] }, "option 'records' must be a list of at least 1, each an object"],
    ],
    buildKinesisEvent: [
      [{ records: [{}] }, "option 'records[0].data' is required"],
      [{ window: { start: 0 } }, "option 'window.end' is required"],
    ],
    buildDynamoDBStreamEvent: [
      [
        { streamViewType: 'ALL' },
        "option 'streamViewType' must be 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE' or 'KEYS_ONLY'",
      ],
      [{ records: ['a'] }, "option 'records' must be a list of at least 1, each an object"],
    ],
    buildEventBridgeEvent: [
      [{ resources: 'arn' }, "option 'resources' must be a list, each a non-empty string"],
    ],
  }
  for (const [name, build] of builders) {
    for (const [input, message] of wrong[name] ?? []) {
      test(`${name}(${JSON.stringify(input)})`, () => {
        assert.throws(() => build(input), new TypeError(`${name}: ${message}`))
      })
    }
  }
})

describe('an environment rejects options that it does not understand', () => {
  const { createTestEnv, lambdaContext, ManualClock, ManualIdGenerator } = testkit
  const env = createTestEnv()
  const streaming = (options: object) => () => env.invokeStreaming(() => {}, {}, options)
  for (const [message, call] of Object.entries<() => unknown>({
    "createTestEnv: unknown option 'nope'": () => createTestEnv({ nope: 1 } as object),
    "createTestEnv: option 'now' must be a Date, an ISO 8601 string or milliseconds since the epoch": () =>
      createTestEnv({ now: Number.NaN }),
    "ManualClock.advance: option 'ms' must be a number of at least 0": () => env.clock.advance(-1),
    "ManualClock.set: option 'now' is required": () => env.clock.set(undefined as never),
    "ManualIdGenerator: option 'prefix' must be a string": () => new ManualIdGenerator(7 as never),
    "lambdaContext: unknown option 'timeout'": () => env.context({ timeout: 3 } as object),
    "lambdaContext: option 'memoryLimitInMB' must be an integer from 128 to 10240": () =>
      lambdaContext(env, { memoryLimitInMB: 64 }),
    "invokeStreaming: unknown option 'nope'": streaming({ nope: 1 }),
    "invokeStreaming: option 'leaveAfterBytes' must be an integer of at least 0": streaming({
      leaveAfterBytes: -1,
    }),
    "ManualClock: option 'now' must be a Date, an ISO 8601 string or milliseconds since the epoch": () =>
      new ManualClock({} as never),
  })) {
    test(message, () => assert.throws(call, new TypeError(message)))
  }
})

describe('a gateway rejects options that it does not understand', () => {
  const handler = () => 'ok'
  for (const [message, start] of Object.entries<() => Promise<unknown>>({
    "startGateway: unknown option 'nope'": () => startGateway({ handler, nope: 1 } as never),
    "startGateway: option 'handler' is required": () => startGateway({} as never),
    "startGateway: option 'handler' must be a function": () =>
      startGateway({ handler: 'index.handler' } as never),
    "startGateway: option 'runtime' must be 'in-process' or 'ric'": () =>
      startGateway({ handler, runtime: 'docker' } as never),
    "startGateway: option 'port' must be an integer from 0 to 65535": () =>
      startGateway({ handler, port: 1e5 }),
    "startGateway: option 'handlerFile' is required": () => startGateway({ runtime: 'ric' } as never),
    'startGateway: options must be an object': () => startGateway(undefined as never),
    "startLambdaRuntime: unknown option 'port'": () =>
      startLambdaRuntime({ handlerFile: 'a.js', port: 1 } as never),
    "startLambdaRuntime: option 'handlerFile' must be a path or a file URL": () =>
      startLambdaRuntime({ handlerFile: new URL('https://example.com/handler.js') }),
    "startWebSocketGateway: unknown option 'timeoutMs'": () =>
      startWebSocketGateway({ handler, timeoutMs: 1 } as never),
    "startWebSocketGateway: option 'handler' must be a function or an object, each value a function": () =>
      startWebSocketGateway({ handler: { $connect: 'no' } } as never),
    "startWebSocketGateway: option 'credentials' must be a list, each credentials": () =>
      startWebSocketGateway({ handler, credentials: [{ accessKeyId: 'a' }] } as never),
  })) {
    test(message, () => assert.rejects(start, new TypeError(message)))
  }
})
