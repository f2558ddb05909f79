import assert from 'node:assert/strict'
import { test } from 'node:test'
import middy from '@middy/core'
import fc from 'fast-check'
import { AppTheoryError, isAppTheoryError } from '../errors.ts'
import { DEFAULT_TENANT_ID } from '../services/websocket/connection-registry.ts'
import { MemoryConnectionRegistry } from '../services/websocket/memory/memory-connection-registry.ts'
import type { WebSocketEvent } from '../services/websocket/websocket-event.ts'
import { chain, membersOf, quiet } from '../test/integration/websocket/handler.ts'
import { middyVersions } from '../test/middy-versions.ts'
import { buildWebSocketEvent, createTestEnv } from '../testkit/index.ts'
import { type WebSocketContext, webSocketManagement } from './websocket-management.ts'

/** The response to an error, as AppTheory writes it. */
function envelope(statusCode: number, code: string, message: string, headers: object = {}): object {
  const body = { error: { code, message, request_id: buildWebSocketEvent().requestContext.requestId } }
  return {
    statusCode,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  }
}

for (const { version, chain: chainOf } of middyVersions) {
  test(`${version}: the handler posts to its connection; a response without a status is 200`, async () => {
    const env = createTestEnv()
    env.webSocket.connect('ann=')
    const handler = chainOf(
      ({ body }: WebSocketEvent, { webSocket }: WebSocketContext) => webSocket.post({ echo: body }),
      webSocketManagement({ management: env.webSocket.at }),
    )

    const outcome = await env.invokeWebSocket(
      handler,
      buildWebSocketEvent({ connectionId: 'ann=', body: 'hi' }),
    )

    assert.deepEqual(outcome.response, { statusCode: 200 })
    assert.deepEqual(outcome.calls, [
      {
        operation: 'PostToConnection',
        endpoint: 'https://api1234567.execute-api.us-east-1.amazonaws.com/prod',
        connectionId: 'ann=',
        data: '{"echo":"hi"}',
      },
    ])
  })

  test(`${version}: an error becomes a response, without detail unless it may be exposed`, async () => {
    const env = createTestEnv()
    const responseTo = async (error: unknown) => {
      const lambdaHandler = async () => {
        throw error
      }
      const handler = chainOf(lambdaHandler, webSocketManagement({ ...quiet, management: env.webSocket.at }))
      return (await env.invokeWebSocket(handler, buildWebSocketEvent())).response
    }
    const internal = envelope(500, 'app.internal', 'internal error')
    assert.deepEqual(await responseTo(new Error('secret')), internal)
    assert.deepEqual(await responseTo(undefined), internal)
    assert.deepEqual(await responseTo(new AppTheoryError('websocket.gone', 'x', { expose: true })), internal)
    const forbidden = new AppTheoryError('app.forbidden', 'not yours', { headers: { 'x-why': 'role' } })
    assert.deepEqual(
      await responseTo(forbidden),
      envelope(403, 'app.forbidden', 'not yours', { 'x-why': 'role' }),
    )
    const unauthorized = Object.assign(new Error('no'), { statusCode: 401, expose: true })
    assert.deepEqual(await responseTo(unauthorized), envelope(401, 'app.unauthorized', 'no'))
  })
}

test('law: whatever the event, there is a response or a coded error', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  const handler = chain((_, { webSocket }) => webSocket.post('x'), { management: env.webSocket.at, registry })
  const scalar = fc.constantFrom(
    'CONNECT',
    'DISCONNECT',
    'MESSAGE',
    'a=',
    '..',
    'a1',
    '',
    5,
    null,
    undefined,
    {},
    [],
  )
  const context = fc.record(
    {
      connectionId: scalar,
      eventType: scalar,
      domainName: fc.oneof(scalar, fc.constant('a1.execute-api.us-east-1.amazonaws.com'), fc.domain()),
      stage: scalar,
      apiId: scalar,
      authorizer: fc.oneof(scalar, fc.record({ tenantId: scalar, principalId: scalar })),
    },
    { requiredKeys: [] },
  )
  const strange = fc.oneof(scalar, fc.record({ requestContext: fc.oneof(scalar, context) }))
  await fc.assert(
    fc.asyncProperty(strange, async (event) => {
      try {
        const { statusCode } = await env.invokeWebSocket(handler, event)
        assert.ok(statusCode === 200 || statusCode === 500)
      } catch (error) {
        assert.ok(isAppTheoryError(error), String(error))
      }
    }),
    { numRuns: 1000 },
  )
})

test("with errorBody: 'text', an exposed error is its message, and any other has no body", async () => {
  const env = createTestEnv()
  const responseTo = async (error: unknown) => {
    const fail = () => {
      throw error
    }
    const handler = chain(fail, { management: env.webSocket.at, errorBody: 'text' })
    return (await env.invokeWebSocket(handler, buildWebSocketEvent())).response
  }
  assert.deepEqual(await responseTo(new Error('secret')), { statusCode: 500 })
  assert.deepEqual(await responseTo(new AppTheoryError('app.overloaded', 'secret')), { statusCode: 500 })
  const forbidden = new AppTheoryError('app.forbidden', 'not yours', { headers: { 'x-why': 'role' } })
  assert.deepEqual(await responseTo(forbidden), {
    statusCode: 403,
    body: 'not yours',
    headers: { 'x-why': 'role' },
  })
})

test('the code in the envelope is a portable one', async () => {
  const env = createTestEnv()
  const errorOf = async (error: unknown) => {
    const fail = () => {
      throw error
    }
    const handler = chain(fail, { management: env.webSocket.at })
    const { response } = await env.invokeWebSocket(handler, buildWebSocketEvent())
    const { statusCode, body } = response as { statusCode: number; body: string }
    return [statusCode, JSON.parse(body).error.code, JSON.parse(body).error.message]
  }
  class AppError extends Error {
    override readonly name = 'AppError'
    readonly code = 'app.forbidden'
  }
  assert.deepEqual(await errorOf(new AppError('members only')), [403, 'app.forbidden', 'members only'])
  const own = new AppTheoryError('shop.closed', 'closed', { statusCode: 409 })
  assert.deepEqual(await errorOf(own), [409, 'shop.closed', 'closed'])
  const notFound = new AppTheoryError('event_bus.not_found', 'no such event')
  assert.deepEqual(await errorOf(notFound), [404, 'app.not_found', 'no such event'])
  const system = Object.assign(new Error('secret'), { code: 'ECONNRESET', statusCode: 400 })
  assert.deepEqual(await errorOf(system), [500, 'app.internal', 'internal error'])
  const failed = new AppTheoryError('event_bus.unavailable', 'secret')
  assert.deepEqual(await errorOf(failed), [500, 'app.internal', 'internal error'])
})

test('a connection is registered from its accepted $connect to its $disconnect', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  const register = ({ queryStringParameters }: WebSocketEvent) => ({
    channels: [queryStringParameters?.['room'] ?? 'lobby'],
  })
  let statusCode = 200
  const handler = chain(() => ({ statusCode }), { management: env.webSocket.at, registry, register })
  const connect = (connectionId: string, room: string) =>
    env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'CONNECT', connectionId, query: { room } }))

  await connect('ann', 'blue')
  statusCode = 403
  await connect('eve', 'blue')
  assert.deepEqual(await membersOf(registry.byChannel({ channel: 'blue' })), [
    {
      connectionId: 'ann',
      endpoint: 'https://api1234567.execute-api.us-east-1.amazonaws.com/prod',
      tenantId: DEFAULT_TENANT_ID,
      channels: ['blue'],
      addedAt: new Date(env.clock.now()),
    },
  ])
  assert.deepEqual([env.webSocket.isConnected('ann'), env.webSocket.isConnected('eve')], [true, false])

  await env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'DISCONNECT', connectionId: 'ann' }))
  assert.equal(registry.size, 0)
})

test('a failing registry rejects a $connect, and lets the handler of a $disconnect run', async () => {
  const env = createTestEnv()
  const failing = async () => {
    throw new Error('table')
  }
  const registry = { add: failing, remove: failing } as never
  const logged: unknown[] = []
  let handled = 0
  const handler = chain(() => ({ statusCode: 200, handled: ++handled }), {
    management: env.webSocket.at,
    registry,
    logger: (error) => logged.push(error),
  })
  const connect = await env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'CONNECT' }))
  const disconnect = await env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'DISCONNECT' }))
  assert.deepEqual([connect.statusCode, disconnect.statusCode, handled, logged.length], [500, 200, 2, 2])
})

test('$disconnect removes a connection from the registry although nothing can be sent', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  const connection = { connectionId: 'ann', endpoint: 'https://a.example', tenantId: 'acme', channels: ['a'] }
  await registry.add(connection)
  const management = () => {
    throw new AppTheoryError('websocket.missing_region', 'none')
  }
  const handler = chain(() => ({ statusCode: 200 }), { management, registry })
  await env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'DISCONNECT', connectionId: 'ann' }))
  assert.equal(registry.size, 0)
})

test('setToContext: false leaves the context alone', async () => {
  const env = createTestEnv()
  const handler = middy(async (_: unknown, context: object) => ({
    statusCode: 'webSocket' in context ? 500 : 200,
  }))
    .use(webSocketManagement({ management: env.webSocket.at, setToContext: false }))
    .after((request) => assert.ok('webSocket' in request.internal))
  assert.equal((await env.invokeWebSocket(handler, buildWebSocketEvent())).statusCode, 200)
})

test('by default an error that is not exposed is logged as its stack, without its cause', async (t) => {
  const { mock } = t.mock.method(console, 'error', () => {})
  const env = createTestEnv()
  const lambdaHandler = async () => {
    throw new Error('broken', { cause: new Error('secret') })
  }
  const handler = middy(lambdaHandler).use(webSocketManagement({ management: env.webSocket.at }))
  await env.invokeWebSocket(handler, buildWebSocketEvent())
  assert.equal(mock.callCount(), 1)
  const written = mock.calls[0]?.arguments.join(' ') ?? ''
  assert.match(written, /Error: broken\n\s+at /)
  assert.doesNotMatch(written, /secret/)
})

test('a wrong option is a TypeError that names it', () => {
  const wrong: [object, RegExp][] = [
    [{ registri: {} }, /'registri'/],
    [{ maxAttempts: 0 }, /maxAttempts/],
    [{ useApiId: 'yes' }, /useApiId/],
    [{ client: {} }, /'client'/],
    [{ logger: true }, /logger/],
    [{ clock: {} }, /clock/],
    [{ registry: {} }, /registry/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(() => webSocketManagement(options as never), { name: 'TypeError', message })
  }
  assert.throws(
    () => webSocketManagement({ endpoint: 'ftp://x' }),
    (error) => isAppTheoryError(error, 'websocket.invalid_endpoint'),
  )
})
