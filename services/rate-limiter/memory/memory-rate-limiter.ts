import { type Clock, systemClock } from '../../clock/clock.ts'
import { monotonic } from '../../clock/monotonic.ts'
import { isPromiseLike } from '../../is-promise-like.ts'
import { metricsRule } from '../../metrics/metric.ts'
import { checkOptions } from '../../options/check-options.ts'
import { aClock, integer, type OptionRulesOf, required } from '../../options/option-rules.ts'
import { KeyCache } from '../key-cache.ts'
import { RateLimitMetrics, type RateLimitMetricsOptions } from '../metrics.ts'
import type {
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  Settlement,
  UsageStats,
} from '../rate-limiter.ts'
import { assertRateLimitKey, resolveCost } from '../request-validation.ts'
import { settle } from '../settlement.ts'
import { isBucket } from '../strategy/bucket-window.ts'
import type { PolicyWindow, RateLimitStrategy } from '../strategy/strategy.ts'
import { admission, denial, hasRoom, spentSubWindows, usagesOf } from '../strategy/window-decision.ts'
import { aStrategy } from '../strategy/window-options.ts'
import type { Counter } from './counter.ts'
import { SubWindowCounter } from './sub-window-counter.ts'
import { TokenBucketCounter } from './token-bucket-counter.ts'

/** The options of {@link MemoryRateLimiter}. Only `strategy` is required. */
export interface MemoryRateLimiterOptions {
  /** How requests are counted, such as `fixedWindow(...)`. */
  readonly strategy: RateLimitStrategy
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /**
   * The most keys that are remembered. Beyond it, the keys that were used least recently begin again with
   * nothing spent. The half that was used last is always remembered.
   * @defaultValue 100000
   */
  readonly maxKeys?: number | undefined
  /** Where metrics of its decisions go. @defaultValue nowhere */
  readonly metrics?: RateLimitMetricsOptions | undefined
}

interface KeyState {
  readonly windows: readonly PolicyWindow[]
  /** One for each window, in their order. */
  readonly counters: readonly Counter[]
  /** Of windows that the key had before, as long as they hold something. */
  readonly others: readonly Counter[]
}

const optionRules: OptionRulesOf<MemoryRateLimiterOptions> = {
  strategy: required(aStrategy),
  clock: aClock,
  maxKeys: integer(2),
  metrics: metricsRule,
}

/**
 * Counts in the memory of one process: for tests, for development, and for limits that hold per execution
 * environment. It has no timers and never holds more than `maxKeys` keys.
 *
 * @example
 * ```ts
 * const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }) })
 * const { allowed } = await limiter.checkAndIncrement({ identifier: 'ann', resource: '/', operation: 'GET' })
 * ```
 * @throws TypeError that names the option
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly #strategy: RateLimitStrategy
  readonly #clock: Clock
  readonly #metrics: RateLimitMetrics
  readonly #remembered: KeyCache<KeyState>

  constructor(options: MemoryRateLimiterOptions) {
    checkOptions('MemoryRateLimiter', options, optionRules)
    const { strategy, clock = systemClock, maxKeys = 100_000 } = options
    this.#strategy = strategy
    this.#clock = monotonic(clock)
    this.#metrics = new RateLimitMetrics(options.metrics)
    this.#remembered = new KeyCache(maxKeys)
  }

  /** Decides, and counts nothing. A key that was never counted takes no memory. */
  async checkLimit(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    const cost = resolveCost(options?.cost)
    const windows = await this.#windowsFor(key)
    const now = this.#clock.now()
    const spent = this.#spent(key, windows, now)
    return hasRoom(windows, spent, cost) ? admission(windows, spent, now) : denial(windows, spent, cost, now)
  }

  /** Decides, and counts what it admits, atomically. A denial spends nothing. */
  async checkAndIncrement(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    const cost = resolveCost(options?.cost)
    const found = this.#windowsFor(key)
    const windows = isPromiseLike(found) ? await found : found
    const now = this.#clock.now()
    const before = this.#remembered.get(key)
    const state = stateAt(now, windows, before)
    const { counters } = state
    const allowed = hasRoom(windows, counters, cost)
    if (allowed) for (const counter of counters) counter.add(cost)
    if (allowed && state !== before) this.#remembered.set(key, state)
    const decision = allowed ? admission(windows, counters, now) : denial(windows, counters, cost, now)
    this.#metrics.decided(key, decision)
    return decision
  }

  /** Counts, also over the limit, and decides nothing. */
  async recordRequest(key: RateLimitKey, options?: RateLimitOptions): Promise<void> {
    const cost = resolveCost(options?.cost)
    const windows = await this.#windowsFor(key)
    const state = stateAt(this.#clock.now(), windows, this.#remembered.get(key))
    for (const counter of state.counters) counter.add(cost)
    this.#remembered.set(key, state)
  }

  /**
   * Gives back what an admitted request spent, as {@link RateLimiter.refund} says. Does nothing for a key
   * that was dropped because of `maxKeys`.
   */
  async refund(key: RateLimitKey, decision: LimitDecision, options?: RateLimitOptions): Promise<void> {
    const cost = resolveCost(options?.cost)
    const windows = await this.#windowsFor(key)
    const now = this.#clock.now()
    const before = this.#remembered.get(key)
    const spent = spentSubWindows(windows, decision, now)
    if (!before || spent.length === 0) return
    const state = stateAt(now, windows, before)
    for (const { window, startMs } of spent) {
      state.counters.find((counter) => counter.counts(window))?.subtract(cost, startMs)
    }
    this.#remembered.set(key, state)
  }

  /** Returns how much of each window is spent now. */
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

  /** Charges what an admitted request really cost, as {@link RateLimiter.settle} says. */
  async settle(
    key: RateLimitKey,
    decision: LimitDecision,
    settlement: Settlement,
    options?: Pick<RateLimitOptions, 'signal'>,
  ): Promise<void> {
    await settle(this, key, decision, { settlement, options })
  }

  /** Forgets what the current windows of a key have counted, as {@link RateLimiter.reset} says. */
  async reset(key: RateLimitKey): Promise<void> {
    assertRateLimitKey(key)
    this.#remembered.delete(key)
  }

  #windowsFor(key: RateLimitKey): ReturnType<RateLimitStrategy['windowsFor']> {
    assertRateLimitKey(key)
    return this.#strategy.windowsFor(key)
  }

  /** What was spent, without remembering a key that nothing was spent for. */
  #spent(key: RateLimitKey, windows: readonly PolicyWindow[], now: number): readonly Counter[] {
    const state = this.#remembered.get(key)
    return state ? stateAt(now, windows, state).counters : []
  }
}

/** The counters of a key at `now`, one per window and in their order. */
function stateAt(now: number, windows: readonly PolicyWindow[], before: KeyState | undefined): KeyState {
  const state = before?.windows === windows ? before : stateFor(windows, before, now)
  for (const counter of state.counters) counter.roll(now)
  return state
}

// The windows of a key can change from one decision to the next, and back: what still counts is kept.
function stateFor(windows: readonly PolicyWindow[], before: KeyState | undefined, now: number): KeyState {
  const known = before ? [...before.counters, ...before.others] : []
  const counters = windows.map(
    (window) => known.find((counter) => counter.counts(window)) ?? newCounter(window, known, now),
  )
  const others = known.filter((counter) => {
    // A bucket whose refill has changed goes on in the new one.
    if (counters.includes(counter) || counter instanceof TokenBucketCounter) return false
    counter.roll(now)
    return counter.total > 0
  })
  return { windows, counters, others }
}

function newCounter(window: PolicyWindow, known: readonly Counter[], now: number): Counter {
  if (!isBucket(window)) return new SubWindowCounter(window)
  const before = known.find((counter) => counter instanceof TokenBucketCounter)
  return new TokenBucketCounter(window, before, now)
}
