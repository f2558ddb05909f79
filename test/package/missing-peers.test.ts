import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { execPath } from 'node:process'
import { describe, test } from 'node:test'

const dynamodb = '@aws-sdk/client-dynamodb'
const connections = '@aws-sdk/client-apigatewaymanagementapi'
const credentials = '@aws-sdk/credential-provider-node'

const missing = `Object.assign(
  new Error("Cannot find package '" + specifier + "' imported from /app/index.mjs"),
  { code: 'ERR_MODULE_NOT_FOUND' },
)`
const broken = `new Error('Dynamic require of "node:https" is not supported')`

/** What `script` prints in a process where importing one of `peers` fails, or the error that it ends with. */
function outcomeWithout(peers: readonly string[], script: string, failure: string = missing): string {
  const hiding = `
    import { registerHooks } from 'node:module'
    const peers = ${JSON.stringify(peers)}
    registerHooks({
      resolve(specifier, context, next) {
        const isOthers = context.parentURL.includes('/node_modules/')
        if (isOthers || !peers.includes(specifier)) return next(specifier, context)
        throw ${failure}
      },
    })
    try {
      ${script}
    } catch (error) {
      console.log(error.code ?? error.name, error.message)
    }`
  const args = ['--input-type=module', '--eval', hiding]
  return execFileSync(execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}

const request = `
  const { buildHttpApiV2Event, createTestEnv } = await import('apptheory-middy/testkit')
  const { context } = createTestEnv()
  const request = () => ({ event: buildHttpApiV2Event(), context: context(), internal: {} })`
const limiting = (options: string) => `${request}
  const { fixedWindow, rateLimit } = await import('apptheory-middy')
  const heard = []
  const limit = rateLimit({ strategy: fixedWindow({ windowMs: 60_000, limit: 1 }), ${options} })
  const first = request()
  await limit.before(first)
  console.log(first.context.rateLimit.allowed, first.context.rateLimit.degraded, ...heard)`

test('every entry point is there without any optional peer', () => {
  const script = `
    const { default: { exports } } = await import('apptheory-middy/package.json', { with: { type: 'json' } })
    const names = Object.keys(exports).filter((name) => !name.includes('*') && !name.endsWith('.json'))
    for (const name of names) await import('apptheory-middy' + name.slice(1))
    console.log(names.length > 10)`
  assert.equal(outcomeWithout([dynamodb, connections, credentials, 'ws', 'aws-lambda-ric'], script), 'true')
})

describe('a peer that is not installed is named by the code that needs it', () => {
  for (const [user, peer, script] of [
    ["rateLimit without the option 'limiter'", dynamodb, limiting('')],
    ["rateLimit without the option 'limiter'", dynamodb, limiting('failOpen: false')],
    [
      "eventBus without the option 'bus'",
      dynamodb,
      `${request}
       const { eventBus } = await import('apptheory-middy')
       await eventBus().before(request())`,
    ],
    [
      'DynamoDBRateLimiter',
      dynamodb,
      `const { DynamoDBRateLimiter } = await import('apptheory-middy/services/rate-limiter/dynamodb')
       const { fixedWindow } = await import('apptheory-middy')
       const limiter = new DynamoDBRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 1 }) })
       await limiter.checkAndIncrement({ identifier: 'a', resource: 'b', operation: 'c' })`,
    ],
    [
      'DynamoDBEventBus',
      dynamodb,
      `const { DynamoDBEventBus } = await import('apptheory-middy/services/event-bus/dynamodb')
       await new DynamoDBEventBus().query({ eventType: 'a', tenantId: 'b' })`,
    ],
    [
      'DynamoDBSeenStore',
      dynamodb,
      `const { DynamoDBSeenStore } = await import('apptheory-middy/services/event-bus/dynamodb')
       await new DynamoDBSeenStore({ tableName: 'seen' }).has('a')`,
    ],
    [
      'DynamoDBConnectionRegistry',
      dynamodb,
      `const { DynamoDBConnectionRegistry } = await import('apptheory-middy/services/websocket/dynamodb')
       await new DynamoDBConnectionRegistry().remove('a')`,
    ],
    [
      'ensureTable',
      dynamodb,
      `const { ensureTable } = await import('apptheory-middy/services/rate-limiter/dynamodb')
       await ensureTable({ send() {} })`,
    ],
    [
      "webSocketManagement without the option 'management'",
      connections,
      `const { webSocketManagement } = await import('apptheory-middy')
       const { before } = webSocketManagement({ endpoint: 'https://chat.example.com' })
       await before({ event: {}, context: {}, internal: {} })`,
    ],
    [
      'WebSocketManagementClient',
      connections,
      `const { WebSocketManagementClient } = await import('apptheory-middy/services/websocket')
       const client = new WebSocketManagementClient({ endpoint: 'https://chat.example.com' })
       await client.postToConnection('a=', 'b')`,
    ],
    [
      "WebSocketManagementClient without the option 'credentials'",
      credentials,
      `const { WebSocketManagementClient } = await import('apptheory-middy/services/websocket')
       const endpoint = 'https://chat.example.com'
       const client = new WebSocketManagementClient({ endpoint, region: 'us-east-1' })
       await client.postToConnection('a=', 'b')`,
    ],
    [
      'startWebSocketGateway',
      'ws',
      `const { startWebSocketGateway } = await import('apptheory-middy/testkit/gateway')
       await startWebSocketGateway({ handler: {} })`,
    ],
    [
      'startLambdaRuntime',
      'aws-lambda-ric',
      `const { startLambdaRuntime } = await import('apptheory-middy/testkit/gateway')
       await startLambdaRuntime({ handlerFile: '/app/index.mjs' })`,
    ],
    [
      'FakeDynamoDB.client()',
      dynamodb,
      `const { FakeDynamoDB } = await import('apptheory-middy/testkit')
       new FakeDynamoDB().client()`,
    ],
    [
      'FakeWebSocketManagement.client()',
      connections,
      `const { FakeWebSocketManagement } = await import('apptheory-middy/testkit')
       new FakeWebSocketManagement().client()`,
    ],
  ] as const) {
    test(`${user}: ${peer}`, () => {
      const outcome = outcomeWithout([peer], script)
      assert.equal(outcome, `peer.missing ${user} needs ${peer}: npm install ${peer}`)
    })
  }
})

describe('an SDK that is there and cannot be run', () => {
  const failure = 'Dynamic require of "node:https" is not supported'

  test('admits requests, and says why', () => {
    const outcome = outcomeWithout(
      [dynamodb],
      limiting('onDegraded: ({ message }) => heard.push(message)'),
      broken,
    )
    assert.equal(outcome, `true store_error ${failure}`)
  })

  test('warns once where nobody listens', () => {
    const script = `console.warn = (line) => console.log(line.split(',')[0])
      ${limiting('')}
      await limit.before(request())`
    const warning = 'apptheory-middy: rate limits are not enforced'
    assert.equal(outcomeWithout([dynamodb], script, broken), `${warning}\ntrue store_error`)
  })

  test('fails requests with the reason as it is, where failOpen is false', () => {
    assert.equal(outcomeWithout([dynamodb], limiting('failOpen: false'), broken), `Error ${failure}`)
  })

  test('fails a publication with the reason as it is', () => {
    const script = `${request}
      const { eventBus } = await import('apptheory-middy')
      const one = request()
      await eventBus().before(one)
      await one.context.eventBus.publish({ eventType: 'a', tenantId: 'b', payload: {} })`
    assert.equal(outcomeWithout([dynamodb], script, broken), `Error ${failure}`)
  })

  test('fails a WebSocket event with the reason as it is', () => {
    const script = `
      const { webSocketManagement } = await import('apptheory-middy')
      const { before } = webSocketManagement({ endpoint: 'https://chat.example.com' })
      await before({ event: {}, context: {}, internal: {} })`
    assert.equal(outcomeWithout([connections], script, broken), `Error ${failure}`)
  })
})
