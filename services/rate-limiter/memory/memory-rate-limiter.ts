import { type Clock, systemClock } from '../../clock/clock.ts'
import { monotonic } from '../../clock/monotonic.ts'
import { isPromiseLike } from '../../is-promise-like.ts'
import { checkOptions } from '../../options/check-options.ts'
import { aClock, integer, type OptionRulesOf, required } from '../../options/option-rules.ts'
import { KeyCache } from '../key-cache.ts'
import type {
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  UsageStats,
} from '../rate-limiter.ts'
import { assertRateLimitKey, resolveCost } from '../request-validation.ts'
import type { PolicyWindow, RateLimitStrategy } from '../strategy/strategy.ts'
import { admission, denial, hasRoom, spentSubWindows, usagesOf } from '../strategy/window-decision.ts'
import { aStrategy } from '../strategy/window-options.ts'
import { SubWindowCounter } from './sub-window-counter.ts'

export interface MemoryRateLimiterOptions {
  readonly strategy: RateLimitStrategy
  /** @defaultValue the system's */
  readonly clock?: Clock | undefined
  /**
   * Most keys that are remembered. Beyond it the ones that were used least recently are forgotten, and begin
   * again with nothing spent; the half that was used last is always remembered.
   * @defaultValue 100000
   */
  readonly maxKeys?: number | undefined
}

interface KeyState {
  readonly windows: readonly PolicyWindow[]
  /** One for each window, in their order. */
  readonly counters: readonly SubWindowCounter[]
  /** Of windows that the key had before, as long as they hold something. */
  readonly others: readonly SubWindowCounter[]
}

const optionRules: OptionRulesOf<MemoryRateLimiterOptions> = {
  strategy: required(aStrategy),
  clock: aClock,
  maxKeys: integer(2),
}

/**
 * Counts in the memory of one process: for tests, for development, and for limits that hold per execution
 * environment. It has no timers and never holds more than `maxKeys` keys.
 * @throws TypeError that names the option
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly #strategy: RateLimitStrategy
  readonly #clock: Clock
  readonly #remembered: KeyCache<KeyState>

  constructor(options: MemoryRateLimiterOptions) {
    checkOptions('MemoryRateLimiter', options, optionRules)
    const { strategy, clock = systemClock, maxKeys = 100_000 } = options
    this.#strategy = strategy
    this.#clock = monotonic(clock)
    this.#remembered = new KeyCache(maxKeys)
  }

  async checkLimit(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    const cost = resolveCost(options?.cost)
    const windows = await this.#windowsFor(key)
    const now = this.#clock.now()
    const spent = this.#spent(key, windows, now)
    return hasRoom(windows, spent, cost) ? admission(windows, spent, now) : denial(windows, spent, cost, now)
  }

  async checkAndIncrement(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    const cost = resolveCost(options?.cost)
    const found = this.#windowsFor(key)
    const windows = isPromiseLike(found) ? await found : found
    const now = this.#clock.now()
    const counters = this.#counters(key, windows, now)
    if (!hasRoom(windows, counters, cost)) return denial(windows, counters, cost, now)
    for (const counter of counters) counter.add(cost)
    return admission(windows, counters, now)
  }

  async recordRequest(key: RateLimitKey, options?: RateLimitOptions): Promise<void> {
    const cost = resolveCost(options?.cost)
    const windows = await this.#windowsFor(key)
    for (const counter of this.#counters(key, windows, this.#clock.now())) counter.add(cost)
  }

  async refund(key: RateLimitKey, decision: LimitDecision, options?: RateLimitOptions): Promise<void> {
    const cost = resolveCost(options?.cost)
    const windows = await this.#windowsFor(key)
    const now = this.#clock.now()
    const counters = this.#spent(key, windows, now)
    for (const { window, startMs } of spentSubWindows(windows, decision, now)) {
      counters.find((counter) => counter.counts(window))?.subtract(cost, startMs)
    }
  }

  async getUsage(key: RateLimitKey): Promise<UsageStats> {
    const windows = await this.#windowsFor(key)
    const now = this.#clock.now()
    const { identifier, resource, operation } = key
    return {
      identifier,
      resource,
      operation,
      windows: usagesOf(windows, this.#spent(key, windows, now), now),
    }
  }

  #windowsFor(key: RateLimitKey): ReturnType<RateLimitStrategy['windowsFor']> {
    assertRateLimitKey(key)
    return this.#strategy.windowsFor(key)
  }

  /** What was spent, without remembering a key that nothing was spent for. */
  #spent(key: RateLimitKey, windows: readonly PolicyWindow[], now: number): readonly SubWindowCounter[] {
    return this.#remembered.get(key) ? this.#counters(key, windows, now) : []
  }

  /** The counters of `key`, one per window and in their order, as they are at `now`. */
  #counters(key: RateLimitKey, windows: readonly PolicyWindow[], now: number): readonly SubWindowCounter[] {
    let state = this.#remembered.get(key)
    if (state?.windows !== windows) {
      state = stateFor(windows, state, now)
      this.#remembered.set(key, state)
    }
    for (const counter of state.counters) counter.roll(now)
    return state.counters
  }
}

// The windows of a key can change from one decision to the next, and back: what still counts is kept.
function stateFor(windows: readonly PolicyWindow[], before: KeyState | undefined, now: number): KeyState {
  const known = before ? [...before.counters, ...before.others] : []
  const counters = windows.map(
    (window) => known.find((counter) => counter.counts(window)) ?? new SubWindowCounter(window),
  )
  const others = known.filter((counter) => {
    if (counters.includes(counter)) return false
    counter.roll(now)
    return counter.total > 0
  })
  return { windows, counters, others }
}
