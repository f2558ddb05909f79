import type { RateLimitKey } from '../rate-limiter.ts'

/** A limit over a span of time, as it is written in options. */
export interface WindowLimit {
  /** Length of the window in milliseconds: a whole number of at least 1. */
  readonly windowMs: number
  /** Most that may be spent within the window: a whole number. 0 denies everything. */
  readonly limit: number
  /**
   * What the window is called in usage and headers: printable ASCII.
   * @defaultValue derived, such as `100-per-1min`
   */
  readonly name?: string | undefined
}

/**
 * A window as adapters count it: as the sum over `windowMs / granularityMs` sub-windows, each aligned to the
 * epoch. A fixed window is the case of one sub-window.
 */
export interface PolicyWindow {
  /** What the window is called in usage and headers. */
  readonly name: string
  /** Length of the window in milliseconds. */
  readonly windowMs: number
  /** Length of a sub-window in milliseconds. It divides `windowMs`. */
  readonly granularityMs: number
  /** Most that may be spent within the window. 0 denies everything. */
  readonly limit: number
  /**
   * Of a token bucket only, which has no sub-windows: `limit` is its capacity, and `windowMs` the time in
   * which an empty bucket is full, rounded up.
   */
  readonly refillPerSecond?: number
}

/** Whether two lists of windows limit alike. By value: limits that are looked up are new objects each time. */
export function sameWindows(a: readonly PolicyWindow[], b: readonly PolicyWindow[]): boolean {
  if (a === b) return true
  const same = (x: PolicyWindow, y: PolicyWindow | undefined): boolean =>
    x.limit === y?.limit &&
    x.windowMs === y.windowMs &&
    x.granularityMs === y.granularityMs &&
    x.refillPerSecond === y.refillPerSecond
  return a.every((window, i) => same(window, b[i])) && a.length === b.length
}

/**
 * Which function made a strategy:
 *
 * - `'fixed'`: `fixedWindow`
 * - `'sliding'`: `slidingWindow`
 * - `'multi'`: `multiWindow`
 * - `'bucket'`: `tokenBucket`
 */
export type StrategyKind = 'fixed' | 'sliding' | 'multi' | 'bucket'

/** How requests are limited: pure, and the same for every adapter. */
export interface RateLimitStrategy {
  /** Which function made the strategy. A limiter on DynamoDB chooses the form of its items by it. */
  readonly kind: StrategyKind
  /** The windows for any key that has no limits of its own. */
  readonly windows: readonly PolicyWindow[]
  /** The windows that hold for `key`; a promise only where `limitFor` returned one. */
  windowsFor(key: RateLimitKey): readonly PolicyWindow[] | Promise<readonly PolicyWindow[]>
}

/** A limit alone, or whole windows. `undefined` leaves the strategy's own. */
export type KeyLimit = number | readonly WindowLimit[] | undefined

/** Limits for particular keys, in this order: `limitFor`, `identifierLimits`, `resourceLimits`. */
export interface KeyLimitOptions<TLimit> {
  /** Limits by the identifier of the key, which is the caller. @defaultValue none */
  readonly identifierLimits?: Readonly<Record<string, TLimit>> | undefined
  /** Limits by the resource of the key, for identifiers that have none of their own. @defaultValue none */
  readonly resourceLimits?: Readonly<Record<string, TLimit>> | undefined
  /**
   * Limits by key, looked up at each decision. `undefined` leaves the other limits in force. An error that it
   * throws rejects the decision.
   * @defaultValue none
   */
  readonly limitFor?: ((key: RateLimitKey) => KeyLimit | Promise<KeyLimit>) | undefined
}
