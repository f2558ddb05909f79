import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import middy from '@middy/core'
import { MemoryRateLimiter } from '../../services/rate-limiter/memory/memory-rate-limiter.ts'
import { fixedWindow } from '../../services/rate-limiter/strategy/fixed-window.ts'
import { streamifyResponse } from '../../streaming/index.ts'
import { buildFunctionUrlEvent, createTestEnv, ManualClock } from '../../testkit/index.ts'
import { rateLimit } from '../rate-limit.ts'
import type { RateLimitMiddlewareOptions } from './options.ts'

const event = buildFunctionUrlEvent({ sourceIp: '198.51.100.7' })

function scene(options: Partial<RateLimitMiddlewareOptions> = {}) {
  const limiter = new MemoryRateLimiter({
    strategy: fixedWindow({ windowMs: 60_000, limit: 3000 }),
    clock: new ManualClock(),
  })
  const failures: unknown[] = []
  const limit = rateLimit({
    limiter,
    cost: 2000,
    resource: 'chat',
    operation: 'POST',
    onDegraded: (error) => failures.push(error),
    ...options,
  })
  const spent = async (): Promise<number | undefined> => {
    const usage = await limiter.getUsage({
      identifier: 'ip:198.51.100.7',
      resource: 'chat',
      operation: 'POST',
    })
    return usage.windows[0]?.count
  }
  return { limiter, limit, spent, failures }
}

for (const units of [0, 350, 2000, 2600]) {
  test(`settle says ${units} of 2000: that much is counted`, async () => {
    for (const value of [
      units,
      Promise.resolve(units),
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested.
      { then: (resolve: (n: number) => void) => resolve(units) },
    ]) {
      const { limit, spent } = scene({ settle: ({ response }) => (response ? (value as never) : undefined) })
      await createTestEnv().invoke(middy(async () => ({ statusCode: 200, body: 'hi' })).use(limit), event)
      assert.equal(await spent(), units)
    }
  })
}

test('without a settlement, and with undefined, the reservation stands', async () => {
  for (const options of [{}, { settle: () => undefined }, { settle: async () => undefined }]) {
    const { limit, spent, failures } = scene(options)
    await createTestEnv().invoke(middy(async () => 'hi').use(limit), event)
    assert.deepEqual([await spent(), failures], [2000, []])
  }
})

test('the handler settles through its context, once', async () => {
  const { limit, spent, failures } = scene({ settle: () => 1 })
  const handler = middy()
    .use(limit)
    .handler(async (_event, context) => {
      await Promise.all([context.rateLimit?.settle(350), context.rateLimit?.settle(2600)])
      await context.rateLimit?.settle(7)
      const { allowed, limit, remaining } = context.rateLimit ?? assert.fail()
      return { statusCode: 200, body: JSON.stringify({ allowed, limit, remaining }) }
    })
  const { body } = await createTestEnv().invoke(handler, event)
  assert.equal(body, '{"allowed":true,"limit":3000,"remaining":1000}')
  assert.deepEqual([await spent(), failures], [350, []])
})

test('an error of the handler is settled too; a refund goes first', async () => {
  const failing = () => middy(async () => Promise.reject(new Error('of the handler')))
  const settled = scene({ settle: ({ error }) => (error ? 5 : 6) })
  await assert.rejects(createTestEnv().invoke(failing().use(settled.limit), event))
  const refunded = scene({ settle: () => 5, refundWhen: () => true })
  await assert.rejects(createTestEnv().invoke(failing().use(refunded.limit), event))
  assert.deepEqual([await settled.spent(), await refunded.spent()], [5, 0])
})

test('a failure in the callback is reported, and the response is as it was', async () => {
  const wrong = [
    () => assert.fail('in the callback'),
    async () => assert.fail('in the callback'),
    () => -1,
    () => 1.5,
  ]
  for (const settle of wrong) {
    const { limit, spent, failures } = scene({ settle })
    const { statusCode, body } = await createTestEnv().invoke(
      middy(async () => ({ statusCode: 201, body: 'made' })).use(limit),
      event,
    )
    assert.deepEqual([statusCode, body, failures.length, await spent()], [201, 'made', 1, 2000])
  }
})

test('without onDegraded a failure is a warning, once a minute and without the key', async (t) => {
  const warn = t.mock.method(console, 'warn', () => {})
  const { limit } = scene({ settle: () => Number.NaN, onDegraded: undefined, clock: new ManualClock() })
  const handler = middy(async () => 'hi').use(limit)
  for (let i = 0; i < 2; i++) await createTestEnv().invoke(handler, event)
  assert.equal(warn.mock.callCount(), 1)
  const [line] = warn.mock.calls[0]?.arguments ?? []
  assert.match(line, /rateLimit could not settle .*rate_limiter\.invalid_cost.*onDegraded/)
  assert.doesNotMatch(line, /198/)
})

test('a denied request settles nothing', async () => {
  let calls = 0
  const { limit, limiter, spent } = scene({
    settle: () => {
      calls += 1
      return 1
    },
  })
  await limiter.recordRequest(
    { identifier: 'ip:198.51.100.7', resource: 'chat', operation: 'POST' },
    { cost: 2500 },
  )
  const { statusCode } = await createTestEnv().invoke(middy(async () => 'hi').use(limit), event)
  assert.deepEqual([statusCode, calls, await spent()], [429, 0, 2500])
})

test('settle needs a limiter that can', () => {
  const limiter = { checkAndIncrement: async () => assert.fail(), refund: async () => assert.fail() }
  assert.throws(() => rateLimit({ limiter: limiter as never, settle: () => 1 }), {
    name: 'TypeError',
    message: /'limiter'.*settle/,
  })
  assert.throws(() => rateLimit({ limiter: scene().limiter, settle: 5 as never }), {
    name: 'TypeError',
    message: /'settle'/,
  })
})

async function* words(fails: boolean, used: { tokens: number }) {
  for (const word of ['one ', 'two ', 'three']) {
    used.tokens += 100
    yield word
  }
  if (fails) throw new Error('of the model')
}

const responses: Record<string, (chunks: AsyncIterable<string>) => { body: AsyncIterable<string> }> = {
  'an async generator': (chunks) => ({ statusCode: 200, body: chunks }),
  'a Readable': (chunks) => ({ statusCode: 200, body: Readable.from(chunks) }),
  'a ReadableStream': (chunks) => ({ statusCode: 200, body: ReadableStream.from(chunks) }),
}

const bodies: Record<string, (chunks: AsyncGenerator<string>) => object> = {
  ...responses,
  'a Readable alone': (chunks) => Readable.from(chunks),
  'a Response': (chunks) =>
    new Response(ReadableStream.from(chunks).pipeThrough(new TextEncoderStream()) as never, {
      headers: { 'x-model': 'script' },
    }),
}

for (const [kind, bodyOf] of Object.entries(bodies)) {
  test(`a stream settles at its end what settle says, also if it fails late: ${kind}`, async () => {
    for (const fails of [false, true]) {
      const used = { tokens: 0 }
      const { limit, spent, failures } = scene({ settle: () => used.tokens })
      const handler = middy(async () => bodyOf(words(fails, used))).use(limit)
      const { outcome, statusCode, text, headers } = await createTestEnv().invokeStreaming(
        streamifyResponse(handler, { onLateError: () => {} }),
        event,
      )
      assert.deepEqual([outcome, statusCode], [fails ? 'late_error' : 'completed', 200])
      assert.match(text, /^one two three/)
      assert.equal(headers['x-ratelimit-remaining'], '1000')
      assert.equal(headers['x-model'], kind === 'a Response' ? 'script' : undefined)
      assert.deepEqual([await spent(), failures], [300, []])
    }
  })
}

test('a stream that the caller leaves is settled, and its source is released', async () => {
  for (const [kind, responseOf] of Object.entries(responses)) {
    const used = { tokens: 0 }
    const { limit, spent } = scene({ settle: () => used.tokens })
    let released = false
    async function* endless() {
      try {
        for (;;) {
          used.tokens += 1
          yield 'word '
        }
      } finally {
        released = true
      }
    }
    const handler = middy(async () => responseOf(endless())).use(limit)
    const { body } = await handler(event, createTestEnv().context())
    for await (const _ of body) break
    assert.equal(await spent(), used.tokens)
    assert.equal(released, true, kind)
  }
})
