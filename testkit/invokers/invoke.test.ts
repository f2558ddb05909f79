import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import middy from '@middy/core'
import { eventBus } from '../../middlewares/event-bus.ts'
import { MemoryEventBus } from '../../services/event-bus/index.ts'
import {
  buildAlbEvent,
  buildDynamoDBStreamEvent,
  buildEventBridgeEvent,
  buildFunctionUrlEvent,
  buildHttpApiV2Event,
  buildKinesisEvent,
  buildRestApiV1Event,
  buildSnsEvent,
  buildSqsEvent,
  buildWebSocketEvent,
  createTestEnv,
  invokeDirectly,
  invokeKinesis,
  invokeSqs,
  MalformedResponseError,
} from '../index.ts'
import { triggerOf } from './trigger.ts'

const window = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:02:00Z', isFinalInvokeForWindow: true }

test('an event tells its trigger by its shape', () => {
  assert.equal(triggerOf(buildHttpApiV2Event()), 'http-api-v2')
  assert.equal(triggerOf(buildFunctionUrlEvent()), 'function-url')
  assert.equal(triggerOf(buildAlbEvent()), 'alb')
  assert.equal(triggerOf(buildRestApiV1Event()), 'rest-api-v1')
  assert.equal(triggerOf(buildWebSocketEvent()), 'websocket')
  assert.equal(triggerOf(buildSqsEvent()), 'sqs')
  assert.equal(triggerOf(buildKinesisEvent()), 'kinesis')
  assert.equal(triggerOf(buildDynamoDBStreamEvent()), 'dynamodb-stream')
  assert.equal(triggerOf(buildSnsEvent()), 'sns')
  assert.equal(triggerOf(buildEventBridgeEvent()), 'eventbridge')
})

test('a window without records names its source itself', () => {
  assert.equal(triggerOf(buildKinesisEvent({ window, records: [] })), 'kinesis')
  assert.equal(triggerOf(buildDynamoDBStreamEvent({ window, records: [] })), 'dynamodb-stream')
})

test('an event that no trigger sends is rejected, before the function runs', async () => {
  const { invoke } = createTestEnv()
  for (const event of [
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { Records: [] },
    { Records: [{}] },
    { requestContext: {} },
  ])
    await assert.rejects(invoke(assert.fail, event), /does not recognise the trigger.*invokeDirectly/)
})

test('an event of your own is invoked directly, by a function with or without Middy', async () => {
  const { context } = createTestEnv()
  const greet = async ({ name }: { name: string }) => ({ hello: name, at: undefined })
  assert.deepEqual(await invokeDirectly(greet, { name: 'Ann' }, context()), { response: { hello: 'Ann' } })

  const bus = new MemoryEventBus()
  const publish = middy<{ total: number }>()
    .use(eventBus({ bus }))
    .handler(async (payload, context) =>
      context.eventBus.publish({ id: '1', eventType: 'order.created', tenantId: 'acme', payload }),
    )
  const { response } = await invokeDirectly(publish, { total: 3 }, context())
  assert.equal((response as { id: string }).id, '1')
})

describe('an invocation', () => {
  test('has a context on the manual clock', async () => {
    const { clock, invoke } = createTestEnv({ now: '2026-05-01T00:00:00Z' })
    const { response } = await invoke((_: unknown, context: { getRemainingTimeInMillis(): number }) => {
      clock.advance(1000)
      return context.getRemainingTimeInMillis()
    }, buildEventBridgeEvent())
    assert.equal(response, 2000)
  })

  test('rejects with what the function threw, whatever the trigger', async () => {
    const { invoke } = createTestEnv()
    const failure = new Error('no')
    const fails = (): never => {
      throw failure
    }
    for (const event of [buildAlbEvent(), buildSqsEvent(), buildSnsEvent(), buildRestApiV1Event()])
      await assert.rejects(invoke(fails, event as unknown), failure)
  })

  test('reads the JSON of what was returned, as the runtime sends it', async () => {
    const { invoke } = createTestEnv()
    const outcome = await invoke(
      () => ({ statusCode: 200, cookies: undefined, body: 'ok' }),
      buildRestApiV1Event(),
    )
    assert.equal(outcome.body, 'ok')
    assert.equal((await invoke(() => undefined, buildHttpApiV2Event())).body, 'null')
  })
})

test('a connection exists once its handshake was accepted, and what is asked of it is told', async () => {
  const { invoke, webSocket } = createTestEnv()
  const connect = buildWebSocketEvent({ eventType: 'CONNECT', connectionId: 'c-1' })
  assert.equal((await invoke(() => ({ statusCode: 200 }), connect)).statusCode, 200)
  const { calls } = await invoke(
    async () => {
      await webSocket.postToConnection('c-1', 'hello')
      return { statusCode: 200 }
    },
    buildWebSocketEvent({ connectionId: 'c-1' }),
  )
  assert.deepEqual(
    calls.map(({ connectionId }) => connectionId),
    ['c-1'],
  )
})

describe('a malformed response', () => {
  const { invoke } = createTestEnv()
  const refused = (returned: unknown, event: unknown) => async () => {
    await assert.rejects(
      invoke(() => returned, event),
      MalformedResponseError,
    )
  }

  test('no status that HTTP has', refused({ statusCode: 99 }, buildHttpApiV2Event()))
  test('a status in words', refused({ statusCode: 'OK' }, buildHttpApiV2Event()))
  test('an empty status', refused({ statusCode: '' }, buildFunctionUrlEvent()))
  test('cookies that are no list', refused({ statusCode: 200, cookies: 'a=1' }, buildHttpApiV2Event()))
  test('headers that are a list', refused({ statusCode: 200, headers: [] }, buildHttpApiV2Event()))
  test('a header that is an object', refused({ headers: { a: {} } }, buildRestApiV1Event()))
  test('one value for many', refused({ multiValueHeaders: { a: 'b' } }, buildRestApiV1Event()))
  test('a list, from a REST API', refused([], buildRestApiV1Event()))
  test('nothing, from a REST API', refused(undefined, buildRestApiV1Event()))
  test(
    'a number for a header, from a load balancer',
    refused({ statusCode: 200, headers: { a: 1 } }, buildAlbEvent()),
  )
  test('a bare text, for a batch', refused('done', buildSqsEvent()))
  test('failures that are no list', refused({ batchItemFailures: {} }, buildSqsEvent()))
  test('a failure that is a text', refused({ batchItemFailures: ['m-1'] }, buildKinesisEvent()))
})

test('each invoker can be had alone, with a context of one’s own', async () => {
  const { context } = createTestEnv()
  const queue = buildSqsEvent({ records: [{ body: 'a', messageId: 'm-1' }] })
  const failed = await invokeSqs(
    ({ Records }) => ({ batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) }),
    queue,
    context(),
  )
  assert.deepEqual(failed.redelivered, ['m-1'])
  const windowed = await invokeKinesis(({ state }) => ({ state }), buildKinesisEvent({ window }), context())
  assert.deepEqual(windowed, { batchItemFailures: [], redelivered: [], state: {} })
})

describe('an event is never shared', () => {
  const changing = (event: { body?: unknown }): object => {
    const body = JSON.parse(String(event.body))
    event.body = body
    return { statusCode: 200, body: String(body.n) }
  }

  test('the same event twice: each invocation gets it as it was', async () => {
    const { invoke } = createTestEnv()
    const event = buildHttpApiV2Event({ body: { n: 7 } })
    const before = structuredClone(event)
    assert.equal((await invoke(changing, event)).body, '7')
    assert.equal((await invoke(changing, event)).body, '7')
    assert.deepEqual(event, before)
  })

  test('also where it is streamed, is one of a WebSocket, or goes to an invoker', async () => {
    const env = createTestEnv()
    const emptying = (event: object): object => {
      for (const name of Object.keys(event)) Reflect.deleteProperty(event, name)
      return { statusCode: 200, batchItemFailures: [] }
    }
    const message = buildWebSocketEvent()
    await env.invoke(emptying, message)
    await env.invokeWebSocket(emptying, message)
    assert.ok(message.requestContext)
    const queue = buildSqsEvent()
    await invokeSqs(emptying, queue, env.context())
    assert.equal(queue.Records.length, 1)
    const request = buildFunctionUrlEvent()
    await env.invokeStreaming((event: object, stream: { end(): void }) => {
      emptying(event)
      stream.end()
    }, request)
    assert.ok(request.requestContext)
  })
})

test('a function may call back instead of returning a promise', async () => {
  const { invoke } = createTestEnv()
  type Callback = (error: Error | null, result?: unknown) => void
  const later = (_event: object, _context: object, callback: Callback): void =>
    queueMicrotask(() => callback(null, { statusCode: 201 }))
  const failing = (_event: object, _context: object, callback: Callback): void => callback(new Error('no'))
  assert.equal((await invoke(later, buildHttpApiV2Event())).statusCode, 201)
  await assert.rejects(invoke(failing, buildHttpApiV2Event()), /no/)
})
