import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isAppTheoryError } from '../../../errors.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { RateLimiter } from '../rate-limiter.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { freshKey, type MakeLimiter, minute, start, steps } from './limiter-under-test.contract.ts'

/** What every rate limiter does with a fixed window. */
export function fixedWindowContract(adapter: string, make: MakeLimiter): void {
  const limited = (limit: number): { limiter: RateLimiter; clock: ManualClock } => {
    const clock = new ManualClock(start)
    return { clock, limiter: make({ strategy: fixedWindow({ windowMs: minute, limit }), clock }) }
  }

  describe(`${adapter}, fixed window`, () => {
    test('admits up to the limit, then denies until the window ends', async () => {
      const { limiter, clock } = limited(2)
      const key = freshKey()
      clock.advance(15_000.25)

      const first = await limiter.checkAndIncrement(key)
      const second = await limiter.checkAndIncrement(key)
      const third = await limiter.checkAndIncrement(key)

      const window = { name: 'default', windowMs: minute, limit: 2, startsAt: new Date(start) }
      const resetsAt = new Date('2026-03-01T10:01:00.000Z')
      const windowAt = (count: number) => ({ ...window, count, remaining: 2 - count, resetsAt })
      const admitted = { allowed: true, limit: 2, resetsAt }
      assert.deepEqual(first, { ...admitted, currentCount: 1, remaining: 1, windows: [windowAt(1)] })
      assert.deepEqual(second, { ...admitted, currentCount: 2, remaining: 0, windows: [windowAt(2)] })
      const denied = {
        allowed: false,
        limit: 2,
        currentCount: 2,
        remaining: 0,
        resetsAt,
        retryAfterMs: 45_000,
      }
      assert.deepEqual(third, { ...denied, windows: [windowAt(2)] })
    })

    test('admits after retryAfterMs, and not a millisecond earlier', async () => {
      const { limiter, clock } = limited(1)
      const key = freshKey()
      clock.advance(1234)
      await limiter.checkAndIncrement(key)
      const { retryAfterMs = 0 } = await limiter.checkAndIncrement(key)

      clock.advance(retryAfterMs - 1)
      const early = await limiter.checkAndIncrement(key)
      clock.advance(1)
      const onTime = await limiter.checkAndIncrement(key)

      assert.deepEqual([early.allowed, onTime.allowed, onTime.currentCount], [false, true, 1])
    })

    test('a denial spends nothing: a cheaper request is still admitted', async () => {
      const { limiter } = limited(10)
      const key = freshKey()
      await limiter.checkAndIncrement(key, { cost: 7 })

      const dear = await limiter.checkAndIncrement(key, { cost: 4 })
      const cheap = await limiter.checkAndIncrement(key, { cost: 3 })

      assert.deepEqual([dear.allowed, dear.currentCount, dear.remaining], [false, 7, 3])
      assert.deepEqual([cheap.allowed, cheap.currentCount, cheap.remaining], [true, 10, 0])
    })

    test('a limit of 0 denies everything, and says that no wait helps', async () => {
      const { limiter } = limited(0)
      const decision = await limiter.checkAndIncrement(freshKey())
      assert.equal(decision.allowed, false)
      assert.equal(decision.retryAfterMs, undefined)
    })

    test('checkLimit looks and counts nothing; recordRequest counts and decides nothing', async () => {
      const { limiter } = limited(1)
      const key = freshKey()

      const before = await limiter.checkLimit(key)
      const again = await limiter.checkLimit(key)
      await limiter.recordRequest(key, { cost: 3 })
      const after = await limiter.checkLimit(key)

      assert.deepEqual([before.allowed, before.currentCount, again.currentCount], [true, 0, 0])
      assert.deepEqual([after.allowed, after.currentCount, after.remaining], [false, 3, 0])
    })

    test('getUsage tells what is spent of each window', async () => {
      const { limiter } = limited(5)
      const key = freshKey()
      await limiter.checkAndIncrement(key, { cost: 2 })

      const { identifier, resource, operation, windows } = await limiter.getUsage(key)

      assert.deepEqual({ identifier, resource, operation }, key)
      assert.deepEqual(
        windows.map(({ count, remaining }) => ({ count, remaining })),
        [{ count: 2, remaining: 3 }],
      )
    })

    test('refund gives back within the window, never below zero, never into the next', async () => {
      const { limiter, clock } = limited(5)
      const key = freshKey()
      const decision = await limiter.checkAndIncrement(key, { cost: 3 })

      await limiter.refund(key, decision, { cost: 2 })
      const [afterFirst] = (await limiter.getUsage(key)).windows
      await limiter.refund(key, decision, { cost: 2 })
      const [afterSecond] = (await limiter.getUsage(key)).windows
      clock.advance(minute)
      await limiter.recordRequest(key)
      await limiter.refund(key, decision)
      const [nextWindow] = (await limiter.getUsage(key)).windows

      assert.deepEqual([afterFirst?.count, afterSecond?.count, nextWindow?.count], [1, 0, 1])
    })

    test('refund of a denied decision, or of a key that never asked, gives nothing back', async () => {
      const { limiter } = limited(1)
      const key = freshKey()
      const admitted = await limiter.checkAndIncrement(key)
      const denied = await limiter.checkAndIncrement(key)

      await limiter.refund(key, denied)
      await limiter.refund(freshKey(), admitted)

      assert.equal((await limiter.getUsage(key)).windows[0]?.count, 1)
    })

    test('keys that differ in any part never share a counter, whatever the parts contain', async () => {
      const { limiter } = limited(1)
      const stem = freshKey().identifier
      const parts: readonly [string, string, string][] = [
        [`${stem}a#b`, 'c', 'd'],
        [`${stem}a`, 'b#c', 'd'],
        [`${stem}a`, 'b', 'c#d'],
        [`${stem}a%23b`, 'c', 'd'],
        [`${stem}__proto__`, 'constructor', 'GET'],
        [`${stem}🦊`, '/', 'GET'],
        [`${stem}\ud83e`, '/', 'GET'],
        [`${stem}\ud83f`, '/', 'GET'],
        [`${stem}${'x'.repeat(5000)}`, '/', 'GET'],
        [`${stem}${'x'.repeat(5001)}`, '/', 'GET'],
        [stem, 'r'.repeat(5000), 'GET'],
        [stem, 'r'.repeat(5000), 'POST'],
        [stem, '/', 'o'.repeat(5000)],
      ]
      for (const [identifier, resource, operation] of parts) {
        const key = { identifier, resource, operation }
        assert.equal((await limiter.checkAndIncrement(key)).allowed, true, JSON.stringify(key).slice(0, 80))
        assert.equal((await limiter.checkAndIncrement(key)).allowed, false, JSON.stringify(key).slice(0, 80))
      }
    })

    test('`__proto__` is an identifier as any other, in limits too', async () => {
      const clock = new ManualClock(start)
      const identifierLimits = Object.fromEntries([['__proto__', 2]])
      const strategy = fixedWindow({ windowMs: minute, limit: 1, identifierLimits })
      const limiter = make({ strategy, clock })
      const key = freshKey({ identifier: '__proto__', resource: freshKey().identifier })

      const decisions = [1, 2, 3].map(() => limiter.checkAndIncrement(key))

      assert.deepEqual((await Promise.all(decisions)).map(({ allowed }) => allowed).sort(), [
        false,
        true,
        true,
      ])
    })

    test('an invalid key or cost is a coded error', async () => {
      const { limiter } = limited(1)
      const key = freshKey()
      const badKeys = [
        ...[{ ...key, identifier: '' }, { ...key, resource: 5 }, {}, null, undefined],
        ...[{ tenant: undefined }, { tenant: 5 }, { '': 'a' }].map((metadata) => ({ ...key, metadata })),
      ] as never[]
      for (const bad of badKeys) {
        await assert.rejects(limiter.checkAndIncrement(bad), (error) =>
          isAppTheoryError(error, 'rate_limiter.invalid_key'),
        )
      }
      for (const cost of [0, -1, 1.5, Number.NaN, '1' as never, 2 ** 53]) {
        const isInvalidCost = (error: unknown) => isAppTheoryError(error, 'rate_limiter.invalid_cost')
        await assert.rejects(limiter.checkAndIncrement(key, { cost }), isInvalidCost)
      }
    })

    test('with any requests at any times, no window admits more than its limit', async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 6 }), steps(40_000), async (limit, schedule) => {
          const { limiter, clock } = limited(limit)
          const key = freshKey()
          const admitted = new Map<number, number>()
          for (const { wait, cost } of schedule) {
            clock.advance(wait)
            const window = Math.floor(clock.now() / minute)
            const { allowed } = await limiter.checkAndIncrement(key, { cost })
            const spent = admitted.get(window) ?? 0
            assert.equal(allowed, spent + cost <= limit)
            if (allowed) admitted.set(window, spent + cost)
          }
        }),
        { numRuns: 30 },
      )
    })
  })
}
