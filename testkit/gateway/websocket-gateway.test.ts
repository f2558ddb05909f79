import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'
import { openClient } from '../../test/integration/websocket/client.ts'
import { ManualClock } from '../manual-clock.ts'
import { ManualIdGenerator } from '../manual-id-generator.ts'
import { startGateway } from './gateway.ts'
import { gatewayFor, ok, recorder } from './websocket-gateway.helper.ts'
import { startWebSocketGateway } from './websocket-gateway.ts'

const signed = {
  authorization: [
    'AWS4-HMAC-SHA256 Credential=AKIA/20260301/us-east-1/execute-api/aws4_request',
    'SignedHeaders=host',
    `Signature=${'0'.repeat(64)}`,
  ].join(', '),
  'x-amz-date': '20260301T100000Z',
}

test('handshake, message and end arrive as the events of API Gateway', async (t) => {
  const { handler, until } = recorder()
  const gateway = await gatewayFor(t, {
    handler,
    clock: new ManualClock('2026-03-01T10:00:00.000Z'),
    ids: new ManualIdGenerator(),
    routes: ['$connect', '$disconnect', 'send'],
  })

  const client = await openClient(`${gateway.url}?room=a&room=b`, { headers: { 'X-Mixed': 'Case' } })
  client.socket.send('{"action":"send","text":"hi"}')
  const connect = await until('CONNECT')
  const message = await until('MESSAGE')
  client.socket.close(4001, 'bye')
  const disconnect = await until('DISCONNECT')

  const { connectionId } = connect.requestContext
  const common = {
    extendedRequestId: 'test-id-2',
    requestTime: '01/Mar/2026:10:00:00 +0000',
    messageDirection: 'IN',
    stage: 'prod',
    connectedAt: Date.UTC(2026, 2, 1, 10),
    requestTimeEpoch: Date.UTC(2026, 2, 1, 10),
    identity: { sourceIp: '127.0.0.1' },
    requestId: 'test-id-2',
    domainName: 'api1234567.execute-api.us-east-1.amazonaws.com',
    connectionId: 'test-id-1',
    apiId: 'api1234567',
  }
  assert.deepEqual(connect.requestContext, { ...common, routeKey: '$connect', eventType: 'CONNECT' })
  assert.deepEqual(connect.multiValueQueryStringParameters, { room: ['a', 'b'] })
  assert.equal(connect.queryStringParameters?.['room'], 'b')
  assert.equal(connect.headers?.['X-Mixed'], 'Case')
  assert.equal(connect.headers?.['Sec-WebSocket-Version'], '13')
  const { requestContext, ...rest } = message
  assert.deepEqual(rest, { body: '{"action":"send","text":"hi"}', isBase64Encoded: false })
  assert.deepEqual(
    [
      requestContext.routeKey,
      requestContext.eventType,
      requestContext.connectionId,
      requestContext.messageId,
    ],
    ['send', 'MESSAGE', connectionId, `message-${requestContext.requestId}`],
  )
  const { disconnectStatusCode, disconnectReason, routeKey } = disconnect.requestContext
  assert.deepEqual([disconnectStatusCode, disconnectReason, routeKey], [4001, 'bye', '$disconnect'])
})

test('messages select their route, and without one the client is told', async (t) => {
  const routeOf = (routes: Record<string, () => unknown>, key: string) => ({
    ...routes,
    [key]: () => ({ statusCode: 200, body: key }),
  })
  const handler = ['$default', 'chat-join', '5'].reduce(routeOf, {})
  const { $default: _, ...withoutDefault } = handler
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is API Gateway's syntax.
  const expression = { routeSelectionExpression: '${request.body.service}-${request.body.data.action}' }
  const answer = async (handlers: typeof handler, message: string, options: object = expression) => {
    const ids = new ManualIdGenerator()
    const gateway = await gatewayFor(t, {
      handler: handlers,
      routeResponses: true,
      ids,
      ...options,
    })
    const client = await openClient(gateway.url)
    client.socket.send(message)
    return (await client.received(1))[0]
  }

  assert.equal(await answer(handler, '{"service":"chat","data":{"action":"join"}}'), 'chat-join')
  assert.equal(await answer(handler, '{"service":"chat"}'), '$default')
  assert.equal(await answer(handler, 'no json'), '$default')
  assert.equal(await answer(handler, '{"action":5}', {}), '5')
  assert.equal(await answer(handler, '{"action":"$connect"}', {}), '$default')
  const forbidden = JSON.stringify({
    message: 'Forbidden',
    connectionId: 'test-id-1',
    requestId: 'test-id-3',
  })
  assert.equal(await answer(withoutDefault, 'no json'), forbidden)
  await assert.rejects(
    startWebSocketGateway({ handler: ok, routeSelectionExpression: '$request.header.x' }),
    TypeError,
  )
})

test('a handler that is not a function is refused when the gateway is made', async () => {
  const { handler } = {} as { handler: () => void }
  const refused = { name: 'TypeError', message: /'handler'/ }
  await assert.rejects(startWebSocketGateway({ handler }), refused)
  await assert.rejects(startWebSocketGateway({ handler: { $connect: ok, say: handler } }), refused)
  await assert.rejects(startGateway({ handler }), refused)
})

test('what a route throws is an error for us, and a message without detail for the client', async (t) => {
  const errors: unknown[] = []
  const gateway = await gatewayFor(t, {
    handler: {
      $default: () => {
        throw new Error('secret')
      },
    },
    ids: new ManualIdGenerator(),
    onError: (error) => errors.push(error),
  })
  const client = await openClient(gateway.url)
  client.socket.send('x')
  const [told = ''] = await client.received(1)
  assert.deepEqual(JSON.parse(told), {
    message: 'Internal server error',
    connectionId: 'test-id-1',
    requestId: 'test-id-3',
  })
  assert.equal(errors.length, 1)
})

test('after 29 s without an answer, the client gets an error or no connection', async (t) => {
  const clock = new ManualClock()
  const errors: unknown[] = []
  let asked = Promise.withResolvers<void>()
  const never = () => {
    asked.resolve()
    return new Promise(() => {})
  }
  const gateway = await gatewayFor(t, {
    handler: {
      $connect: ({ queryStringParameters }: WebSocketEvent) => (queryStringParameters ? never() : ok()),
      $default: never,
    },
    clock,
    ids: new ManualIdGenerator(),
    onError: (error) => errors.push(error),
  })
  const client = await openClient(gateway.url)
  client.socket.send('x')
  await asked.promise
  clock.advance(29_000)
  const [told = ''] = await client.received(1)
  const { message, connectionId } = JSON.parse(told)
  assert.deepEqual([message, connectionId], ['Endpoint request timed out', 'test-id-1'])

  asked = Promise.withResolvers()
  const refused = assert.rejects(openClient(`${gateway.url}?as=late`), { message: /504/ })
  await asked.promise
  clock.advance(29_000)
  await refused
  assert.equal(errors.length, 2)
})

test('binary closes with 1003, a message over 128 KB or a frame over 32 KB with 1009', async (t) => {
  const { handler, until, events } = recorder()
  const gateway = await gatewayFor(t, { handler })
  const frame = (kilobytes: number) => 'x'.repeat(kilobytes * 1024)
  const closeCode = async (send: (socket: Awaited<ReturnType<typeof openClient>>['socket']) => void) => {
    const client = await openClient(gateway.url)
    send(client.socket)
    return (await client.closed).code
  }

  assert.equal(await closeCode((socket) => socket.send(Buffer.from('x'))), 1003)
  assert.equal(await closeCode((socket) => socket.send(`${frame(32)}x`)), 1009)
  const over = (socket: Awaited<ReturnType<typeof openClient>>['socket']) => {
    for (let i = 0; i < 4; i++) socket.send(frame(32), { fin: false })
    socket.send('x', { fin: true })
  }
  assert.equal(await closeCode(over), 1009)
  assert.equal(
    events.some(({ requestContext }) => requestContext.eventType === 'MESSAGE'),
    false,
  )

  const client = await openClient(gateway.url)
  for (let i = 0; i < 4; i++) client.socket.send(frame(32), { fin: i === 3 })
  assert.equal((await until('MESSAGE')).body?.length, 128 * 1024)
})

test('a connection ends when it is idle for ten minutes, or two hours old', async (t) => {
  const clock = new ManualClock()
  const { handler, until } = recorder()
  const gateway = await gatewayFor(t, { handler, clock })
  const idle = await openClient(gateway.url)
  clock.advance(10 * 60_000 - 1)
  assert.equal(gateway.connectionIds.length, 1)
  clock.advance(1)
  assert.deepEqual(await idle.closed, { code: 1001, reason: 'Going away' })
  assert.equal((await until('DISCONNECT')).requestContext.disconnectStatusCode, 1001)

  const busy = await openClient(gateway.url)
  const [connectionId] = gateway.connectionIds
  for (let minutes = 0; minutes < 119; minutes += 1) {
    clock.advance(60_000)
    if (minutes % 9 === 0) {
      await fetch(`${gateway.endpoint}/@connections/${connectionId}`, {
        method: 'POST',
        headers: signed,
        body: 'x',
      })
    }
  }
  assert.equal(gateway.connectionIds.length, 1)
  clock.advance(60_000)
  assert.equal((await busy.closed).code, 1001)
  assert.equal(clock.pendingTimers, 0)
})

test('@connections answers with the errors of API Gateway', async (t) => {
  let connecting: string | undefined
  let duringConnect: number | undefined
  const request = async (id: string, init: RequestInit = {}, headers: Record<string, string> = signed) => {
    const response = await fetch(`${gateway.endpoint}/@connections/${id}`, {
      method: 'POST',
      headers,
      ...init,
    })
    return [response.status, response.headers.get('x-amzn-errortype')]
  }
  const gateway = await gatewayFor(t, {
    handler: {
      $connect: async ({ requestContext }: WebSocketEvent) => {
        connecting = requestContext.connectionId
        duringConnect = Number((await request(connecting))[0])
        return { statusCode: 200 }
      },
    },
    clock: new ManualClock('2026-03-01T10:00:00.000Z'),
  })
  const client = await openClient(gateway.url, { headers: { 'user-agent': 'tester' } })
  const id = connecting ?? ''

  assert.equal(duringConnect, 410, 'the connection does not exist yet')
  assert.deepEqual(await request(id, { body: 'hello' }), [200, null])
  assert.deepEqual(await client.received(1), ['hello'])
  assert.deepEqual(await request('nobody='), [410, 'GoneException'])
  assert.deepEqual(await request('L0SM9cOFvHcCIhw='), [410, 'GoneException'])
  for (const illFormed of ['no%20id', '%zz', '%2Fa', 'a=b', '=', '%00', 'ä', 'a.b', 'x'.repeat(129)]) {
    assert.deepEqual(await request(illFormed), [400, 'BadRequestException'], illFormed)
  }
  const large = 'x'.repeat(128 * 1024)
  assert.deepEqual(await request(id, { body: large }), [200, null])
  assert.deepEqual(await request(id, { body: `${large}x` }), [413, 'PayloadTooLargeException'])
  assert.deepEqual(await request(id, {}, {}), [403, 'MissingAuthenticationTokenException'])
  assert.deepEqual(await request(id, {}, { authorization: 'Bearer x' }), [
    403,
    'IncompleteSignatureException',
  ])
  const got = await fetch(`${gateway.endpoint}/@connections/${id}`, { headers: signed })
  assert.deepEqual(await got.json(), {
    connectedAt: '2026-03-01T10:00:00.000Z',
    identity: { sourceIp: '127.0.0.1', userAgent: 'tester' },
    lastActiveAt: '2026-03-01T10:00:00.000Z',
  })
  assert.deepEqual(await request(id, { method: 'DELETE' }), [204, null])
  assert.deepEqual(await client.closed, { code: 1000, reason: 'Connection Closed Normally' })
  assert.deepEqual(await request(id), [410, 'GoneException'])
  assert.equal((await fetch(`${gateway.endpoint}/other`, { headers: signed })).status, 403)
})

test('closing twice is not an error, and every $disconnect has been handled by then', async () => {
  let disconnects = 0
  const gateway = await startWebSocketGateway({
    handler: {
      $disconnect: async () => {
        await new Promise(setImmediate)
        disconnects += 1
      },
    },
  })
  const clients = await Promise.all([openClient(gateway.url), openClient(gateway.url)])
  await gateway.close()
  await gateway.close()
  assert.equal(disconnects, 2)
  for (const client of clients) assert.equal((await client.closed).code, 1001)
  await assert.rejects(openClient(gateway.url))
})
