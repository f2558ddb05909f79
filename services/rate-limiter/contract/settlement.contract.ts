import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isAppTheoryError } from '../../../errors.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { RateLimiter, RateLimitKey } from '../rate-limiter.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'
import { tokenBucket } from '../strategy/token-bucket.ts'
import { freshKey, type MakeLimiter, minute, start } from './limiter-under-test.contract.ts'

const limit = 3000

const strategies: Readonly<Record<string, RateLimitStrategy>> = {
  'fixed window': fixedWindow({ windowMs: minute, limit }),
  'sliding window': slidingWindow({ windowMs: minute, limit }),
  'several windows': multiWindow([
    { windowMs: minute, limit },
    { windowMs: 60 * minute, limit: 2 * limit },
  ]),
  'token bucket': tokenBucket({ capacity: limit, refillPerSecond: 1 }),
}

/** How every rate limiter settles and resets. */
export function settlementContract(adapter: string, make: MakeLimiter): void {
  for (const [name, strategy] of Object.entries(strategies)) {
    const scene = (): { limiter: RateLimiter; clock: ManualClock; key: RateLimitKey } => {
      const clock = new ManualClock(start)
      return { limiter: make({ strategy, clock }), clock, key: freshKey() }
    }
    const countsOf = async (limiter: RateLimiter, key: RateLimitKey): Promise<readonly number[]> =>
      (await limiter.getUsage(key)).windows.map(({ count }) => count)
    const all = (count: number): readonly number[] => strategy.windows.map(() => count)

    describe(`${adapter}, ${name}: settle`, () => {
      for (const actual of [0, 350, 2000, 2600, 4000]) {
        test(`reserved 2000, used ${actual}: counters are exact`, async () => {
          const { limiter, key } = scene()
          const decision = await limiter.checkAndIncrement(key, { cost: 2000 })
          assert.deepEqual(await countsOf(limiter, key), all(2000))
          await limiter.settle(key, decision, { reserved: 2000, actual })
          assert.deepEqual(await countsOf(limiter, key), all(actual))
        })
      }

      test('what is counted above the limit is paid for by what comes next', async () => {
        const { limiter, key } = scene()
        const decision = await limiter.checkAndIncrement(key, { cost: 2000 })
        await limiter.settle(key, decision, { reserved: 2000, actual: 3001 })
        const { allowed, remaining } = await limiter.checkAndIncrement(key)
        assert.deepEqual([allowed, remaining], [false, 0])
      })

      test('a key that was exhausted has room at once for what is given back', async () => {
        const { limiter, key } = scene()
        const decision = await limiter.checkAndIncrement(key, { cost: 3000 })
        assert.equal((await limiter.checkAndIncrement(key)).allowed, false)
        await limiter.settle(key, decision, { reserved: 3000, actual: 2999 })
        assert.equal((await limiter.checkAndIncrement(key)).allowed, true)
        assert.equal((await limiter.checkAndIncrement(key)).allowed, false)
      })

      test('later, less is given back within the same windows only, and more is counted now', async () => {
        const { limiter, clock, key } = scene()
        const decision = await limiter.checkAndIncrement(key, { cost: 2000 })
        clock.advance(2000 * 1000)
        const before = await countsOf(limiter, key)
        await limiter.settle(key, decision, { reserved: 2000, actual: 350 })
        const isOver = decision.windows.map(({ windowMs }) => name === 'token bucket' || windowMs === minute)
        assert.deepEqual(
          await countsOf(limiter, key),
          before.map((count, i) => (isOver[i] ? count : count - 1650)),
        )
        const settled = await countsOf(limiter, key)
        await limiter.settle(key, decision, { reserved: 2000, actual: 2600 })
        assert.deepEqual(
          await countsOf(limiter, key),
          settled.map((count) => count + 600),
        )
      })

      test('a denied or degraded decision settles nothing, and wrong units are a coded error', async () => {
        const { limiter, key } = scene()
        const admitted = await limiter.checkAndIncrement(key, { cost: 3000 })
        const denied = await limiter.checkAndIncrement(key)
        for (const decision of [denied, { ...admitted, degraded: 'timeout' as const }]) {
          await limiter.settle(key, decision, { reserved: 100, actual: 1 })
          await limiter.settle(key, decision, { reserved: 100, actual: 200 })
        }
        assert.deepEqual(await countsOf(limiter, key), all(3000))
        for (const units of [-1, 1.5, Number.NaN, '5', undefined]) {
          for (const settlement of [
            { reserved: 1, actual: units },
            { reserved: units, actual: 1 },
          ]) {
            await assert.rejects(limiter.settle(key, admitted, settlement as never), (error) =>
              isAppTheoryError(error, 'rate_limiter.invalid_cost'),
            )
          }
        }
      })
    })

    test(`${adapter}, ${name}: reset forgets a key, and no other`, async () => {
      const { limiter, clock, key } = scene()
      const other = freshKey()
      await limiter.checkAndIncrement(key, { cost: 1000 })
      await limiter.checkAndIncrement(other, { cost: 1000 })
      clock.advance(6000)
      await limiter.checkAndIncrement(key, { cost: 2000 })
      const { allowed } = await limiter.checkAndIncrement(key, { cost: 1000 })
      await limiter.reset(key)
      assert.deepEqual(await countsOf(limiter, key), all(0))
      assert.equal(
        (await countsOf(limiter, other)).every((count) => count >= 994),
        true,
      )
      const after = await limiter.checkAndIncrement(key, { cost: 3000 })
      assert.deepEqual([allowed, after.allowed, after.currentCount], [false, true, 3000])
      await limiter.reset(freshKey())
      await assert.rejects(limiter.reset({ ...key, identifier: '' }), (error) =>
        isAppTheoryError(error, 'rate_limiter.invalid_key'),
      )
    })
  }
}
