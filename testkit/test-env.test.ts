import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LambdaResponseStream, streamifyResponse } from '../streaming/index.ts'
import { buildFunctionUrlEvent, buildHttpApiV2Event, createTestEnv } from './index.ts'

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

test('an assertion about a chunk fails the test, and is no crash of the function', async () => {
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

  const { headers, multiValueHeaders } = await invokeStreaming(handler as never, buildFunctionUrlEvent())

  assert.deepEqual([headers, multiValueHeaders], [{ 'content-type': 'text/plain' }, { vary: ['a', 'b'] }])
})
