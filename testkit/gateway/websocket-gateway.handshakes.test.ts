import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'
import { openClient } from '../../test/integration/websocket/client.ts'
import { gatewayFor, ok, recorder } from './websocket-gateway.helper.ts'
import { startWebSocketGateway } from './websocket-gateway.ts'

test('$connect decides who may connect', async (t) => {
  const answers: Record<string, () => unknown> = {
    forbidden: () => ({ statusCode: 403 }),
    unauthorized: () => ({ statusCode: 401, body: 'no' }),
    nothing: () => undefined,
    broken: () => {
      throw new Error('secret')
    },
    accepted: ok,
  }
  const errors: unknown[] = []
  const gateway = await gatewayFor(t, {
    handler: { $connect: (event: WebSocketEvent) => answers[event.queryStringParameters?.['as'] ?? '']?.() },
    onError: (error) => errors.push(error),
  })
  const refused = (as: string, status: number) =>
    assert.rejects(openClient(`${gateway.url}?as=${as}`), {
      message: `Unexpected server response: ${status}`,
    })

  await refused('forbidden', 403)
  await refused('unauthorized', 401)
  await refused('nothing', 502)
  await refused('broken', 502)
  await assert.rejects(openClient(gateway.url.replace('/prod', '/other')), { message: /403/ })
  assert.deepEqual([errors.length, gateway.connectionIds.length], [1, 0])
  await openClient(`${gateway.url}?as=accepted`)
  assert.equal(gateway.connectionIds.length, 1)
})

test('an authorizer refuses, or is heard of with every event', async (t) => {
  const { handler, until } = recorder()
  const gateway = await gatewayFor(t, {
    handler,
    authorizer: ({ queryStringParameters }) => {
      if (queryStringParameters?.['token'] === 'broken') throw new Error('broken')
      const token = queryStringParameters?.['token']
      return token ? { principalId: token, tenantId: 7, isAdmin: false } : undefined
    },
  })
  await assert.rejects(openClient(gateway.url), { message: /403/ })
  await assert.rejects(openClient(`${gateway.url}?token=broken`), { message: /403/ })
  const client = await openClient(`${gateway.url}?token=ann`)
  client.socket.send('x')
  // API Gateway makes text of whatever an authorizer says.
  const passed = { principalId: 'ann', tenantId: '7', isAdmin: 'false' }
  assert.deepEqual((await until('MESSAGE')).requestContext.authorizer, passed)
  client.socket.close()
  const { requestContext } = await until('DISCONNECT')
  assert.deepEqual([requestContext.authorizer, requestContext.disconnectStatusCode], [passed, 1005])
})

test('a subprotocol is the one that $connect answers with, and no other', async (t) => {
  let headers: object | undefined
  const gateway = await gatewayFor(t, {
    handler: { $connect: () => ({ statusCode: 200, headers }) },
  })
  headers = { 'Sec-WebSocket-Protocol': 'b' }
  const client = await openClient(gateway.url, { protocols: ['a', 'b'] })
  assert.equal(client.socket.protocol, 'b')
  headers = undefined
  await assert.rejects(openClient(gateway.url, { protocols: ['a'] }), { message: /no subprotocol/ })
})

test('closing ends handshakes: none completes, and an accepted $connect gets its $disconnect', async () => {
  for (const pending of ['authorizer', '$connect']) {
    const asked = Promise.withResolvers<void>()
    const mayAnswer = Promise.withResolvers<void>()
    const handled: string[] = []
    const pause = async (at: string) => {
      if (at !== pending) return
      asked.resolve()
      await mayAnswer.promise
    }
    const gateway = await startWebSocketGateway({
      authorizer: async () => {
        await pause('authorizer')
        return { principalId: 'ann' }
      },
      handler: async ({ requestContext: { routeKey } }: WebSocketEvent) => {
        await pause(routeKey)
        await new Promise(setImmediate)
        handled.push(routeKey)
        return { statusCode: 200 }
      },
    })
    const refused = assert.rejects(openClient(gateway.url))
    await asked.promise

    const closed = gateway.close()
    mayAnswer.resolve()
    await closed

    await refused
    assert.deepEqual(handled, pending === '$connect' ? ['$connect', '$disconnect'] : [])
  }
})

test('a malformed handshake is rejected before any function is called', async (t) => {
  const { handler, events } = recorder()
  const gateway = await gatewayFor(t, { handler })
  const valid = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  }
  const statusOf = async (headers: Record<string, string>, method = 'GET') => {
    const request = httpRequest(gateway.url.replace('ws:', 'http:'), {
      method,
      headers: { ...valid, ...headers },
    })
    request.end()
    const [answer, socket] = await Promise.race([once(request, 'response'), once(request, 'upgrade')])
    request.on('error', () => {})
    socket?.destroy()
    answer.resume?.()
    return answer.statusCode
  }
  const malformed: [Record<string, string>, string?][] = [
    [{ 'sec-websocket-key': '' }],
    [{ 'sec-websocket-key': 'short' }],
    [{ 'sec-websocket-version': '7' }],
    [{ upgrade: 'h2c' }],
    [{ 'sec-websocket-protocol': 'a,,b' }],
    [{ 'sec-websocket-protocol': 'a, a' }],
    [{}, 'POST'],
  ]
  for (const [headers, method] of malformed) assert.equal(await statusOf(headers, method), 400)
  assert.deepEqual(events, [])
  assert.equal(await statusOf({ 'sec-websocket-protocol': 'chat, log' }), 101)
  assert.equal(events.length, 1)
})
