import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { ManualClock } from '../manual-clock.ts'
import { ManualIdGenerator } from '../manual-id-generator.ts'
import { startGateway } from './gateway.ts'

test('a request arrives as the event of a Function URL', async (t) => {
  const events: LambdaFunctionURLEvent[] = []
  const gateway = await startGateway({
    handler: (event: LambdaFunctionURLEvent) => {
      events.push(event)
      return 'ok'
    },
    clock: new ManualClock('2026-03-01T10:00:00.000Z'),
    ids: new ManualIdGenerator(),
  })
  t.after(gateway.close)

  await fetch(`${gateway.url}/a%20b/c?x=1&x=2&y=%C3%A4`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      cookie: 'a=1; b=2',
      'X-Mixed': 'Case',
      'user-agent': 'test',
    },
    body: '{"n":1}',
  })

  const [event] = events
  assert.equal(event?.version, '2.0')
  assert.equal(event?.rawPath, '/a%20b/c')
  assert.equal(event?.rawQueryString, 'x=1&x=2&y=%C3%A4')
  assert.deepEqual(event?.queryStringParameters, { x: '1,2', y: 'ä' })
  assert.deepEqual(event?.cookies, ['a=1', 'b=2'])
  assert.equal(event?.headers['x-mixed'], 'Case')
  assert.deepEqual([event?.body, event?.isBase64Encoded], ['{"n":1}', false])
  const { http, time, timeEpoch, requestId } = event?.requestContext ?? assert.fail()
  assert.deepEqual(http, {
    method: 'PUT',
    path: '/a%20b/c',
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    userAgent: 'test',
  })
  assert.deepEqual(
    [time, timeEpoch, requestId],
    ['01/Mar/2026:10:00:00 +0000', Date.UTC(2026, 2, 1, 10), 'test-id-1'],
  )
})

test('bytes arrive as base64, and a base64 response leaves as bytes', async (t) => {
  const bytes = Buffer.from([0, 255, 128, 10])
  const gateway = await startGateway({
    handler: ({ body, isBase64Encoded }: LambdaFunctionURLEvent) => ({
      statusCode: 201,
      headers: { 'content-type': 'application/octet-stream', 'X-Was-Base64': String(isBase64Encoded) },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body,
      isBase64Encoded: true,
    }),
  })
  t.after(gateway.close)

  const response = await fetch(gateway.url, { method: 'POST', body: bytes })

  assert.equal(response.status, 201)
  assert.equal(response.headers.get('x-was-base64'), 'true')
  assert.deepEqual(response.headers.getSetCookie(), ['a=1; HttpOnly', 'b=2'])
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes)
})

test('a function that throws or returns a malformed response: 502 for the client, and onError', async (t) => {
  const errors: unknown[] = []
  const outcomes = [() => Promise.reject(new Error('secret')), () => ({ statusCode: 200, body: 5 })]
  const gateway = await startGateway({
    handler: () => outcomes.shift()?.(),
    onError: (error) => errors.push(error),
  })
  t.after(gateway.close)

  for (let i = 0; i < 2; i++) {
    const response = await fetch(gateway.url)
    assert.deepEqual([response.status, await response.json()], [502, { Message: 'Internal Server Error' }])
  }
  assert.equal(errors.length, 2)
})

test('a function that does not answer in time: 502 for the client, onError, a prompt close', async () => {
  const clock = new ManualClock()
  const asked = Promise.withResolvers<void>()
  const errors: unknown[] = []
  const gateway = await startGateway({
    handler: () => {
      asked.resolve()
      return new Promise(() => {})
    },
    clock,
    timeoutMs: 3000,
    onError: (error) => errors.push(error),
  })

  const request = fetch(gateway.url, { headers: { connection: 'close' } })
  await asked.promise
  clock.advance(2999)
  assert.deepEqual(errors, [])
  clock.advance(1)

  assert.equal((await request).status, 502)
  assert.deepEqual(errors.map(String), ['NoAnswerInTime: the function has not answered within 3000 ms'])
  assert.equal(clock.pendingTimers, 0)
  await gateway.close()
})

test('a request over 6 MB is refused, and the next one is answered', async (t) => {
  const gateway = await startGateway({ handler: () => 'ok' })
  t.after(gateway.close)
  const large = await fetch(gateway.url, { method: 'POST', body: Buffer.alloc(6 * 1024 * 1024 + 1) })
  assert.equal(large.status, 413)
  assert.equal((await fetch(gateway.url)).status, 200)
})

test('a client that leaves during its request, or does not speak HTTP, disturbs no other', async (t) => {
  const gateway = await startGateway({ handler: () => 'ok' })
  t.after(gateway.close)
  for (const sent of [
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc',
    'no http at all\r\n\r\n',
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(gateway.port, '127.0.0.1', () => socket.write(sent, () => socket.destroy()))
      socket.on('close', () => resolve())
    })
  }
  assert.equal((await fetch(gateway.url)).status, 200)
})

test('closing twice is not an error, and afterwards nobody listens', async () => {
  const gateway = await startGateway({ handler: () => 'ok' })
  await gateway.close()
  await gateway.close()
  await assert.rejects(fetch(gateway.url))
})

test('closing waits for the requests under way, and not for what their clients might ask next', async (t) => {
  const asked = Promise.withResolvers<void>()
  const mayAnswer = Promise.withResolvers<void>()
  const gateway = await startGateway({
    handler: async () => {
      asked.resolve()
      await mayAnswer.promise
      return 'ok'
    },
  })
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const answered = once(get(gateway.url, { agent }), 'response') as Promise<[IncomingMessage]>
  await asked.promise

  const began = performance.now()
  const closed = gateway.close()
  mayAnswer.resolve()

  const [response] = await answered
  assert.equal(await text(response), 'ok')
  await closed
  // Node itself would keep the connection for 5 s.
  assert.ok(performance.now() - began < 3000)
})
