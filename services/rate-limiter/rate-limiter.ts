/**
 * Whose requests are counted, and together with which others. Two keys that differ in any part never share
 * a counter.
 */
export interface RateLimitKey {
  /** Who asks: a user, an API key's hash, an address. */
  readonly identifier: string
  /** What is asked for, such as a route. */
  readonly resource: string
  /** What is done to it, such as a method. */
  readonly operation: string
  /** Kept beside the counter where the store has room for it. It takes no part in the decision. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** How much of one window is spent. */
export interface WindowUsage {
  readonly name: string
  readonly windowMs: number
  readonly limit: number
  readonly count: number
  /** Never negative. */
  readonly remaining: number
  readonly startsAt: Date
  readonly resetsAt: Date
}

/** Why a store did not decide. */
export type Degradation = 'store_error' | 'timeout' | 'circuit_open'

export interface LimitDecision {
  readonly allowed: boolean
  /**
   * Of the window that is reported: the one that denies (the last to reset, if several do), else the
   * first.
   */
  readonly limit: number
  /** In the reported window, after this request where it was counted. */
  readonly currentCount: number
  /** In the reported window. Never negative. */
  readonly remaining: number
  /** When the reported window gives room again. */
  readonly resetsAt: Date
  /**
   * On a denial: wait this long and the same request is admitted, if nobody else spends; wait a millisecond
   * less and it is not. Absent where no wait helps, because the request costs more than the whole limit.
   */
  readonly retryAfterMs?: number
  /** One per window, in the order of the strategy. */
  readonly windows: readonly WindowUsage[]
  /** Whether the request spent a unit that was booked ahead, without a request to the store. */
  readonly leased?: boolean
  /** Set where the store did not decide and `failOpen` did. The counts are then not known. */
  readonly degraded?: Degradation
}

export interface UsageStats {
  readonly identifier: string
  readonly resource: string
  readonly operation: string
  readonly windows: readonly WindowUsage[]
}

export interface RateLimitOptions {
  /** How much the request spends: a whole number of at least 1. @defaultValue 1 */
  readonly cost?: number | undefined
  /** Gives up waiting for the store. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Counts requests and decides about them. All methods reject with `rate_limiter.invalid_key` for a key with a
 * missing or empty part, or metadata that is no text, and with `rate_limiter.invalid_cost` for a cost
 * that is not a whole number of at least 1.
 */
export interface RateLimiter {
  /** Looks, and counts nothing. */
  checkLimit(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision>
  /** Counts, and decides nothing. */
  recordRequest(key: RateLimitKey, options?: RateLimitOptions): Promise<void>
  /** Decides, and counts what it admits, atomically. A denial spends nothing. */
  checkAndIncrement(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision>
  /**
   * Gives back what an admitted request spent, in the windows it was spent in: never below zero, and nothing
   * where those windows have passed. A denied or degraded decision spent nothing, and gives nothing back.
   */
  refund(key: RateLimitKey, decision: LimitDecision, options?: RateLimitOptions): Promise<void>
  /** How much of each window is spent now. */
  getUsage(key: RateLimitKey): Promise<UsageStats>
}
