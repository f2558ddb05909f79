import assert from 'node:assert/strict'
import { Readable, Transform } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { ReadableStream } from 'node:stream/web'
import { describe, test } from 'node:test'
import { createGzip, gunzipSync } from 'node:zlib'
import middy from '@middy/core'
import middy6 from 'middy6'
import {
  buildFunctionUrlEvent,
  createTestEnv,
  type StreamedOutcome,
  type TestEnv,
} from '../../testkit/index.ts'
import { type LateError, type StreamOptions, streamifyExecutionMode, streamifyResponse } from '../index.ts'
import type { LambdaResponseStream } from '../lambda-stream.ts'

type Answer = { body: unknown }
type After = (request: { response: Answer }) => unknown

interface Scene {
  readonly late: LateError[]
  readonly env: TestEnv
  invoke(timeoutMs?: number): Promise<StreamedOutcome>
}

const event = buildFunctionUrlEvent()
const chains = {
  'wrapped Middy 7': (options: StreamOptions, after: After, body: () => unknown) =>
    streamifyResponse(
      middy(async () => response(body())).after(({ response }) => after({ response: response as Answer })),
      options,
    ),
  'wrapped Middy 6': (options: StreamOptions, after: After, body: () => unknown) =>
    streamifyResponse(
      middy6(async () => response(body())).after(({ response }) => after({ response: response as Answer })),
      options,
    ),
  'execution mode': (options: StreamOptions, after: After, body: () => unknown) =>
    middy({ executionMode: streamifyExecutionMode(options) })
      .after(after)
      .handler(async () => response(body())),
}

function response(body: unknown): object {
  return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body }
}

function scene(chain: keyof typeof chains, after: After, body: () => unknown): Scene {
  const env = createTestEnv()
  const late: LateError[] = []
  const options = {
    clock: env.clock,
    onEarlyError: () => {},
    onLateError: (error: LateError) => late.push(error),
  }
  const handler = chains[chain](options, after, body)
  return {
    env,
    late,
    invoke: (timeoutMs = 3000) => env.invokeStreaming(handler, event, { timeoutMs }),
  }
}

const reason = new Error('late')

async function* failing(): AsyncGenerator<string> {
  yield 'one '
  await new Promise(setImmediate)
  throw reason
}

for (const chain of Object.keys(chains) as (keyof typeof chains)[]) {
  describe(`an after middleware of a chain, ${chain},`, () => {
    test('gets a Readable for any stream, and a web stream for a web stream', async () => {
      const bodies = [
        () => ['a'].values(),
        () => failing(),
        () => new Set(['a']),
        () => Readable.from(['a']),
        () => ReadableStream.from(['a']),
      ]
      const kinds: unknown[] = []
      for (const body of bodies) {
        const after: After = ({ response: { body } }) =>
          kinds.push([body instanceof Readable, body instanceof ReadableStream])
        await scene(chain, after, body).invoke()
      }
      const node = [true, false]
      assert.deepEqual(kinds, [node, node, node, node, [false, true]])
    })

    test('gets text, bytes, lists and objects as the handler returned them', async () => {
      for (const body of ['text', Buffer.from('text'), ['te', 'xt'], { a: 1 }, null]) {
        const seen: unknown[] = []
        await scene(
          chain,
          ({ response }) => seen.push(response.body),
          () => body,
        ).invoke()
        assert.deepEqual(seen, [body])
      }
    })

    test('may read the body to its end: a body that failed is a late error all the same', async () => {
      const after: After = async ({ response }) => {
        response.body = (await textOf(response.body as Readable)).toUpperCase()
      }
      const { invoke, late } = scene(chain, after, failing)

      const { outcome, text } = await invoke()

      assert.deepEqual([outcome, text, late.map(({ error }) => error)], ['late_error', 'ONE ', [reason]])
    })

    test('that reads a body which never ends is let go before the deadline', async () => {
      const after: After = async ({ response }) => {
        response.body = await textOf(response.body as Readable)
      }
      async function* endless(): AsyncGenerator<string> {
        yield 'one'
        await new Promise(() => {})
      }
      const { invoke, env, late } = scene(chain, after, endless)

      const invocation = invoke()
      await env.clock.advanceAsync(2900)
      await env.clock.advanceAsync(50)
      const { outcome, streamErrorCode } = await invocation

      assert.deepEqual([outcome, streamErrorCode, late.length], ['late_error', 'app.timeout', 1])
    })

    test('may send the body through several streams, whose own failure is late too', async () => {
      const upper = new Transform({
        transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()),
      })
      const broken = new Transform({ transform: (_chunk, _encoding, done) => done(reason) })
      const good = scene(
        chain,
        ({ response }) => {
          response.body = (response.body as Readable).pipe(upper).pipe(createGzip())
        },
        failing,
      )
      const bad = scene(
        chain,
        ({ response }) => {
          response.body = (response.body as Readable).pipe(broken)
        },
        () => Readable.from(['one']),
      )

      const compressed = await good.invoke()
      const failed = await bad.invoke()

      assert.deepEqual([compressed.outcome, gunzipSync(compressed.body).toString()], ['late_error', 'ONE '])
      assert.deepEqual([failed.outcome, failed.statusCode], ['late_error', 200])
      assert.deepEqual([good.late[0]?.error, bad.late[0]?.error], [reason, reason])
    })

    test('may hand the body on as a generator that has not begun, which is as late', async () => {
      async function* shouted(body: AsyncIterable<unknown>): AsyncGenerator<string> {
        for await (const chunk of body) yield `${String(chunk).toUpperCase()}!`
      }
      const { invoke, late } = scene(
        chain,
        ({ response }) => {
          response.body = shouted(response.body as Readable)
        },
        failing,
      )

      const { outcome, text } = await invoke()

      assert.deepEqual([outcome, text, late[0]?.error], ['late_error', 'ONE !', reason])
    })

    test('that makes a streamed body a part of some text is told so', async () => {
      const { invoke } = scene(
        chain,
        ({ response }) => {
          response.body = JSON.stringify({ data: response.body })
        },
        () => Readable.from(['one']),
      )

      const { statusCode, text } = await invoke()

      assert.deepEqual(
        [statusCode, text],
        [500, '{"error":{"code":"stream.invalid_body","message":"internal error","request_id":"test-id-1"}}'],
      )
    })

    test('that replaces a body has it closed', async () => {
      const body = new Readable({ read() {} })
      body.push('first')
      const { invoke } = scene(
        chain,
        ({ response }) => {
          response.body = 'instead'
        },
        () => body,
      )

      const { outcome, text } = await invoke()

      assert.deepEqual([outcome, text, body.destroyed], ['completed', 'instead', true])
    })
  })
}

test('middlewares added after the chain was wrapped count, and the chain itself stays as it is', async () => {
  const env = createTestEnv()
  const seen: boolean[] = []
  const chain = middy(async () => failing())
  const handler = streamifyResponse(chain, { onLateError: () => {} })
  chain.after(({ response }) => {
    seen.push(response instanceof Readable)
  })

  const streamed = await env.invokeStreaming(handler, event)
  const direct = await chain(event, env.context())

  assert.deepEqual([streamed.text, seen], ['one ', [true, false]])
  assert.equal(typeof (direct as AsyncGenerator).next, 'function')
})

test('invocations of one chain that share a context object share nothing else', async () => {
  const chain = middy<{ name: string }>().after(async ({ event, response }) => {
    for (let turn = 0; turn < event.name.length; turn++) await new Promise(setImmediate)
    response.headers = { 'x-name': event.name }
  })
  chain.handler(async ({ name }) => ({ statusCode: 200, body: [name].values() }))
  const handler = streamifyResponse(chain)
  const context = createTestEnv().context()

  const outcomes = await Promise.all(
    ['a', 'bbb', 'cc'].map((name) =>
      createTestEnv().invokeStreaming(
        (event: { name: string }, stream: LambdaResponseStream) => handler(event, stream, context),
        { name },
      ),
    ),
  )

  assert.deepEqual(
    outcomes.map(({ headers, text }) => [headers['x-name'], text]),
    [
      ['a', 'a'],
      ['bbb', 'bbb'],
      ['cc', 'cc'],
    ],
  )
})

test('a chain that is wrapped twice, or runs within another one, begins each response once', async () => {
  const env = createTestEnv()
  const inner = middy(async () => Readable.from(['inner']))
  const one = streamifyResponse(inner)
  const two = streamifyResponse(inner)
  const outer = streamifyResponse(middy(async (event: never, context: never) => inner(event, context)))

  for (const handler of [one, two, one, outer]) {
    const { outcome, text } = await env.invokeStreaming(handler, event)
    assert.deepEqual([outcome, text], ['completed', 'inner'])
  }
})
