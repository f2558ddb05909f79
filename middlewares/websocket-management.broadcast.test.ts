import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryConnectionRegistry } from '../services/websocket/memory/memory-connection-registry.ts'
import type { WebSocketEvent } from '../services/websocket/websocket-event.ts'
import { chain, membersOf } from '../test/integration/websocket/handler.ts'
import { buildWebSocketEvent, createTestEnv } from '../testkit/index.ts'
import { callHandler } from '../testkit/invokers/lambda-handler.ts'

test('broadcastTo reaches the tenant of the connection, across endpoints, and removes the gone', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  const add = (connectionId: string, tenantId: string, endpoint: string) =>
    registry.add({ connectionId, tenantId, endpoint, channels: ['news'], userId: `user-${connectionId}` })
  await add('a1', 'acme', 'https://one.example.com')
  await add('a2', 'acme', 'https://two.example.com')
  await add('a3', 'acme', 'https://two.example.com')
  await add('b1', 'other', 'https://one.example.com')
  for (const id of ['a1', 'a2', 'b1']) env.webSocket.connect(id)
  env.clock.advance(30_000)
  const results: unknown[] = []
  const handler = chain(
    async (_, { webSocket }) => {
      results.push(await webSocket.broadcastTo({ channel: 'news' }, { text: 'hello' }))
      results.push(await webSocket.broadcastTo({ userId: 'user-b1', tenantId: 'other' }, 'only you'))
    },
    { management: env.webSocket.at, registry },
  )

  await env.invokeWebSocket(
    handler,
    buildWebSocketEvent({ authorizer: { tenantId: 'acme', principalId: 'ann' } }),
  )

  assert.deepEqual(results, [
    { sent: ['a1', 'a2'], gone: ['a3'], failed: [] },
    { sent: ['b1'], gone: [], failed: [] },
  ])
  assert.equal((await membersOf(registry.byChannel({ tenantId: 'acme', channel: 'news' }))).length, 2)
  assert.deepEqual(
    env.webSocket.calls.map(({ endpoint, connectionId }) => `${endpoint} ${connectionId}`),
    [
      'https://one.example.com a1',
      'https://two.example.com a2',
      'https://two.example.com a3',
      'https://one.example.com b1',
    ],
  )
})

test('register may be asynchronous', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  const register = async ({ requestContext: { authorizer } }: WebSocketEvent) => ({
    tenantId: `tenant of ${authorizer?.['principalId']}`,
    channels: ['news'],
  })
  const handler = chain(
    async (event, { webSocket }) => {
      if (event.requestContext.eventType === 'MESSAGE')
        await webSocket.broadcastTo({ channel: 'news' }, 'hello')
    },
    { management: env.webSocket.at, registry, register },
  )
  for (const principalId of ['ann', 'bob']) {
    const event = { connectionId: principalId, authorizer: { principalId } }
    await env.invokeWebSocket(handler, buildWebSocketEvent({ ...event, eventType: 'CONNECT' }))
  }
  const said = buildWebSocketEvent({ connectionId: 'ann', authorizer: { principalId: 'ann' } })
  const { calls } = await env.invokeWebSocket(handler, said)
  assert.deepEqual(
    calls.map(({ connectionId }) => connectionId),
    ['ann'],
  )
})

test('a broadcast while a $connect runs does not remove the connecting client', async () => {
  const env = createTestEnv()
  const { clock, webSocket } = env
  const registry = new MemoryConnectionRegistry({ clock })
  const options = { management: webSocket.at, registry, clock, register: () => ({ channels: ['lobby'] }) }
  const say = chain((_, { webSocket }) => webSocket.broadcastTo({ channel: 'lobby' }, 'hello'), options)
  const registered = chain(() => ({ statusCode: 200 }), options)
  // The function has answered, and API Gateway has not yet heard it.
  const event = buildWebSocketEvent({ eventType: 'CONNECT', connectionId: 'ann' })
  await callHandler(registered, event, env.context())
  await env.invokeWebSocket(say, buildWebSocketEvent())
  webSocket.connect('ann')
  await env.invokeWebSocket(say, buildWebSocketEvent())
  assert.equal(webSocket.postsTo('ann').length, 2)
  webSocket.disconnect('ann')
  clock.advance(30_000)
  await env.invokeWebSocket(say, buildWebSocketEvent())
  assert.equal(registry.size, 0)
})
