import { checkOptions } from '../../options/check-options.ts'
import { finiteNumber, type OptionRulesOf, required } from '../../options/option-rules.ts'
import { refillMsOf } from './bucket.ts'
import type { KeyLimitOptions, PolicyWindow, RateLimitStrategy } from './strategy.ts'
import { keyLimitRules, limitRule, MAX_WINDOW_MS, nameRule } from './window-options.ts'
import { oneWindowByKey } from './windows-by-key.ts'

/** The options of {@link tokenBucket}. */
export interface TokenBucketOptions extends KeyLimitOptions<number> {
  /** Most that a burst may spend: a whole number. 0 denies everything. */
  readonly capacity: number
  /** How much flows back per second, continuously. May be a fraction, such as `1 / 60`. */
  readonly refillPerSecond: number
  /** What the bucket is called in usage and headers: printable ASCII. @defaultValue `'default'` */
  readonly name?: string | undefined
}

// Once in 100 years, and once in a nanosecond.
const refillRule = finiteNumber(1 / (MAX_WINDOW_MS / 1000), 1e9)

const optionRules = {
  capacity: required(limitRule),
  refillPerSecond: required(refillRule),
  name: nameRule,
  ...keyLimitRules,
} satisfies Partial<OptionRulesOf<TokenBucketOptions>>

/**
 * Admits while the bucket holds at least `cost`. A full bucket holds `capacity`, and `refillPerSecond` flows
 * back continuously. So a caller may use at most `capacity + refillPerSecond * seconds` within any span of
 * time.
 *
 * A number in `identifierLimits`, `resourceLimits` or from `limitFor` is another capacity with the same
 * refill. `limitFor` may also return a list of one window: capacity `limit`, refilled within `windowMs`.
 *
 * @example
 * ```ts
 * const strategy = tokenBucket({ capacity: 50, refillPerSecond: 5 })
 * ```
 *
 * @throws TypeError that names the option
 */
export function tokenBucket(options: TokenBucketOptions): RateLimitStrategy {
  checkOptions('tokenBucket', options, optionRules)
  const { capacity, refillPerSecond } = options
  const windows = oneWindowByKey('tokenBucket', options, capacity, ({ limit, name, windowMs }) => {
    if (windowMs === undefined) return bucketWindow({ capacity: limit, refillPerSecond, name })
    // A bucket without capacity has no use for its refill, and is as full as it gets.
    const refill = (Math.max(1, limit) * 1000) / windowMs
    return { ...windowOf(limit === 0 ? 1 : windowMs), name, limit, refillPerSecond: refill }
  })
  return { kind: 'bucket', ...windows }
}

function bucketWindow(options: {
  readonly capacity: number
  readonly refillPerSecond: number
  readonly name: string
}): PolicyWindow {
  const { capacity, refillPerSecond, name } = options
  const windowMs = Math.max(1, refillMsOf(capacity, refillPerSecond))
  if (windowMs > MAX_WINDOW_MS) {
    throw new TypeError(
      `tokenBucket: option 'refillPerSecond' must fill a capacity of ${capacity} within 100 years, ` +
        `and ${refillPerSecond} does not`,
    )
  }
  return { ...windowOf(windowMs), name, limit: capacity, refillPerSecond }
}

function windowOf(windowMs: number): Pick<PolicyWindow, 'windowMs' | 'granularityMs'> {
  return { windowMs, granularityMs: windowMs }
}
