import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { Context } from 'aws-lambda'
import { isAppTheoryError } from '../errors.ts'
import type { WebSocketManagement } from '../services/websocket/management.ts'
import { WebSocketManagementClient } from '../services/websocket/management-client.ts'
import { MemoryConnectionRegistry } from '../services/websocket/memory/memory-connection-registry.ts'
import {
  allOf,
  assertQuiet,
  credentials,
  invoke,
  sdkOptions,
  unavailable,
  type WebSocket,
} from '../test/integration/websocket/bounded-invocation.ts'
import { chain } from '../test/integration/websocket/handler.ts'
import { buildWebSocketEvent, createTestEnv } from '../testkit/index.ts'
import { callHandler } from '../testkit/invokers/lambda-handler.ts'

const everyCall: Readonly<Record<string, (webSocket: WebSocket) => Promise<unknown>>> = {
  post: (webSocket) => webSocket.post('hi'),
  close: (webSocket) => webSocket.close(),
  postToConnection: (webSocket) => webSocket.postToConnection('bob', 'hi'),
  getConnection: (webSocket) => webSocket.getConnection('bob'),
  deleteConnection: (webSocket) => webSocket.deleteConnection('bob'),
}

for (const error of [429, 503, 'no-answer'] as const) {
  for (const [name, call] of Object.entries(everyCall)) {
    test(`${name} ends before the deadline when the service answers ${error}`, async () => {
      const env = createTestEnv()
      for (const id of ['ann', 'bob']) env.webSocket.connect(id)
      env.webSocket.inject({ error, times: 100 })
      const options = { ...sdkOptions(env), maxAttempts: 20 }
      const outcome = await invoke(env, options, 1000, call)
      assert.ok(unavailable(outcome.error), String(outcome.error))
      assert.ok(outcome.ms < 1000, `${outcome.ms} ms`)
      assert.ok(outcome.ms >= 800, `gave up after ${outcome.ms} ms`)
      await assertQuiet(env)
    })
  }
}

test('queued calls end before the deadline, even if a handler ignores the signal', async () => {
  const env = createTestEnv()
  let sent = 0
  const requestHandler = {
    ...env.webSocket.requestHandler(),
    handle: () => {
      sent += 1
      return new Promise<never>(() => {})
    },
  }
  const options = { clock: env.clock, credentials, clientOptions: { requestHandler } }
  const { value = [], ms } = await invoke(env, options, 1000, (webSocket) =>
    Promise.allSettled([webSocket.post('1'), webSocket.post('2'), webSocket.close()]),
  )
  assert.deepEqual(
    value.map((result) => result.status === 'rejected' && unavailable(result.reason)),
    [true, true, true],
  )
  assert.ok(ms < 1000, `${ms} ms`)
  await assertQuiet(env)
  assert.equal(sent, 1)
})

test('a management of your own that never answers does not hold an invocation', async () => {
  const env = createTestEnv()
  const never = () => new Promise<never>(() => {})
  const management = (): WebSocketManagement => ({
    postToConnection: never,
    getConnection: never,
    deleteConnection: never,
    broadcast: never,
  })
  for (const call of Object.values(everyCall)) {
    const { error, ms } = await invoke(env, { clock: env.clock, management }, 1000, call)
    assert.ok(unavailable(error) && ms < 1000)
  }
  assert.equal(env.clock.pendingTimers, 0)
})

test('calls in time are not affected, and a context without a deadline has no bound', async () => {
  const env = createTestEnv()
  env.webSocket.connect('ann')
  env.webSocket.inject({ error: 503 })
  const { error, ms } = await invoke(env, sdkOptions(env), 1000, everyCall['post'] ?? assert.fail())
  assert.deepEqual([error, ms < 200], [undefined, true])
  await assertQuiet(env)

  const withoutDeadline = { awsRequestId: 'r' }
  const handler = chain((_, { webSocket }) => webSocket.post('hi'), { management: env.webSocket.at })
  await callHandler(handler, buildWebSocketEvent({ connectionId: 'ann' }), withoutDeadline as Context)
  assert.equal(env.webSocket.postsTo('ann').length, 3)
})

test('a broadcast to 10,000 connections, 10% throttled, with 2 s left, is complete in time', async () => {
  const env = createTestEnv()
  const ids = Array.from({ length: 10_000 }, (_, i) => `c${i}`)
  for (const [i, id] of ids.entries()) {
    if (i % 50 !== 0) env.webSocket.connect(id)
    if (i % 10 === 5) env.webSocket.inject({ error: 429, connectionId: id, times: 10 })
  }
  const { value, ms } = await invoke(env, sdkOptions(env), 2000, (webSocket) =>
    webSocket.broadcast(ids, 'hi'),
  )

  const { sent, gone, failed } = value ?? assert.fail('the broadcast failed')
  assert.ok(ms < 2000, `${ms} ms`)
  assert.equal(sent.length + gone.length + failed.length, 10_000)
  const outcomes = [...sent, ...gone, ...failed.map(({ connectionId }) => connectionId)]
  assert.deepEqual(new Set(outcomes), new Set(ids))
  const delivered = ids.filter((id) => env.webSocket.postsTo(id).length > 0).length
  assert.ok(sent.length > 0 && delivered >= sent.length + gone.length)
  assert.ok(failed.every(({ error }) => unavailable(error) || isAppTheoryError(error, 'websocket.throttled')))
  await assertQuiet(env)
})

test('a broadcast that ends early keeps what was sent, whatever hangs', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  for (const connectionId of ['a', 'b', 'c', 'd']) {
    const endpoint = `https://${connectionId}.example`
    await registry.add({
      connectionId,
      endpoint,
      tenantId: 'default',
      channels: ['room'],
      userId: connectionId,
    })
    if (connectionId !== 'b') env.webSocket.connect(connectionId)
  }
  env.clock.advance(30_000)
  env.webSocket.inject({ error: 'no-answer', connectionId: 'c' })
  const options = { ...sdkOptions(env), registry }
  const told: string[] = []
  const onGone = (connectionId: string) => {
    told.push(connectionId)
    return new Promise<never>(() => {})
  }
  const { value, ms } = await invoke(env, options, 1000, (webSocket) =>
    webSocket.broadcastTo({ channel: 'room' }, 'hi', { onGone, except: 'd' }),
  )
  const { sent, gone, failed } = value ?? assert.fail('the broadcast failed')
  assert.deepEqual(
    [sent, gone, failed.map(({ connectionId }) => connectionId), told],
    [['a'], ['b'], ['c'], ['b']],
  )
  assert.ok(failed.every(({ error }) => unavailable(error)) && ms < 1000)
  await assertQuiet(env)
})

test('an aborted signal ends a call, or keeps it from beginning', async () => {
  const env = createTestEnv()
  env.webSocket.connect('ann')
  const reason = new Error('the user left')
  const aborted = AbortSignal.abort(reason)
  const controller = new AbortController()
  const { value = [] } = await invoke(env, sdkOptions(env), 10_000, async (webSocket) => {
    const early = [
      webSocket.post('early', { signal: aborted }),
      webSocket.close({ signal: aborted }),
      webSocket.getConnection('ann', { signal: aborted }),
      webSocket.broadcast(['ann'], 'early', { signal: aborted }),
    ]
    await Promise.allSettled(early)
    env.webSocket.inject({ error: 'no-answer' })
    const late = webSocket.post('late', { signal: controller.signal })
    await new Promise(setImmediate)
    controller.abort(reason)
    return Promise.allSettled([...early, late])
  })
  const [post, close, get, broadcast, late] = value
  for (const result of [post, close, get, late]) {
    assert.ok(result?.status === 'rejected' && unavailable(result.reason))
    assert.equal(result.reason.cause, reason)
  }
  assert.ok(broadcast?.status === 'fulfilled')
  assert.deepEqual(env.webSocket.postsTo('ann'), ['late'])
  await assertQuiet(env)
})

test('a wrong signal is a TypeError that names it', async () => {
  const env = createTestEnv()
  const signal = 'now' as never
  const registry = new MemoryConnectionRegistry()
  const { value = [] } = await invoke(env, { management: env.webSocket.at, registry }, 3000, (webSocket) =>
    Promise.allSettled([
      webSocket.post('x', { signal }),
      webSocket.close({ signal }),
      webSocket.getConnection('a', { signal }),
      webSocket.broadcast(['a'], 'x', { signal }),
      webSocket.broadcastTo({ channel: 'a' }, 'x', { signal }),
      allOf(webSocket.present({ channel: 'a' }, { signal })),
      webSocket.post('x', { sginal: signal } as never),
    ]),
  )
  for (const result of value) {
    assert.ok(result.status === 'rejected' && result.reason instanceof TypeError)
    assert.match(result.reason.message, /'s(?:ig|gi)nal'/)
  }
})

test('an aborted signal closes the connection to the service', async (t) => {
  const server = createServer(() => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const client = new WebSocketManagementClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials,
  })
  const controller = new AbortController()
  const posting = client.postToConnection('a', 'hi', { signal: controller.signal })
  const [request] = await once(server, 'request')
  const closed = once(request.socket, 'close')
  controller.abort()
  await assert.rejects(posting, unavailable)
  await closed
})
