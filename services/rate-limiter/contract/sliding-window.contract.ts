import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { RateLimiter } from '../rate-limiter.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import { freshKey, type MakeLimiter, minute, start, steps } from './limiter-under-test.contract.ts'

/** What every rate limiter does with a sliding window. */
export function slidingWindowContract(adapter: string, make: MakeLimiter): void {
  describe(`${adapter}, sliding window`, () => {
    const sliding = (limit: number): { limiter: RateLimiter; clock: ManualClock } => {
      const clock = new ManualClock(start)
      const strategy = slidingWindow({ windowMs: minute, limit, granularityMs: 10_000 })
      return { clock, limiter: make({ strategy, clock }) }
    }

    test('what is spent leaves the window with its sub-window, and not all at once', async () => {
      const { limiter, clock } = sliding(4)
      const key = freshKey()
      await limiter.checkAndIncrement(key, { cost: 3 })
      clock.advance(25_000)
      await limiter.checkAndIncrement(key)

      const denied = await limiter.checkAndIncrement(key)
      clock.advance(denied.retryAfterMs ?? 0)
      const admitted = await limiter.checkAndIncrement(key, { cost: 3 })
      const deniedAgain = await limiter.checkAndIncrement(key)

      assert.deepEqual([denied.allowed, denied.currentCount, denied.retryAfterMs], [false, 4, 35_000])
      assert.deepEqual([admitted.allowed, admitted.currentCount], [true, 4])
      // The one of 10:00:20 leaves when its sub-window does, at 10:01:20.
      assert.deepEqual([deniedAgain.allowed, deniedAgain.retryAfterMs], [false, 20_000])
    })

    test('a burst at the end of one minute leaves nothing for the beginning of the next', async () => {
      const { limiter, clock } = sliding(2)
      const key = freshKey()
      clock.advance(59_000)
      await limiter.checkAndIncrement(key, { cost: 2 })
      clock.advance(2000)
      assert.equal((await limiter.checkAndIncrement(key)).allowed, false)
    })

    test('usage tells the span that counts, and when the current sub-window ends', async () => {
      const { limiter, clock } = sliding(5)
      const key = freshKey()
      clock.advance(15_000)
      await limiter.checkAndIncrement(key, { cost: 2 })
      const { windows } = await limiter.getUsage(key)
      assert.deepEqual(windows, [
        {
          name: 'default',
          windowMs: minute,
          limit: 5,
          count: 2,
          remaining: 3,
          startsAt: new Date('2026-03-01T09:59:20.000Z'),
          resetsAt: new Date('2026-03-01T10:00:20.000Z'),
        },
      ])
    })

    test('refund gives back in the sub-window that was spent in, while that counts', async () => {
      const { limiter, clock } = sliding(5)
      const key = freshKey()
      const early = await limiter.checkAndIncrement(key, { cost: 2 })
      clock.advance(30_000)
      const late = await limiter.checkAndIncrement(key, { cost: 2 })
      await limiter.refund(key, early, { cost: 5 })
      const [afterEarly] = (await limiter.getUsage(key)).windows
      clock.advance(40_000)
      await limiter.refund(key, early, { cost: 1 })
      await limiter.refund(key, late, { cost: 1 })
      const [afterLate] = (await limiter.getUsage(key)).windows

      assert.deepEqual([afterEarly?.count, afterLate?.count], [2, 1])
    })

    test('recordRequest counts across sub-windows, over the limit too', async () => {
      const { limiter, clock } = sliding(3)
      const key = freshKey()
      await limiter.recordRequest(key, { cost: 2 })
      clock.advance(10_000)
      await limiter.recordRequest(key, { cost: 2 })
      const { allowed, currentCount, retryAfterMs } = await limiter.checkLimit(key)
      assert.deepEqual([allowed, currentCount, retryAfterMs], [false, 4, 50_000])
    })

    test("no span of a window's length that ends with a sub-window exceeds the limit", async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 6 }), steps(25_000), async (limit, schedule) => {
          const { limiter, clock } = sliding(limit)
          const key = freshKey()
          const admitted: { subWindow: number; cost: number }[] = []
          for (const { wait, cost } of schedule) {
            clock.advance(wait)
            const subWindow = Math.floor(clock.now() / 10_000)
            const { allowed } = await limiter.checkAndIncrement(key, { cost })
            const within = admitted.filter((one) => one.subWindow > subWindow - 6)
            const spent = within.reduce((sum, one) => sum + one.cost, 0)
            assert.equal(allowed, spent + cost <= limit)
            if (allowed) admitted.push({ subWindow, cost })
          }
        }),
        { numRuns: 20 },
      )
    })
  })
}
