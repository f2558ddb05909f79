import type { RateLimitMiddlewareOptions } from '../../../middlewares/rate-limit.ts'
import type { Fixture } from '../../../scripts/contract/fixture.ts'
import type { DynamoDBRateLimiterOptions } from '../../../services/rate-limiter/dynamodb/options.ts'
import type { RateLimitKey } from '../../../services/rate-limiter/rate-limiter.ts'
import { fixedWindow } from '../../../services/rate-limiter/strategy/fixed-window.ts'
import { multiWindow } from '../../../services/rate-limiter/strategy/multi-window.ts'
import { slidingWindow } from '../../../services/rate-limiter/strategy/sliding-window.ts'
import type { RateLimitStrategy, WindowLimit } from '../../../services/rate-limiter/strategy/strategy.ts'
import { tokenBucket } from '../../../services/rate-limiter/strategy/token-bucket.ts'
import type { HttpApiV2Input } from '../../../testkit/index.ts'
import type { FixtureFault } from '../faulty-client.ts'

/** The form of `fixtures/rate-limit.schema.json`. */
export interface FixtureCase extends Fixture {
  readonly given: {
    readonly clock: string
    readonly strategy: FixtureStrategy
    /** `store`: only adapters that keep counters outside the process can run it. */
    readonly needs?: 'store'
    /** Of a store. @defaultValue all */
    readonly layouts?: readonly ('apptheory' | 'compact')[]
    readonly limiter?: Partial<
      Pick<DynamoDBRateLimiterOptions, 'failOpen' | 'ttlBufferMs' | 'attributeNames' | 'lease'>
    >
    readonly middleware?: Pick<RateLimitMiddlewareOptions, 'headers' | 'body' | 'mode'>
    readonly items?: ItemsByLayout
  }
  readonly steps: readonly FixtureStep[]
  readonly expect: {
    /** One for each step that is a call, in order; what it lists must be so, `null` must be absent. */
    readonly results: readonly Record<string, unknown>[]
    readonly items?: ItemsByLayout
  }
}

export interface FixtureStrategy extends Readonly<Record<string, unknown>> {
  readonly kind: 'fixed' | 'sliding' | 'multi' | 'bucket'
  readonly windows?: readonly WindowLimit[]
}

/** Items as they go over the wire. */
export type ItemsByLayout = Readonly<
  Partial<Record<'apptheory' | 'compact', readonly Record<string, never>[]>>
>

interface Call {
  readonly key: RateLimitKey
  readonly cost?: number
}

export type FixtureStep =
  | { readonly checkAndIncrement: Call }
  | { readonly checkLimit: Call }
  | { readonly recordRequest: Call }
  /** `decision`: which call's, counted from 0 among the steps that are calls. */
  | { readonly refund: Call & { readonly decision: number } }
  | { readonly getUsage: Call }
  | { readonly request: HttpApiV2Input }
  | { readonly advanceMs: number }
  | { readonly setClock: string }
  | { readonly fault: FixtureFault }

export function strategyOf({ kind, windows = [], ...options }: FixtureStrategy): RateLimitStrategy {
  if (kind === 'multi') return multiWindow(windows, options)
  if (kind === 'bucket') return tokenBucket(options as never)
  return kind === 'sliding' ? slidingWindow(options as never) : fixedWindow(options as never)
}
