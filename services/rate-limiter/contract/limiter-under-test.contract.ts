import fc from 'fast-check'
import type { ManualClock } from '../../../testkit/manual-clock.ts'
import type { RateLimiter, RateLimitKey } from '../rate-limiter.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'

export interface LimiterUnderTest {
  readonly strategy: RateLimitStrategy
  readonly clock: ManualClock
}

export type MakeLimiter = (options: LimiterUnderTest) => RateLimiter

export const minute: number = 60_000
export const start = '2026-03-01T10:00:00.000Z'
let keys = 0

/** A key that no other test uses, because a store may outlive a test. */
export function freshKey(parts: Partial<RateLimitKey> = {}): RateLimitKey {
  keys += 1
  return { identifier: `user-${process.pid}-${keys}`, resource: '/orders', operation: 'GET', ...parts }
}

/** Requests of some cost, each some milliseconds after the one before. */
export function steps(longestWait: number): fc.Arbitrary<{ wait: number; cost: number }[]> {
  const step = fc.record({ wait: fc.nat({ max: longestWait }), cost: fc.integer({ min: 1, max: 4 }) })
  return fc.array(step, { maxLength: 25 })
}
