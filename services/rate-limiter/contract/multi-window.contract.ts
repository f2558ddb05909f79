import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { RateLimiter, RateLimitKey } from '../rate-limiter.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import type { WindowLimit } from '../strategy/strategy.ts'
import { freshKey, type MakeLimiter, minute, start } from './limiter-under-test.contract.ts'

/** What every rate limiter does with several windows at once. */
export function multiWindowContract(adapter: string, make: MakeLimiter): void {
  describe(`${adapter}, several windows`, () => {
    const several = (windows: readonly WindowLimit[]): { limiter: RateLimiter; clock: ManualClock } => {
      const clock = new ManualClock(start)
      return { clock, limiter: make({ strategy: multiWindow(windows), clock }) }
    }

    test('every window must admit, and a denial spends nothing in any of them', async () => {
      const { limiter, clock } = several([
        { windowMs: 1000, limit: 2 },
        { windowMs: minute, limit: 3 },
      ])
      const key = freshKey()
      const outcomes: [boolean, number | undefined][] = []
      for (const wait of [0, 0, 0, 1000, 0, 58_999]) {
        clock.advance(wait)
        const { allowed, retryAfterMs } = await limiter.checkAndIncrement(key)
        outcomes.push([allowed, retryAfterMs])
      }
      const { windows } = await limiter.getUsage(key)

      assert.deepEqual(outcomes, [
        [true, undefined],
        [true, undefined],
        [false, 1000],
        [true, undefined],
        [false, 59_000],
        [false, 1],
      ])
      const counts = windows.map(({ name, count }) => [name, count])
      assert.deepEqual(counts, [
        ['2-per-1s', 0],
        ['3-per-1min', 3],
      ])
    })

    test('of several windows that deny, the last to end is reported', async () => {
      const { limiter } = several([
        { windowMs: minute, limit: 1, name: 'burst' },
        { windowMs: 60 * minute, limit: 1, name: 'hour' },
      ])
      const key = freshKey()
      const admitted = await limiter.checkAndIncrement(key)
      const denied = await limiter.checkAndIncrement(key)

      assert.deepEqual([admitted.limit, admitted.resetsAt], [1, new Date('2026-03-01T10:01:00.000Z')])
      assert.equal(denied.retryAfterMs, 60 * minute)
      assert.deepEqual(denied.resetsAt, new Date('2026-03-01T11:00:00.000Z'))
      const counts = denied.windows.map(({ name, count }) => [name, count])
      assert.deepEqual(counts, [
        ['burst', 1],
        ['hour', 1],
      ])
    })

    test('keys may have windows of their own, on every path', async () => {
      const clock = new ManualClock(start)
      const limitFor = async ({ identifier }: RateLimitKey) =>
        identifier.startsWith('vip') ? [{ windowMs: minute, limit: 2 }] : undefined
      const windows = [
        { windowMs: 1000, limit: 1 },
        { windowMs: minute, limit: 1 },
      ]
      const limiter = make({ strategy: multiWindow(windows, { limitFor }), clock })
      const plain = freshKey()
      const vip = freshKey({ identifier: `vip-${freshKey().identifier}` })

      const statuses: boolean[] = []
      for (const key of [plain, plain, vip, vip, vip])
        statuses.push((await limiter.checkAndIncrement(key)).allowed)

      assert.deepEqual(statuses, [true, false, true, true, false])
      const [usage] = (await limiter.getUsage(vip)).windows
      assert.deepEqual([usage?.count, usage?.limit], [2, 2])
      assert.equal((await limiter.checkLimit(plain)).windows.length, 2)
    })

    test('refund gives back in the windows that last', async () => {
      const { limiter, clock } = several([
        { windowMs: 1000, limit: 5 },
        { windowMs: minute, limit: 5 },
      ])
      const key = freshKey()
      const decision = await limiter.checkAndIncrement(key, { cost: 3 })
      clock.advance(1000)
      await limiter.recordRequest(key)
      await limiter.refund(key, decision, { cost: 2 })
      const counts = (await limiter.getUsage(key)).windows.map(({ count }) => count)
      assert.deepEqual(counts, [1, 2])
    })
  })
}
