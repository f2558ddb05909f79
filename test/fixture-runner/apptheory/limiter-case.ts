import type { RateLimitKey } from '../../../services/rate-limiter/rate-limiter.ts'
import type { RateLimitStrategy } from '../../../services/rate-limiter/strategy/strategy.ts'
import { type FixtureStrategy, strategyOf } from '../rate-limit/fixture-case.ts'
import type { RecordedCase } from './recorded-case.ts'

export type LimiterCall = 'checkAndIncrement' | 'recordRequest' | 'checkLimit'

export type RecordedStrategy = FixtureStrategy & { readonly granularityMs?: number }

export type LimiterItemsCase = RecordedCase<
  {
    readonly strategy: RecordedStrategy
    readonly key: RateLimitKey
    readonly ttlHours: number | undefined
    readonly requests: readonly {
      readonly op: LimiterCall
      readonly at: string
      readonly metadata?: Readonly<Record<string, string>>
    }[]
  },
  { readonly attributeNames: 'camel' | 'pascal'; readonly items: readonly object[] }
>

export type LimiterDecisionsCase = RecordedCase<
  {
    readonly strategy: RecordedStrategy
    readonly key: RateLimitKey
    readonly steps: readonly { readonly op: LimiterCall; readonly at: string }[]
  },
  { readonly decisions: readonly (RecordedDecision | null)[] }
>

export interface RecordedDecision {
  readonly allowed?: boolean
  readonly retryAfterMs?: number
  readonly divergence?: unknown
}

/** AppTheory's default granularity, written as 0, is one minute. */
export function recordedStrategy({ granularityMs, ...strategy }: RecordedStrategy): RateLimitStrategy {
  return strategyOf(
    granularityMs === undefined ? strategy : { ...strategy, granularityMs: granularityMs || 60_000 },
  )
}

/** AppTheory counts nanoseconds, this package milliseconds. */
export function millisecondsOf(time: string): number {
  return Date.parse(time.replace(/(\.\d{3})\d+/, '$1'))
}
