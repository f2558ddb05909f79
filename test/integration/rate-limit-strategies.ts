import { fixedWindow } from '../../services/rate-limiter/strategy/fixed-window.ts'
import { multiWindow } from '../../services/rate-limiter/strategy/multi-window.ts'
import { slidingWindow } from '../../services/rate-limiter/strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../../services/rate-limiter/strategy/strategy.ts'
import { tokenBucket } from '../../services/rate-limiter/strategy/token-bucket.ts'

export const layouts = ['apptheory', 'compact'] as const

/**
 * One strategy of each kind, with the same limit: a minute; a minute of six sub-windows; a minute and an
 * hour; a bucket that is full after a minute.
 */
export function strategiesWithLimit(limit: number): Readonly<Record<string, RateLimitStrategy>> {
  return {
    fixed: fixedWindow({ windowMs: 60_000, limit }),
    sliding: slidingWindow({ windowMs: 60_000, limit, granularityMs: 10_000 }),
    multi: multiWindow([
      { windowMs: 60_000, limit },
      { windowMs: 3_600_000, limit: 2 * limit },
    ]),
    bucket: tokenBucket({ capacity: limit, refillPerSecond: Math.max(1, limit) / 60 }),
  }
}
