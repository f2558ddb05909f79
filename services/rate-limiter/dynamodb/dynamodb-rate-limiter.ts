import { AppTheoryError, isAppTheoryError } from '../../../errors.ts'
import { type Clock, timersOf } from '../../clock/clock.ts'
import { monotonic } from '../../clock/monotonic.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import { ulidGenerator } from '../../ids/ids.ts'
import { systemRandom } from '../../ids/random.ts'
import { notify } from '../notify.ts'
import type {
  Degradation,
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  UsageStats,
} from '../rate-limiter.ts'
import { assertRateLimitKey, resolveCost } from '../request-validation.ts'
import { isPromiseLike, type PolicyWindow, type RateLimitStrategy } from '../strategy/strategy.ts'
import { admission, denial, hasRoom, spentSubWindows, usagesOf } from '../strategy/window-decision.ts'
import { AppTheoryMultiWindowStore } from './apptheory/multi-window.ts'
import { AppTheorySingleWindowStore } from './apptheory/single-window.ts'
import { CompactCalendarStore } from './compact/calendar.ts'
import { CompactSlidingStore } from './compact/sliding.ts'
import type { CounterRequest, CounterStore } from './counter-store.ts'
import { type ResolvedRateLimiterOptions, resolveRateLimiterOptions } from './defaults.ts'
import { DenyCache } from './deny-cache.ts'
import { type DynamoDBRateLimiterOptions, misfitOf } from './options.ts'
import { type Budget, StoreFailure, StoreGuard } from './store-guard.ts'

/** The table, and how to reach it: within the budget, and unless the circuit is open. */
interface Reached {
  readonly store: CounterStore
  readonly send: <TResult>(command: () => Promise<TResult>) => Promise<TResult>
}

/**
 * Counts in a DynamoDB table, exactly, however many execution environments share it.
 *
 * Where the table does not answer within `timeoutMs`, `checkLimit` and `checkAndIncrement` do as `failOpen` says; the
 * other methods reject with `rate_limiter.unavailable`.
 * @throws TypeError that names the option
 */
export class DynamoDBRateLimiter implements RateLimiter {
  readonly #strategy: RateLimitStrategy
  readonly #layout: ResolvedRateLimiterOptions['layout']
  readonly #clock: Clock
  readonly #failOpen: boolean
  readonly #onDegraded: DynamoDBRateLimiterOptions['onDegraded']
  readonly #guard: StoreGuard
  readonly #denyCache: DenyCache | undefined
  #hasWarned = false
  readonly #storeOf: () => CounterStore | Promise<CounterStore>

  constructor(given: DynamoDBRateLimiterOptions) {
    const options = resolveRateLimiterOptions(given)
    this.#strategy = options.strategy
    this.#layout = options.layout
    this.#clock = monotonic(options.clock)
    this.#failOpen = options.failOpen
    this.#onDegraded = options.onDegraded
    this.#guard = new StoreGuard(options)
    this.#denyCache = options.denyCache === false ? undefined : new DenyCache(options.denyCache)
    this.#storeOf = sdk.onceLoaded('DynamoDBRateLimiter', () => storeOf(options))
  }

  async checkAndIncrement(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    return this.#decide(key, options, async (store, request) => {
      const asOf = this.#denyCache?.version
      const { admitted, spent, now } = await store.spendIfRoom(request)
      const { windows, cost } = request
      if (admitted) return admission(windows, spent, now)
      // Not if a refund came between: what it gave back may not be in these counts.
      if (asOf === this.#denyCache?.version) this.#denyCache?.remember(key, windows, spent, now)
      return denial(windows, spent, cost, now)
    })
  }

  async checkLimit(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    return this.#decide(key, options, async (store, request) => {
      const { spent, now } = await store.read(request)
      const { windows, cost } = request
      return hasRoom(windows, spent, cost)
        ? admission(windows, spent, now)
        : denial(windows, spent, cost, now)
    })
  }

  async recordRequest(key: RateLimitKey, options?: RateLimitOptions): Promise<void> {
    await this.#ask(key, options, ({ store, send }, request) =>
      send(() => this.#changing(key, store.spend(request))),
    )
  }

  async refund(key: RateLimitKey, decision: LimitDecision, options?: RateLimitOptions): Promise<void> {
    await this.#ask(key, options, async ({ store, send }, request) => {
      const spent = spentSubWindows(request.windows, decision, request.now)
      // Not as an answer of the table: it was not asked, and says nothing of itself.
      if (spent.length === 0) return
      await send(() => this.#changing(key, store.giveBack(request, spent)))
    })
  }

  async getUsage(key: RateLimitKey): Promise<UsageStats> {
    const windows = await this.#ask(key, undefined, async ({ store, send }, request) => {
      const { spent, now } = await send(() => store.read(request))
      return usagesOf(request.windows, spent, now)
    })
    const { identifier, resource, operation } = key
    return { identifier, resource, operation, windows }
  }

  async #decide(
    key: RateLimitKey,
    options: RateLimitOptions | undefined,
    decide: (store: CounterStore, request: CounterRequest) => Promise<LimitDecision>,
  ): Promise<LimitDecision> {
    assertRateLimitKey(key)
    const cost = resolveCost(options?.cost)
    let store = this.#storeOf()
    try {
      // Outside the budget, which a cold start would spend on loading the SDK.
      if (isPromiseLike(store)) store = await store
    } catch (failure) {
      return this.#decideWithoutSdk(failure, key)
    }
    const budget = this.#guard.budget(options?.signal)
    try {
      const windows = await this.#windowsFor(key, budget)
      const now = this.#clock.now()
      const denied = this.#denyCache?.denies(key, windows, cost, now)
      if (denied) return denied
      const request = { key, windows, cost, now, signal: budget.signal }
      return await this.#guard.run(budget, () => decide(store, request))
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error
      this.#report(error, key)
      if (!this.#failOpen) throw unavailable(error)
      return this.#admitted(error.degradation)
    } finally {
      budget[Symbol.dispose]()
    }
  }

  async #ask<TResult>(
    key: RateLimitKey,
    options: RateLimitOptions | undefined,
    ask: (reached: Reached, request: CounterRequest) => Promise<TResult>,
  ): Promise<TResult> {
    assertRateLimitKey(key)
    const cost = resolveCost(options?.cost)
    const loading = this.#storeOf()
    const store = isPromiseLike(loading) ? await loading : loading
    const budget = this.#guard.budget(options?.signal)
    try {
      const windows = await this.#windowsFor(key, budget)
      const now = this.#clock.now()
      const send: Reached['send'] = (command) => this.#guard.run(budget, command)
      return await ask({ store, send }, { key, windows, cost, now, signal: budget.signal })
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error
      this.#report(error, key)
      throw unavailable(error)
    } finally {
      budget[Symbol.dispose]()
    }
  }

  /** Once the counters of `key` have changed, what was known of it may no longer hold. */
  async #changing(key: RateLimitKey, change: Promise<void>): Promise<void> {
    try {
      await change
    } finally {
      this.#denyCache?.forget(key)
    }
  }

  #windowsFor(key: RateLimitKey, budget: Budget): readonly PolicyWindow[] | Promise<readonly PolicyWindow[]> {
    const windows = this.#strategy.windowsFor(key)
    if (!isPromiseLike(windows)) return this.#fitting(windows)
    return budget.bound(() => windows).then((found) => this.#fitting(found))
  }

  /** The windows of a key, where the layout has room for them: the strategy's own were checked when this was made. */
  #fitting(windows: readonly PolicyWindow[]): readonly PolicyWindow[] {
    const misfit = windows === this.#strategy.windows ? undefined : misfitOf(windows, this.#layout)
    if (!misfit) return windows
    throw new AppTheoryError('rate_limiter.invalid_limit', `the limits of this key have ${misfit}`, {
      cause: { package: 'apptheory-middy', data: { windows } },
    })
  }

  /** `failOpen` decides, except for a peer that is not installed. */
  #decideWithoutSdk(failure: unknown, key: RateLimitKey): LimitDecision {
    if (isAppTheoryError(failure, 'peer.missing')) throw failure
    notify(this.#onDegraded, failure, key)
    if (!this.#failOpen) throw failure
    // Every request is admitted from now on, and somebody should learn why.
    if (!this.#onDegraded && !this.#hasWarned) process.emitWarning(failure as Error)
    this.#hasWarned = true
    return this.#admitted('store_error')
  }

  #admitted(degraded: Degradation): LimitDecision {
    return { ...admission(this.#strategy.windows, [], this.#clock.now()), degraded }
  }

  #report(failure: StoreFailure, key: RateLimitKey): void {
    notify(this.#onDegraded, failure.cause ?? failure, key)
  }
}

function storeOf(options: ResolvedRateLimiterOptions): CounterStore {
  const { layout, strategy, clock, ids = ulidGenerator(clock) } = options
  const table = { ...options, client: options.client ?? new sdk.module.DynamoDBClient() }
  if (layout === 'compact') {
    return strategy.kind === 'sliding' ? new CompactSlidingStore(table) : new CompactCalendarStore(table)
  }
  const paced = { ...table, timers: timersOf(clock), random: systemRandom }
  return strategy.kind === 'multi'
    ? new AppTheoryMultiWindowStore({ ...paced, ids })
    : new AppTheorySingleWindowStore(paced)
}

function unavailable({ cause, degradation }: StoreFailure): AppTheoryError {
  const message = `the rate limit could not be decided (${degradation}): retry later`
  return new AppTheoryError('rate_limiter.unavailable', message, {
    cause,
    // Error handlers make a bare 500 of what may not be shown, and this one is meant for the caller.
    expose: true,
    headers: { 'retry-after': '1' },
  })
}
