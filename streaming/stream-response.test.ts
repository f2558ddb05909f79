import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import middy from '@middy/core'
import { buildFunctionUrlEvent, createTestEnv } from '../testkit/index.ts'
import { type LateMutation, type StreamOptions, streamifyExecutionMode, streamifyResponse } from './index.ts'

const event = buildFunctionUrlEvent()
const quiet: StreamOptions = { onEarlyError: () => {}, onLateError: () => {} }

async function* failing(...chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks
  throw new Error('late')
}

test('a late mutation says what was sent, and what came too late', async () => {
  const env = createTestEnv()
  const mutations: LateMutation[] = []
  const response = { statusCode: 200, headers: { 'x-a': '1' } as Record<string, string>, body: body() }
  async function* body(): AsyncGenerator<string> {
    yield 'a'
    response.headers['x-a'] = '2'
    delete response.headers['x-b']
    response.statusCode = 500
  }

  await env.invokeStreaming(
    streamifyResponse(async () => response, { onLateMutation: (mutation) => mutations.push(mutation) }),
    event,
  )

  assert.deepEqual(mutations, [
    { field: 'statusCode', sent: 200, attempted: 500 },
    { field: 'headers', name: 'x-a', sent: '1', attempted: '2' },
  ])
})

test('hooks that throw do not decide over the response', async () => {
  const env = createTestEnv()
  const hook = (): never => {
    throw new Error('hook')
  }
  const hooks: StreamOptions = { onEarlyError: hook, onLateError: hook, onLateMutation: hook }

  const late = await env.invokeStreaming(
    streamifyResponse(async () => failing('a'), hooks),
    event,
  )
  const early = await env.invokeStreaming(
    streamifyResponse(async () => failing(), hooks),
    event,
  )

  assert.deepEqual([late.outcome, late.text, late.streamErrorCode], ['late_error', 'a', 'app.internal'])
  assert.deepEqual([early.outcome, early.statusCode], ['completed', 500])
})

test('an error of requestEnd comes after a complete response, and does no harm', async () => {
  const env = createTestEnv()
  const chain = middy({
    executionMode: streamifyExecutionMode(quiet),
    requestEnd: () => {
      throw Object.assign(new Error('hook'), { name: 'Ünmögli✗' })
    },
  }).handler(async () => 'whole')

  const { outcome, text } = await env.invokeStreaming(chain, event)

  assert.deepEqual([outcome, text], ['completed', 'whole'])
})

test('a slow reader is waited for, and the source asked for no more than it takes', async () => {
  const env = createTestEnv()
  let produced = 0
  function* body(): Generator<Buffer> {
    for (; produced < 1000; produced++) yield Buffer.alloc(16_384)
  }
  let ahead = 0
  let taken = 0

  const { outcome } = await env.invokeStreaming(
    streamifyResponse(async () => body()),
    event,
    {
      onChunk: async (chunk) => {
        await new Promise(setImmediate)
        taken += chunk.length
        ahead = Math.max(ahead, produced * 16_384 - taken)
      },
    },
  )

  assert.equal(outcome, 'completed')
  assert.equal(taken, 1000 * 16_384)
  assert.ok(ahead <= 8 * 16_384, `${ahead} bytes ahead of the reader`)
})

test('a body that never waits leaves other work its turn', async () => {
  const env = createTestEnv()
  let turns = 0
  function* body(): Generator<string> {
    while (turns < 3) yield ''
    yield 'done'
  }
  const timer = setInterval(() => turns++, 1)

  const { text } = await env.invokeStreaming(
    streamifyResponse(async () => body()),
    event,
  )
  clearInterval(timer)

  assert.equal(text, 'done')
})

test('a chunk leaves before a body that computes has the next', async () => {
  const { clock, invokeStreaming } = createTestEnv()
  let taken = 0
  const ahead: number[] = []
  function* body(): Generator<string> {
    for (let made = 1; made <= 4; made++) {
      clock.advance(50)
      ahead.push(made - taken)
      yield 'x'
    }
  }

  await invokeStreaming(
    streamifyResponse(async () => body(), { clock }),
    event,
    { onChunk: () => void taken++ },
  )

  assert.deepEqual(ahead, [1, 1, 1, 1])
})

test('a body that never waits, for a reader that keeps up, is stopped in time', async () => {
  const { clock, invokeStreaming } = createTestEnv()
  let made = 0
  function* body(): Generator<string> {
    for (; made < 100_000; made++) {
      if (made % 1000 === 0) clock.advance(100)
      yield 'x'
    }
  }

  const { outcome, streamErrorCode } = await invokeStreaming(
    streamifyResponse(async () => body(), { clock }),
    event,
    { timeoutMs: 3000 },
  )

  assert.deepEqual([outcome, streamErrorCode], ['late_error', 'app.timeout'])
  assert.ok(made < 30_000, `${made} chunks, of which 30,000 take 3 seconds`)
})

for (const [reader, msPerChunk] of Object.entries({ quick: 0.05, slow: 1, 'very slow': 20 })) {
  test(`what was written when the time is up reaches a ${reader} reader before the deadline`, async () => {
    const { clock, invokeStreaming } = createTestEnv()
    function* body(): Generator<string> {
      for (;;) yield 'four'
    }
    let arrived = 0

    const { outcome, streamErrorCode } = await invokeStreaming(
      streamifyResponse(async () => body(), { clock }),
      event,
      {
        timeoutMs: 1500,
        onChunk: () => {
          arrived += 1
          clock.advance(msPerChunk)
        },
      },
    )

    assert.deepEqual([outcome, streamErrorCode], ['late_error', 'app.timeout'])
    assert.ok(arrived * msPerChunk > 1200, `only ${arrived} chunks arrived`)
  })
}

test('what onError answers to a first chunk that does not come in time is a complete response', async () => {
  const { clock, invokeStreaming } = createTestEnv()
  const late: unknown[] = []
  const executionMode = streamifyExecutionMode({ clock, onLateError: (error) => late.push(error) })
  const chain = middy({ executionMode })
    .onError((request) => {
      request.response = { statusCode: 504, body: 'too slow' }
    })
    .handler(async () => new ReadableStream())

  const invocation = invokeStreaming(chain, event, { timeoutMs: 3000 })
  await clock.advanceAsync(2900)
  const { outcome, statusCode, text } = await invocation

  assert.deepEqual([outcome, statusCode, text, late], ['completed', 504, 'too slow', []])
})

test('a body that a middleware replaced is waited for while it is closed, but not for ever', async () => {
  const { clock, invokeStreaming } = createTestEnv()
  async function* body(): AsyncGenerator<string> {
    try {
      yield 'a'
    } finally {
      await new Promise(() => {})
    }
  }
  let ends = 0
  const chain = middy({ executionMode: streamifyExecutionMode({ clock }), requestEnd: () => ends++ })
    .after((request) => {
      request.response = 'replaced'
    })
    .handler(async () => body())

  const invocation = invokeStreaming(chain, event, { timeoutMs: 3000 })
  await clock.advanceAsync(100)
  await clock.advanceAsync(2900)
  const { outcome, text } = await invocation

  assert.deepEqual([outcome, text, ends], ['completed', 'replaced', 1])
})

test('a first chunk that was sent in part counts, as any other does', async () => {
  const late: unknown[] = []

  await createTestEnv().invokeStreaming(
    streamifyResponse(async () => ['x'.repeat(100_000), 'y'], {
      onLateError: ({ chunks, bytes }) => late.push({ chunks, bytes }),
    }),
    event,
    { leaveAfterBytes: 1 },
  )

  assert.deepEqual(late, [{ chunks: 1, bytes: 65_536 }])
})

test('a body whose first chunk nobody waits for any more is closed', async () => {
  const { clock, invokeStreaming } = createTestEnv()
  const body = new Readable({ read() {} })
  // Middy gives the handler up at once.
  const chain = middy({ executionMode: streamifyExecutionMode({ clock }), timeoutEarlyInMillis: 3000 })
    .onError((request) => {
      request.response = { statusCode: 504, body: 'too slow' }
    })
    .handler(async () => ({ statusCode: 200, body }))

  const { outcome, statusCode } = await invokeStreaming(chain, event, { timeoutMs: 3000 })

  assert.deepEqual([outcome, statusCode, body.destroyed], ['completed', 504, true])
})

test('a body whose cleanup never ends does not hold the response up to the deadline', async () => {
  const forms = {
    wrapper: (answer: () => Promise<ReadableStream>, options: StreamOptions) =>
      streamifyResponse(answer, options),
    mode: (answer: () => Promise<ReadableStream>, options: StreamOptions) =>
      middy({ executionMode: streamifyExecutionMode(options) }).handler(answer),
  }
  for (const [form, make] of Object.entries(forms)) {
    for (const chunks of [[], ['one']]) {
      const env = createTestEnv()
      const left = [...chunks]
      const body = new ReadableStream({
        pull: (controller) => (left.length > 0 ? controller.enqueue(left.shift()) : new Promise(() => {})),
        cancel: () => new Promise(() => {}),
      })
      const handler = make(async () => body, { ...quiet, clock: env.clock })
      const running = env.invokeStreaming(handler, event, { timeoutMs: 3000 })
      for (const advanceMs of [2850, 50, 50, 49]) await env.clock.advanceAsync(advanceMs)

      const { outcome, statusCode } = await running

      const expected = chunks.length > 0 ? ['late_error', 200] : ['completed', 408]
      assert.deepEqual([form, outcome, statusCode], [form, ...expected])
    }
  }
})
