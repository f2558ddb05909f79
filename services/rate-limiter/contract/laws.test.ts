import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { MemoryRateLimiter } from '../memory/memory-rate-limiter.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'
import { tokenBucket } from '../strategy/token-bucket.ts'

// In memory; that the other adapters decide alike is a law of its own.
const key = { identifier: 'ann', resource: '/', operation: 'GET' }

const strategy: fc.Arbitrary<RateLimitStrategy> = fc.oneof(
  fc.record({ limit: fc.nat({ max: 8 }), windowMs: fc.integer({ min: 1, max: 5000 }) }).map(fixedWindow),
  fc
    .record({
      limit: fc.nat({ max: 8 }),
      granularityMs: fc.integer({ min: 1, max: 700 }),
      subWindows: fc.integer({ min: 1, max: 12 }),
    })
    .map(({ limit, granularityMs, subWindows }) =>
      slidingWindow({ limit, granularityMs, windowMs: granularityMs * subWindows }),
    ),
  fc
    .record({ capacity: fc.nat({ max: 8 }), refillPerSecond: fc.constantFrom(0.4, 1, 3, 7, 1000 / 7, 4000) })
    .map(tokenBucket),
  fc.record({ short: fc.nat({ max: 5 }), long: fc.nat({ max: 8 }) }).map(({ short, long }) =>
    multiWindow([
      { windowMs: 700, limit: short },
      { windowMs: 3100, limit: long },
    ]),
  ),
)
const wait = fc.oneof(fc.nat({ max: 1500 }), fc.double({ min: 0, max: 500, noNaN: true }))
const requests = fc.array(fc.record({ wait, cost: fc.integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 20,
})
const runs = { numRuns: 500 }

async function play(limits: RateLimitStrategy, schedule: readonly { wait: number; cost: number }[]) {
  const clock = new ManualClock(Date.UTC(2026, 2, 1, 10))
  const limiter = new MemoryRateLimiter({ strategy: limits, clock })
  for (const request of schedule) {
    clock.advance(request.wait)
    await limiter.checkAndIncrement(key, { cost: request.cost })
  }
  return { clock, limiter }
}

test('after retryAfterMs the same request is admitted, a millisecond earlier it is not', async () => {
  await fc.assert(
    fc.asyncProperty(strategy, requests, fc.integer({ min: 1, max: 9 }), async (limits, schedule, cost) => {
      const { clock, limiter } = await play(limits, schedule)
      const { allowed, retryAfterMs } = await limiter.checkLimit(key, { cost })
      if (allowed) return assert.equal(retryAfterMs, undefined)
      if (retryAfterMs === undefined) return assert.ok(limits.windows.some(({ limit }) => cost > limit))
      clock.advance(retryAfterMs - 1)
      assert.equal((await limiter.checkLimit(key, { cost })).allowed, false, 'a millisecond early')
      clock.advance(1)
      assert.equal((await limiter.checkLimit(key, { cost })).allowed, true, 'on time')
    }),
    runs,
  )
})

test('a denial spends nothing, in any window', async () => {
  await fc.assert(
    fc.asyncProperty(strategy, requests, async (limits, schedule) => {
      const { limiter } = await play(limits, schedule)
      const before = await limiter.getUsage(key)
      const { allowed } = await limiter.checkAndIncrement(key, { cost: 9 })
      assert.equal(allowed, false)
      assert.deepEqual(await limiter.getUsage(key), before)
    }),
    runs,
  )
})

test('a refund never goes below zero, and gives back at most what its windows hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      strategy,
      requests,
      fc.nat({ max: 4000 }),
      fc.integer({ min: 1, max: 9 }),
      async (limits, schedule, later, cost) => {
        const { clock, limiter } = await play(limits, schedule)
        const decision = await limiter.checkAndIncrement(key)
        const spent = decision.allowed ? 1 : 0
        clock.advance(later)
        const before = (await limiter.getUsage(key)).windows
        await limiter.refund(key, decision, { cost })
        const after = (await limiter.getUsage(key)).windows
        for (const [i, { count, startsAt }] of after.entries()) {
          const givenBack = (before[i]?.count ?? 0) - count
          assert.ok(count >= 0 && givenBack >= 0 && givenBack <= cost)
          const isOver = startsAt.getTime() >= (decision.windows[i]?.resetsAt.getTime() ?? 0)
          if (spent === 0 || isOver) assert.equal(givenBack, 0)
        }
      },
    ),
    runs,
  )
})
