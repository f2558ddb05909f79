import type { Clock } from '../../clock/clock.ts'
import { monotonic } from '../../clock/monotonic.ts'
import { callHook } from '../../hooks.ts'
import { isPromiseLike } from '../../is-promise-like.ts'
import { RateLimitMetrics } from '../metrics.ts'
import type {
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  Settlement,
  UsageStats,
} from '../rate-limiter.ts'
import { settle } from '../settlement.ts'
import type { PolicyWindow, RateLimitStrategy } from '../strategy/strategy.ts'
import { admission, denial, hasRoom, spentSubWindows, usagesOf } from '../strategy/window-decision.ts'
import { BookedKeys } from './booking/booked-keys.ts'
import type { CoalescingStore } from './booking/coalescing-store.ts'
import type { BookingOutcome } from './booking/waiting-decision.ts'
import type { CounterRequest } from './counter-store.ts'
import { resolveRateLimiterOptions } from './defaults.ts'
import { DegradationWarnings } from './degradation-warnings.ts'
import { DenyCache } from './deny-cache.ts'
import { GuardedStore, type Steps } from './guarded-store.ts'
import type { DynamoDBRateLimiterOptions } from './options.ts'
import { StoreFailure, unavailable } from './store-failure.ts'

/**
 * Counts in a DynamoDB table, exactly, however many execution environments share it.
 *
 * Where the table does not answer within `timeoutMs`, `checkLimit` and `checkAndIncrement` do as
 * `failOpen` says; the other methods reject with `rate_limiter.unavailable`.
 *
 * @example
 * ```ts
 * const limiter = new DynamoDBRateLimiter({
 *   strategy: fixedWindow({ windowMs: 60_000, limit: 100 }),
 *   layout: 'compact',
 * })
 * export const handler = middy()
 *   .use(rateLimit({ limiter }))
 *   .handler(async () => ({ statusCode: 200, body: 'within the limit' }))
 * ```
 *
 * @throws TypeError that names the option
 */
export class DynamoDBRateLimiter implements RateLimiter {
  readonly #strategy: RateLimitStrategy
  readonly #clock: Clock
  readonly #failOpen: boolean
  readonly #onDegraded: DynamoDBRateLimiterOptions['onDegraded']
  readonly #metrics: RateLimitMetrics
  readonly #warnings: DegradationWarnings
  readonly #store: GuardedStore
  readonly #denyCache: DenyCache | undefined
  readonly #bookings: BookedKeys

  constructor(given: DynamoDBRateLimiterOptions) {
    const options = resolveRateLimiterOptions(given)
    this.#strategy = options.strategy
    this.#clock = monotonic(options.clock)
    this.#failOpen = options.failOpen
    this.#onDegraded = options.onDegraded
    this.#metrics = new RateLimitMetrics(options.metrics)
    this.#warnings = new DegradationWarnings(options)
    this.#denyCache = options.denyCache === false ? undefined : new DenyCache(options.denyCache)
    this.#bookings = new BookedKeys({ clock: this.#clock, lease: options.lease })
    this.#store = new GuardedStore(options, {
      clock: this.#clock,
      bookings: this.#bookings,
      onFailure: (failure, key) => {
        callHook(this.#onDegraded, failure.cause ?? failure, key)
        this.#metrics.degraded(key, failure.degradation)
      },
    })
  }

  /**
   * Decides, and counts what it admits, atomically. A denial spends nothing. Most decisions send one request
   * to the table; with `lease`, most send none.
   * @throws AppTheoryError `rate_limiter.unavailable` if the table fails and `failOpen` is `false`
   */
  async checkAndIncrement(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    const decision = await this.#decide(key, options, false)
    this.#metrics.decided(key, decision)
    return decision
  }

  /**
   * Decides, and counts nothing. Unless `consistentRead` is set, counts of the last second may be missing.
   * @throws AppTheoryError `rate_limiter.unavailable` if the table fails and `failOpen` is `false`
   */
  async checkLimit(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    return this.#decide(key, options, true)
  }

  /**
   * Counts, also over the limit, and decides nothing.
   * @throws AppTheoryError `rate_limiter.unavailable` if the table fails; the request may be counted all the
   * same
   */
  async recordRequest(key: RateLimitKey, options?: RateLimitOptions): Promise<void> {
    await this.#require(key, options, (request, store, guarded) =>
      guarded.ask(() => this.#changing(request, store.spend(request))),
    )
  }

  /**
   * Gives back what an admitted request spent, as {@link RateLimiter.refund} says. Sends no request if
   * nothing can be given back.
   * @throws AppTheoryError `rate_limiter.unavailable` if the table fails; the units may be given back all the
   * same
   */
  async refund(key: RateLimitKey, decision: LimitDecision, options?: RateLimitOptions): Promise<void> {
    await this.#require(key, options, async (request, store, guarded) => {
      const spent = spentSubWindows(request.windows, decision, request.now)
      // Without asking the store: the circuit breaker must not take this for an answer.
      if (spent.length === 0) return
      const cost = request.cost - this.#bookings.refund(request, decision)
      if (cost > 0)
        await guarded.ask(() => this.#changing(request, store.giveBack({ ...request, cost }, spent)))
    })
  }

  /**
   * Returns how much of each window is spent now. Unless `consistentRead` is set, counts of the last second
   * may be missing.
   * @throws AppTheoryError `rate_limiter.unavailable` if the table fails
   */
  async getUsage(key: RateLimitKey): Promise<UsageStats> {
    const windows = await this.#require(key, undefined, async (request, store, guarded) => {
      const { spent, now } = await guarded.ask(() => store.read(request))
      return usagesOf(request.windows, spent, now)
    })
    const { identifier, resource, operation } = key
    return { identifier, resource, operation, windows }
  }

  /**
   * Charges what an admitted request really cost, as {@link RateLimiter.settle} says.
   * @throws AppTheoryError `rate_limiter.unavailable` if the table fails
   */
  async settle(
    key: RateLimitKey,
    decision: LimitDecision,
    settlement: Settlement,
    options?: Pick<RateLimitOptions, 'signal'>,
  ): Promise<void> {
    await settle(this, key, decision, { settlement, options })
  }

  /**
   * Forgets what the current windows of a key have counted, as {@link RateLimiter.reset} says. Units that
   * this process has booked ahead are dropped too.
   * @throws AppTheoryError `rate_limiter.unavailable` if the table fails
   */
  async reset(key: RateLimitKey, options?: Pick<RateLimitOptions, 'signal'>): Promise<void> {
    const { signal } = options ?? {}
    await this.#require(key, { signal }, async (request, store, guarded) => {
      await guarded.ask(() => this.#changing(request, store.reset(request)))
      this.#bookings.forget(request.key)
    })
  }

  /**
   * Decides by booked units, by the store, or as `failOpen` says if the store fails.
   * @param isLook whether nothing is counted
   */
  async #decide(
    given: RateLimitKey,
    options: RateLimitOptions | undefined,
    isLook: boolean,
  ): Promise<LimitDecision> {
    let certain: LimitDecision | undefined
    const asked = this.#store.read(given, options)
    const { key, cost, windows } = asked
    const isLater = isPromiseLike(windows)
    // Before the SDK is loaded and a budget of time begins, which would take most of the time.
    const leased = isLater ? undefined : this.#leased({ key, cost, windows }, isLook)
    if (leased) return leased
    try {
      return await this.#store.run(asked, options, (request, store, guarded) => {
        const { key, windows, cost, now } = request
        const known =
          (isLater ? this.#leased(request, isLook) : undefined) ??
          this.#denyCache?.find(key, windows, cost, now)
        if (known) return known
        if (isLook) return guarded.ask(() => this.#look(store, request))
        return guarded.ask(() =>
          this.#count(store, request, (decision) => {
            certain = decision
          }),
        )
      })
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error
      if (certain) return certain
      if (!this.#failOpen) throw unavailable(error)
      if (!this.#onDegraded) this.#warnings.warn(error)
      return { ...admission(this.#strategy.windows, [], this.#clock.now()), degraded: error.degradation }
    }
  }

  async #look(store: CoalescingStore, request: CounterRequest): Promise<LimitDecision> {
    const { spent, now } = await store.read(request)
    const { windows, cost } = request
    return hasRoom(windows, spent, cost)
      ? admission(windows, spent, now)
      : denial(windows, spent, cost, now, request.now)
  }

  /** @param onCounted called with a decision that is certain before the store has answered in full */
  async #count(
    store: CoalescingStore,
    request: CounterRequest,
    onCounted: (decision: LimitDecision) => void,
  ): Promise<LimitDecision> {
    const { key, windows, cost } = request
    const asOf = this.#denyCache?.version
    const outcome: BookingOutcome = fits(request)
      ? await store.spendIfRoom(request, (counters) => {
          onCounted(admission(windows, counters.spent, counters.now))
        })
      : { admitted: false, ...(await store.read(request)) }
    if (outcome.admitted) {
      this.#denyCache?.admitted(key)
      return admissionOf(windows, outcome)
    }
    const { spent, now, atMs = request.now } = outcome
    // A refund that came between may be missing in these counts.
    if (asOf === this.#denyCache?.version) this.#denyCache?.remember(key, windows, spent, now)
    return denial(windows, spent, cost, now, atMs)
  }

  #leased(
    request: Pick<CounterRequest, 'key' | 'windows' | 'cost'>,
    isLook: boolean,
  ): LimitDecision | undefined {
    const outcome = this.#bookings.spend(request, isLook)
    return outcome && admissionOf(request.windows, outcome)
  }

  /** Needs the store: rejects with `rate_limiter.unavailable` if that fails. */
  async #require<TResult>(
    key: RateLimitKey,
    options: RateLimitOptions | undefined,
    steps: Steps<TResult>,
  ): Promise<TResult> {
    try {
      return await this.#store.run(this.#store.read(key, options), options, steps)
    } catch (error) {
      throw error instanceof StoreFailure ? unavailable(error) : error
    }
  }

  /** A change of the counters of a key ends what the deny cache knows about it. */
  async #changing({ key }: CounterRequest, change: Promise<void>): Promise<void> {
    try {
      await change
    } finally {
      this.#denyCache?.forget(key)
    }
  }
}

function admissionOf(
  windows: readonly PolicyWindow[],
  { spent, now, leased }: BookingOutcome,
): LimitDecision {
  const decision = admission(windows, spent, now)
  return leased ? { ...decision, leased } : decision
}

/** Whether every window could admit the request, if nothing were spent. */
function fits({ windows, cost }: CounterRequest): boolean {
  return windows.every(({ limit }) => cost <= limit)
}
