import { KeyCache } from '../key-cache.ts'
import type { LimitDecision, RateLimitKey } from '../rate-limiter.ts'
import { type PolicyWindow, sameWindows } from '../strategy/strategy.ts'
import { denial, hasRoom, type SpentInWindow, spentLater } from '../strategy/window-decision.ts'

interface Exhausted {
  readonly windows: readonly PolicyWindow[]
  readonly spent: readonly SpentInWindow[]
  /**
   * The time of the counts, in epoch milliseconds: after this host's time if another host's clock is
   * ahead.
   */
  readonly seenMs: number
  /** After this moment, in epoch milliseconds, a request of cost 1 is admitted. */
  readonly untilMs: number
}

/**
 * Caches exhausted keys until their reset time, so that repeated denials send no request. The cache only
 * denies. It does not see a refund by another process.
 */
export class DenyCache {
  readonly #exhausted: KeyCache<Exhausted>
  #version = 0

  constructor(maxKeys: number) {
    this.#exhausted = new KeyCache(maxKeys)
  }

  /** Remembers a denial at `now`, if the key is exhausted. */
  remember(
    key: RateLimitKey,
    windows: readonly PolicyWindow[],
    spent: readonly SpentInWindow[],
    now: number,
  ): void {
    const exhausted = windows.some(({ limit }, i) => (spent[i]?.total ?? 0) >= limit)
    if (!exhausted || spent.some(({ hasOtherRefill }) => hasOtherRefill)) return
    const untilMs = denial(windows, spent, 1, now).resetsAt.getTime()
    this.#exhausted.set(key, { windows, spent, seenMs: now, untilMs })
  }

  /** The denial, if it is certain without a request to the store. */
  find(
    key: RateLimitKey,
    windows: readonly PolicyWindow[],
    cost: number,
    now: number,
  ): LimitDecision | undefined {
    const exhausted = this.#exhausted.get(key)
    if (!exhausted || now >= exhausted.untilMs || !sameWindows(exhausted.windows, windows)) return undefined
    const at = Math.max(now, exhausted.seenMs)
    const spent = windows.map((window, i) => spentLater(window, exhausted.spent[i], at))
    // A token bucket has room before it is full.
    return hasRoom(windows, spent, 1) ? undefined : denial(windows, spent, cost, at, now)
  }

  /** The counts of a denial are out of date: other limits than the ones that denied have admitted the key. */
  admitted(key: RateLimitKey): void {
    if (this.#exhausted.get(key)) this.#exhausted.delete(key)
  }

  /** Changes whenever a key is forgotten. */
  get version(): number {
    return this.#version
  }

  forget(key: RateLimitKey): void {
    this.#version += 1
    this.#exhausted.delete(key)
  }
}
