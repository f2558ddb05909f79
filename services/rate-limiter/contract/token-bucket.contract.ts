import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isAppTheoryError } from '../../../errors.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { RateLimiter, RateLimitKey } from '../rate-limiter.ts'
import type { KeyLimit } from '../strategy/strategy.ts'
import { tokenBucket } from '../strategy/token-bucket.ts'
import { freshKey, type MakeLimiter, minute, start } from './limiter-under-test.contract.ts'

/** What every rate limiter does with a token bucket. */
export function tokenBucketContract(adapter: string, make: MakeLimiter): void {
  const limited = (
    capacity: number,
    refillPerSecond: number,
    limitFor?: (key: RateLimitKey) => KeyLimit,
  ): { limiter: RateLimiter; clock: ManualClock } => {
    const clock = new ManualClock(start)
    const strategy = tokenBucket({ capacity, refillPerSecond, limitFor })
    return { clock, limiter: make({ strategy, clock }) }
  }
  const admittedOf = async (limiter: RateLimiter, key: RateLimitKey, requests: number): Promise<number> => {
    let admitted = 0
    for (let i = 0; i < requests; i++) if ((await limiter.checkAndIncrement(key)).allowed) admitted += 1
    return admitted
  }

  describe(`${adapter}, token bucket`, () => {
    test('admits a burst up to its capacity, then as much as flows back', async () => {
      const { limiter, clock } = limited(5, 2)
      const key = freshKey()
      const admitted = [await admittedOf(limiter, key, 9)]
      for (const wait of [499, 1, 1000, 250, 250, 60_000]) {
        clock.advance(wait)
        admitted.push(await admittedOf(limiter, key, 9))
      }
      assert.deepEqual(admitted, [5, 0, 1, 2, 0, 1, 5])
    })

    test('a decision has the usage of the bucket, which resets when it is full', async () => {
      const { limiter, clock } = limited(2, 0.5)
      const key = freshKey()
      clock.advance(15_000)
      const first = await limiter.checkAndIncrement(key)
      clock.advance(500)
      const second = await limiter.checkAndIncrement(key)
      const third = await limiter.checkAndIncrement(key)

      const bucketAt = (count: number, resetsAt: string) => ({
        name: 'default',
        windowMs: 4000,
        limit: 2,
        count,
        remaining: 2 - count,
        startsAt: new Date(Date.parse(resetsAt) - 4000),
        resetsAt: new Date(resetsAt),
      })
      const decisionAt = (count: number, resetsAt: string) => ({
        limit: 2,
        currentCount: count,
        remaining: 2 - count,
        resetsAt: new Date(resetsAt),
        windows: [bucketAt(count, resetsAt)],
      })
      assert.deepEqual(first, { allowed: true, ...decisionAt(1, '2026-03-01T10:00:17.000Z') })
      assert.deepEqual(second, { allowed: true, ...decisionAt(2, '2026-03-01T10:00:19.000Z') })
      const denied = { allowed: false, retryAfterMs: 1500, ...decisionAt(2, '2026-03-01T10:00:19.000Z') }
      assert.deepEqual(third, denied)
    })

    test('a refill that no decimal fraction is equal to is exact', async () => {
      for (const refillPerSecond of [3, 7, 6, 9, 100 / 60, 1 / 3, 1 / 7, 1 / 86_400]) {
        const { limiter, clock } = limited(100, refillPerSecond)
        const key = freshKey()
        assert.equal(await admittedOf(limiter, key, 101), 100)
        // Refills of whole seconds give whole units where the refill is whole.
        const seconds = refillPerSecond >= 1 ? 3 : Math.round(1 / refillPerSecond) * 3
        const units = Math.round(refillPerSecond * seconds)
        clock.advance(seconds * 1000)
        assert.equal(await admittedOf(limiter, key, units + 1), units, String(refillPerSecond))
      }
    })

    test('a cost is admitted if the bucket holds it, and a denial spends nothing', async () => {
      const { limiter, clock } = limited(10, 1)
      const key = freshKey()
      assert.equal((await limiter.checkAndIncrement(key, { cost: 8 })).allowed, true)
      const dear = await limiter.checkAndIncrement(key, { cost: 5 })
      assert.deepEqual([dear.allowed, dear.currentCount, dear.retryAfterMs], [false, 8, 3000])
      assert.equal((await limiter.checkAndIncrement(key, { cost: 2 })).allowed, true)
      clock.advance(5000)
      assert.equal((await limiter.checkAndIncrement(key, { cost: 5 })).allowed, true)
    })

    test('a cost above the capacity, and a capacity of 0, have no retryAfterMs', async () => {
      const { limiter } = limited(10, 1)
      const over = await limiter.checkAndIncrement(freshKey(), { cost: 11 })
      const nothing = await limited(0, 1).limiter.checkAndIncrement(freshKey())
      assert.deepEqual([over.allowed, over.remaining, 'retryAfterMs' in over], [false, 10, false])
      assert.deepEqual([nothing.allowed, nothing.limit, 'retryAfterMs' in nothing], [false, 0, false])
    })

    test('checkLimit counts nothing, recordRequest decides nothing and may empty it below zero', async () => {
      const { limiter, clock } = limited(5, 1)
      const key = freshKey()
      assert.equal((await limiter.checkLimit(key)).currentCount, 0)
      await limiter.recordRequest(key, { cost: 7 })
      const { allowed, currentCount, remaining, retryAfterMs } = await limiter.checkAndIncrement(key)
      assert.deepEqual([allowed, currentCount, remaining, retryAfterMs], [false, 7, 0, 3000])
      clock.advance(2500)
      assert.equal((await limiter.getUsage(key)).windows[0]?.count, 5)
      clock.advance(500)
      assert.equal((await limiter.checkAndIncrement(key)).allowed, true)
    })

    test('a refund fills the bucket up to its capacity, until all has flown back anyway', async () => {
      const { limiter, clock } = limited(5, 1)
      const key = freshKey()
      const decision = await limiter.checkAndIncrement(key, { cost: 5 })
      await limiter.refund(key, decision, { cost: 3 })
      assert.equal(await admittedOf(limiter, key, 9), 3)
      await limiter.refund(key, decision, { cost: 9 })
      assert.equal((await limiter.getUsage(key)).windows[0]?.count, 0)
      clock.advance(5000)
      await limiter.checkAndIncrement(key, { cost: 5 })
      await limiter.refund(key, decision)
      assert.equal((await limiter.getUsage(key)).windows[0]?.count, 5)
    })

    test('a key may have another capacity, or a window that a bucket of its own fills within', async () => {
      const plans: Record<string, KeyLimit> = { '/small': 1, '/wide': [{ windowMs: minute, limit: 60 }] }
      const { limiter, clock } = limited(5, 1, ({ resource }) => plans[resource])
      const keys = ['/orders', '/small', '/wide'].map((resource) => freshKey({ resource }))
      const admitted = async () => Promise.all(keys.map((key) => admittedOf(limiter, key, 70)))
      assert.deepEqual(await admitted(), [5, 1, 60])
      clock.advance(2000)
      assert.deepEqual(await admitted(), [2, 1, 2])
    })

    test('what is missing stays missing, whatever the plan becomes', async () => {
      const plans: KeyLimit[] = [
        10,
        [{ windowMs: 1000, limit: 10 }],
        [{ windowMs: 3_600_000, limit: 10 }],
        [{ windowMs: 7000, limit: 12 }],
        4,
      ]
      let plan: KeyLimit = 10
      const { limiter } = limited(10, 1, () => plan)
      const key = freshKey()
      assert.equal(await admittedOf(limiter, key, 8), 8)
      const counts: unknown[] = []
      for (plan of plans) counts.push((await limiter.getUsage(key)).windows[0]?.count)
      assert.deepEqual(counts, [8, 8, 8, 8, 8])
      let admitted = 8
      for (plan of plans) admitted += await admittedOf(limiter, key, 3)
      assert.equal(admitted, 12, 'at most what the largest of them allows')
    })

    test('limitFor with several windows is not a bucket', async () => {
      const two = [
        { windowMs: 1000, limit: 1 },
        { windowMs: 2000, limit: 1 },
      ]
      const { limiter } = limited(5, 1, () => two)
      await assert.rejects(limiter.checkAndIncrement(freshKey()), (error) =>
        isAppTheoryError(error, 'rate_limiter.invalid_limit'),
      )
    })
  })
}
