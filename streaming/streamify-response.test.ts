import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { afterEach, describe, test } from 'node:test'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import middy6 from 'middy6'
import httpErrorHandler6 from 'middy6-http-error-handler'
import { buildFunctionUrlEvent, createTestEnv } from '../testkit/index.ts'
import {
  type StreamedResult,
  type StreamOptions,
  streamifyExecutionMode,
  streamifyResponse,
} from './index.ts'

const event = buildFunctionUrlEvent()
const quiet: StreamOptions = { onEarlyError: () => {}, onLateError: () => {} }

async function* failing(...chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks
  throw new Error('late')
}

test('a wrong option is rejected at construction, by name', () => {
  const wrong: readonly [object, RegExp][] = [
    [{ comit: 'immediately' }, /unknown option 'comit'/],
    [{ commit: 'later' }, /option 'commit' must be 'first-chunk' or 'immediately'/],
    [{ lateError: 'throw' }, /lateError/],
    [{ maxResponseBytes: -1 }, /maxResponseBytes/],
    [{ maxResponseBytes: '5' }, /maxResponseBytes/],
    [{ timeoutEarlyMs: Number.NaN }, /timeoutEarlyMs/],
    [{ timeoutEarlyMs: Number.POSITIVE_INFINITY }, /timeoutEarlyMs/],
    [{ onLateError: 'log' }, /onLateError/],
    [{ onLateMutation: {} }, /onLateMutation/],
    [{ onEarlyError: 1 }, /onEarlyError/],
    [{ errorResponse: { statusCode: 500 } }, /errorResponse/],
    [{ clock: {} }, /clock/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(() => streamifyResponse(async () => 'a', options as never), { name: 'TypeError', message })
    assert.throws(() => streamifyExecutionMode(options as never), { name: 'TypeError', message })
  }
  assert.throws(() => streamifyResponse('handler' as never), TypeError)
})

test('a streaming handler that is called as a buffered one says so', async () => {
  const handler = streamifyResponse(async () => 'a')

  await assert.rejects((handler as (...parameters: unknown[]) => Promise<void>)(event, {}), {
    name: 'TypeError',
    message: /\(event, responseStream, context\)/,
  })
})

test('every kind of body that the types allow is sent', async () => {
  const env = createTestEnv()
  const results: readonly StreamedResult[] = [
    'text',
    Buffer.from('text'),
    new Uint8Array(Buffer.from('text')),
    Readable.from(['te', 'xt']),
    ReadableStream.from(['te', 'xt']),
    new Blob(['text']).stream(),
    new Response('text').body as ReadableStream<Uint8Array>,
    ['te', 'xt'],
    new Set(['te', 'xt']),
    { body: 'text' },
    { statusCode: 200, headers: { 'x-a': 1 }, cookies: ['a=1'], body: Readable.from(['text']) },
    { statusCode: '200', multiValueHeaders: { 'x-a': ['1', 2] }, body: ['te', Buffer.from('xt')] },
  ]
  for (const result of results) {
    const { text, outcome } = await env.invokeStreaming(
      streamifyResponse(async () => result),
      event,
    )
    assert.deepEqual([outcome, text], ['completed', 'text'])
  }
})

test('a Readable that has a status of its own is a body, and no response', async () => {
  const env = createTestEnv()
  const upstream = Object.assign(Readable.from(['proxied']), { statusCode: 404, headers: { 'x-a': '1' } })

  const { statusCode, text, headers } = await env.invokeStreaming(
    streamifyResponse(async () => upstream as Readable),
    event,
  )

  assert.deepEqual([statusCode, text, headers], [200, 'proxied', {}])
})

describe('around a chain', () => {
  const chains = {
    'Middy 7': (body: () => StreamedResult) =>
      middy(async () => body()).use(httpErrorHandler({ logger: false })),
    'Middy 6': (body: () => StreamedResult) =>
      middy6(async () => body()).use(httpErrorHandler6({ logger: false })),
  }
  for (const [name, chain] of Object.entries(chains)) {
    test(`of ${name}, a body is streamed, and an error answered by its middlewares`, async () => {
      const env = createTestEnv()
      const teapot = Object.assign(new Error('short and stout'), { statusCode: 418, expose: true })

      const streamed = await env.invokeStreaming(
        streamifyResponse(
          chain(() => failing('a', 'b')),
          quiet,
        ),
        event,
      )
      const answered = await env.invokeStreaming(
        streamifyResponse(
          chain(() => {
            throw teapot
          }),
        ),
        event,
      )

      assert.deepEqual([streamed.outcome, streamed.text], ['late_error', 'ab'])
      assert.deepEqual([answered.statusCode, answered.text], [418, 'short and stout'])
    })
  }

  test('the type of a typed chain is accepted as it is', async () => {
    const env = createTestEnv()
    const chain = middy<typeof event, StreamedResult>(async ({ rawPath }: typeof event) => rawPath)

    const { text } = await env.invokeStreaming(
      streamifyResponse(chain),
      buildFunctionUrlEvent({ path: '/typed' }),
    )

    assert.equal(text, '/typed')
  })
})

describe('on Lambda', () => {
  const scope = globalThis as { awslambda?: unknown }
  afterEach(() => {
    delete scope.awslambda
  })

  test('the function that is exported is the one that the runtime marked', () => {
    const marked: unknown[] = []
    scope.awslambda = {
      streamifyResponse: (handler: unknown) => {
        marked.push(handler)
        return handler
      },
    }

    const wrapped = streamifyResponse(async () => 'a')
    const chain = middy({ executionMode: streamifyExecutionMode() }).handler(async () => 'a')

    assert.deepEqual(marked, [wrapped, chain])
  })

  test('elsewhere nothing is marked', () => {
    const handler = streamifyResponse(async () => 'a')

    assert.equal(Reflect.get(handler, Symbol.for('aws.lambda.runtime.handler.streaming')), undefined)
  })
})

test('invocations side by side do not share anything', async () => {
  const env = createTestEnv()
  const chain = middy<{ name: string }>({ executionMode: streamifyExecutionMode(quiet) }).handler(
    async ({ name }) => ({
      statusCode: 200,
      headers: { 'x-name': name },
      body: failing(`${name} one `, `${name} two`),
    }),
  )

  const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => env.invokeStreaming(chain, { name })))

  assert.deepEqual(
    outcomes.map(({ headers, text }) => [headers['x-name'], text]),
    ['a', 'b', 'c'].map((name) => [name, `${name} one ${name} two`]),
  )
})

test('a handler that answers after Middy has given it up has its body closed', async () => {
  const env = createTestEnv()
  const answer = Promise.withResolvers<void>()
  let closed = false
  const late = new Readable({
    read() {
      this.push('too late')
    },
    destroy(error, done) {
      closed = true
      done(error)
    },
  })
  const chain = middy({
    executionMode: streamifyExecutionMode(quiet),
    timeoutEarlyInMillis: 1,
    timeoutEarlyResponse: () => ({ statusCode: 504, body: 'gave up' }),
  }).handler(async () => {
    await answer.promise
    return late
  })

  const { statusCode } = await env.invokeStreaming(chain, event, { timeoutMs: 2 })
  answer.resolve()
  await new Promise(setImmediate)
  await new Promise(setImmediate)

  assert.deepEqual([statusCode, closed], [504, true])
})
