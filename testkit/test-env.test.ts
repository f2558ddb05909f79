import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { type LambdaResponseStream, streamifyResponse } from '../streaming/index.ts'
import {
  buildAlbEvent,
  buildFunctionUrlEvent,
  buildHttpApiV2Event,
  buildRestApiV1Event,
  buildSqsEvent,
  buildWebSocketEvent,
  createTestEnv,
  MalformedResponseError,
} from './index.ts'

test('a context has its deadline on the manual clock', () => {
  const { clock, context } = createTestEnv()
  const invocation = context({ timeoutMs: 1000, functionName: 'orders' })
  assert.deepEqual([invocation.functionName, invocation.awsRequestId], ['orders', 'test-id-1'])
  assert.equal(invocation.getRemainingTimeInMillis(), 1000)
  clock.advance(400)
  assert.equal(invocation.getRemainingTimeInMillis(), 600)
  clock.advance(1000)
  assert.equal(invocation.getRemainingTimeInMillis(), 0)
})

test('an invocation is read as the client of an HTTP API would read it', async () => {
  const { invoke } = createTestEnv()
  const outcome = await invoke(
    async () => ({
      statusCode: 200,
      headers: { 'Content-Type': 'application/json' },
      multiValueHeaders: { Vary: ['a', 'b'] },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('{"ä":1}').toString('base64'),
      isBase64Encoded: true,
    }),
    buildHttpApiV2Event(),
  )
  assert.equal(outcome.statusCode, 200)
  assert.deepEqual(outcome.headers, { 'content-type': 'application/json' })
  assert.deepEqual(outcome.cookies, ['a=1', 'b=2'])
  assert.deepEqual(outcome.json(), { ä: 1 })
})

test('a response that API Gateway would refuse is a TypeError', async () => {
  const { invoke } = createTestEnv()
  await assert.rejects(
    invoke(async () => ({ statusCode: 200, body: {} }), buildHttpApiV2Event()),
    TypeError,
  )
})

test('an event is derived from what a person would write', () => {
  const event = buildHttpApiV2Event({
    path: '/orders/7',
    routeKey: 'POST /orders/{id}',
    pathParameters: { id: '7' },
    headers: { 'X-Trace': ['a', 'b'] },
    query: { tag: ['x y', 'z'], page: '2' },
    cookies: ['s=1'],
    body: { total: 3 },
    sourceIp: '198.51.100.7',
  })
  assert.equal(event.requestContext.http.method, 'POST')
  assert.equal(event.rawQueryString, 'tag=x+y&tag=z&page=2')
  assert.deepEqual(event.queryStringParameters, { tag: 'x y,z', page: '2' })
  assert.equal(event.headers['x-trace'], 'a,b')
  assert.equal(event.headers['content-type'], 'application/json')
  assert.equal(event.body, '{"total":3}')
  assert.deepEqual(event.cookies, ['s=1'])
  assert.equal(event.requestContext.routeKey, 'POST /orders/{id}')
})

test('a Function URL event has bytes as base64, and a host of its own kind', () => {
  const event = buildFunctionUrlEvent({ body: Uint8Array.of(1, 2, 3), query: 'a=1&b' })
  assert.deepEqual([event.body, event.isBase64Encoded], ['AQID', true])
  assert.equal(event.rawQueryString, 'a=1&b')
  assert.match(event.requestContext.domainName, /\.lambda-url\.us-east-1\.on\.aws$/)
})

test('an assertion about a chunk fails the test, and is not a crash of the function', async () => {
  const { invokeStreaming } = createTestEnv()
  const failure = new assert.AssertionError({ message: 'not what was expected' })
  const seen: string[] = []

  const invocation = invokeStreaming(
    streamifyResponse(async () => ['one', 'two']),
    buildFunctionUrlEvent(),
    {
      onChunk(chunk) {
        seen.push(Buffer.from(chunk).toString())
        throw failure
      },
    },
  )

  await assert.rejects(invocation, failure)
  assert.deepEqual(seen, ['one'])
})

test('names of streamed headers are lower-case, however the function wrote them', async () => {
  const { invokeStreaming } = createTestEnv()
  const handler = async (_event: unknown, stream: LambdaResponseStream) => {
    const prelude = { headers: { 'Content-Type': 'text/plain' }, multiValueHeaders: { Vary: ['a', 'b'] } }
    stream.setContentType?.('application/vnd.awslambda.http-integration-response')
    stream.write(`${JSON.stringify(prelude)}${'\0'.repeat(8)}`)
    stream.end()
  }

  const { headers, multiValueHeaders } = await invokeStreaming(handler, buildFunctionUrlEvent())

  assert.deepEqual([headers, multiValueHeaders], [{ 'content-type': 'text/plain' }, { vary: ['a', 'b'] }])
})

for (const [coding, compress] of Object.entries({
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
  'GZIP, br': (text: string) => brotliCompressSync(gzipSync(text)),
})) {
  test(`a response in ${coding} is read as its text`, async () => {
    const { invoke } = createTestEnv()
    const sent = compress('{"ä":1}')
    const returned = () => ({
      statusCode: 200,
      headers: { 'Content-Encoding': coding },
      body: sent.toString('base64'),
      isBase64Encoded: true,
    })
    for (const event of [buildHttpApiV2Event(), buildRestApiV1Event(), buildAlbEvent()]) {
      const outcome = await invoke(returned, event)
      assert.deepEqual([outcome.body, outcome.json()], ['{"ä":1}', { ä: 1 }])
      assert.deepEqual(Buffer.from(outcome.encodedBody), sent)
    }
  })
}

test('a body that its content-encoding does not fit is malformed; an unknown coding stays', async () => {
  const { invoke } = createTestEnv()
  const returned = (coding: string, body = 'plain') => ({
    statusCode: 200,
    headers: { 'content-encoding': coding },
    body,
  })
  const invoked = (response: object) => invoke(() => response, buildHttpApiV2Event())
  await assert.rejects(invoked(returned('gzip')), MalformedResponseError)
  assert.equal((await invoked(returned('aws-chunked'))).body, 'plain')
  assert.equal((await invoked(returned('gzip', ''))).body, '')
})

test('a response that is larger than its trigger takes is malformed', async () => {
  const { invoke } = createTestEnv()
  const of = (bytes: number) => () => ({ statusCode: 200, body: 'x'.repeat(bytes) })
  const megabyte = 1024 * 1024
  await invoke(of(megabyte - 1000), buildAlbEvent())
  await assert.rejects(invoke(of(megabyte), buildAlbEvent()), MalformedResponseError)
  await invoke(of(6 * megabyte - 1000), buildHttpApiV2Event())
  await assert.rejects(invoke(of(7 * megabyte), buildHttpApiV2Event()), MalformedResponseError)
})

test('an invocation gets a copy of the event, whatever the trigger', async () => {
  const env = createTestEnv()
  const spoil = (event: object): object => {
    Object.assign(event, { spoilt: true })
    return { statusCode: 200 }
  }
  for (const event of [buildHttpApiV2Event(), buildSqsEvent(), buildWebSocketEvent()]) {
    const before = structuredClone(event)
    await env.invoke(spoil, event).catch(() => {})
    assert.deepEqual(event, before)
  }
  const streamed = buildFunctionUrlEvent()
  const spoils = async (event: object) => JSON.stringify(spoil(event))
  await env.invokeStreaming(streamifyResponse(spoils), streamed)
  assert.deepEqual(streamed, buildFunctionUrlEvent())
})

test('invokeMany overlaps invocations, each with a context and an event of its own', async () => {
  const { invokeMany, clock } = createTestEnv()
  let running = 0
  let most = 0
  const handler = async (event: { rawPath: string }, { awsRequestId }: { awsRequestId: string }) => {
    running += 1
    most = Math.max(most, running)
    await new Promise<void>((resolve) => clock.schedule(10, resolve))
    running -= 1
    return { statusCode: 200, body: `${awsRequestId} ${event.rawPath}` }
  }
  const events = ['/a', '/b', '/c'].map((path) => buildHttpApiV2Event({ path }))

  const invoked = invokeMany(handler, events)
  await clock.advanceAsync(10)

  assert.deepEqual(
    (await invoked).map(({ body }) => body),
    ['test-id-1 /a', 'test-id-2 /b', 'test-id-3 /c'],
  )
  assert.equal(most, 3)
})

test('invokeMany waits for all, and rejects with the first failure in the order of the events', async () => {
  const { invokeMany, clock } = createTestEnv()
  const done: string[] = []
  const handler = async ({ rawPath }: { rawPath: string }) => {
    await new Promise<void>((resolve) => clock.schedule(rawPath === '/a' ? 20 : 10, resolve))
    done.push(rawPath)
    if (rawPath !== '/c') throw new Error(rawPath)
    return {}
  }
  const events = ['/a', '/b', '/c'].map((path) => buildHttpApiV2Event({ path }))
  const invoked = assert.rejects(invokeMany(handler, events), { message: '/a' })
  await clock.advanceAsync(20)
  await invoked
  assert.deepEqual(done, ['/b', '/c', '/a'])
})

test('a context has a tenant where the function isolates tenants', () => {
  const { context } = createTestEnv()
  assert.equal(context({ tenantId: 'a' }).tenantId, 'a')
  assert.ok(!('tenantId' in context()))
})

test('a streamed response that does not end in time ends the same in one step as in many', async () => {
  const outcomes: unknown[] = []
  for (const step of [100, 60_000]) {
    const env = createTestEnv()
    async function* body(): AsyncGenerator<string> {
      yield 'first'
      await new Promise(() => {})
    }
    const respond = async () => ({ statusCode: 200, body: body() })
    const endless = streamifyResponse(respond, { clock: env.clock })
    const invoked = env.invokeStreaming(endless, buildFunctionUrlEvent())
    for (let at = 0; at < 60_000; at += step) await env.clock.advanceAsync(step)
    const { outcome, streamErrorCode, text } = await invoked
    outcomes.push({ outcome, streamErrorCode, text })
  }
  assert.deepEqual(outcomes[1], outcomes[0])
  assert.deepEqual(outcomes[1], { outcome: 'late_error', streamErrorCode: 'app.timeout', text: 'first' })
})
