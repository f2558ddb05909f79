/** What is counted together. Two keys that differ in any part never share a counter. */
export interface RateLimitKey {
  /** The caller: a user, the hash of an API key, an address. */
  readonly identifier: string
  /** What the caller asks for, such as a route. */
  readonly resource: string
  /** What the caller does to it, such as a method. */
  readonly operation: string
  /**
   * Strings by name, stored with the counter where the layout has room for them. They do not affect the
   * decision. Absent if there is nothing to store.
   */
  readonly metadata?: Readonly<Record<string, string>>
}

/** How much of one window is spent. */
export interface WindowUsage {
  /**
   * The name from the options of the strategy. Without one it is `'default'`, or of a window of `multiWindow`
   * such as `100-per-1min`.
   */
  readonly name: string
  /** Length of the window in milliseconds. */
  readonly windowMs: number
  /** Most that may be spent within the window; for a token bucket, its capacity. */
  readonly limit: number
  /**
   * The units spent within the window. Can exceed `limit`, because `recordRequest` and `settle` count over
   * it.
   */
  readonly count: number
  /** What is left: `limit - count`, never negative. */
  readonly remaining: number
  /** When the window began: requests before it do not count. For a token bucket, `resetsAt - windowMs`. */
  readonly startsAt: Date
  /**
   * When the window ends, or its current sub-window. If the window denies, when it has room for the request.
   * For a token bucket, when it is full again.
   */
  readonly resetsAt: Date
}

/** Why the table did not decide. */
export type Degradation = 'store_error' | 'timeout' | 'circuit_open'

/** Whether a request is admitted, and how much of each window is spent. */
export interface LimitDecision {
  /** Whether the request is admitted. */
  readonly allowed: boolean
  /**
   * The limit of the reported window. That is the window that denies: the last to reset, if several deny.
   * If none denies, it is the first window.
   */
  readonly limit: number
  /** The count of the reported window. Includes this request if it was counted. */
  readonly currentCount: number
  /** What is left in the reported window. Never negative. */
  readonly remaining: number
  /** When the reported window has room again. */
  readonly resetsAt: Date
  /**
   * On a denial, the time in milliseconds after which the same request is admitted, if no other request
   * counts until then. Absent if waiting does not help: the request costs more than the limit.
   */
  readonly retryAfterMs?: number
  /** One entry per window, in the order of the strategy. */
  readonly windows: readonly WindowUsage[]
  /** `true` if the request used a unit that was booked ahead, without a request to the table. */
  readonly leased?: boolean
  /** Set if the table did not decide and `failOpen` admitted. The counts are then unknown. */
  readonly degraded?: Degradation
}

/** How much of each window of one key is spent. */
export interface UsageStats {
  /** The `identifier` of the key: the caller. */
  readonly identifier: string
  /** The `resource` of the key: what the caller asks for. */
  readonly resource: string
  /** The `operation` of the key: what the caller does to the resource. */
  readonly operation: string
  /** One entry per window, in the order of the strategy. */
  readonly windows: readonly WindowUsage[]
}

/** The options of one call of a {@link RateLimiter}. */
export interface RateLimitOptions {
  /** How much the request spends: a whole number of at least 1. @defaultValue 1 */
  readonly cost?: number | undefined
  /** Ends the wait for the table: the call rejects with the reason of the signal. @defaultValue none */
  readonly signal?: AbortSignal | undefined
}

/** What a request reserved, and what it really cost. */
export interface Settlement {
  /** What was counted when the request was admitted: a whole number of at least 1. */
  readonly reserved: number
  /** What it really cost: a whole number of at least 0. */
  readonly actual: number
}

/**
 * Counts requests and decides about them. All methods reject with:
 *
 * - `rate_limiter.invalid_key`: a part of the key is missing or empty, or a value of its metadata is not a
 * string
 * - `rate_limiter.invalid_cost`: the cost is not a whole number of at least 1
 * - `rate_limiter.invalid_limit`: `limitFor` of the strategy returned an invalid limit
 * - `rate_limiter.unavailable`: the store failed; `failOpen` of a `DynamoDBRateLimiter` says when
 */
export interface RateLimiter {
  /** Decides, and counts nothing. */
  checkLimit(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision>
  /** Counts, also over the limit, and decides nothing. */
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

  /**
   * Charges what an admitted request really cost. If that is less than was reserved, the rest is given back
   * as `refund` does: within the windows in which it was spent. If it is more, the difference is counted now,
   * also above the limit, and is paid for by the requests that follow. A denied or degraded decision counted
   * nothing, and is not settled. Each call settles, so call it once for each decision.
   */
  settle(
    key: RateLimitKey,
    decision: LimitDecision,
    settlement: Settlement,
    options?: Pick<RateLimitOptions, 'signal'>,
  ): Promise<void>
  /**
   * Forgets what the current windows of a key have counted, in the store and in this process. Other processes
   * that remember the key as exhausted deny it until the moment at which it would have had room.
   */
  reset(key: RateLimitKey, options?: Pick<RateLimitOptions, 'signal'>): Promise<void>
}
