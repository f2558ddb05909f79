import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { AppTheoryError } from '../../errors.ts'
import { type Clock, monotonic } from '../clock/clock.ts'
import type { CounterRequest, CounterStore } from './counter-store.ts'
import { AppTheoryCounterStore } from './dynamodb-apptheory-store.ts'
import { type DynamoDBRateLimiterOptions, resolveTableOptions } from './dynamodb-options.ts'
import type {
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  UsageStats,
} from './rate-limiter.ts'
import { assertRateLimitKey, resolveCost } from './request-validation.ts'
import type { RateLimitStrategy } from './strategy.ts'
import { admission, denial, hasRoom, spentSubWindows, usagesOf } from './window-decision.ts'

/**
 * Counts in a DynamoDB table, exactly, however many execution environments share it.
 * @throws TypeError that names the option
 */
export class DynamoDBRateLimiter implements RateLimiter {
  readonly #strategy: RateLimitStrategy
  readonly #clock: Clock
  readonly #failOpen: boolean
  readonly #onDegraded: DynamoDBRateLimiterOptions['onDegraded']
  readonly #store: CounterStore

  constructor(options: DynamoDBRateLimiterOptions) {
    const { strategy, clock, failOpen, onDegraded, client, ...layout } = resolveTableOptions(options)
    this.#strategy = strategy
    this.#clock = monotonic(clock)
    this.#failOpen = failOpen
    this.#onDegraded = onDegraded
    this.#store = new AppTheoryCounterStore({ client: client ?? new DynamoDBClient(), ...layout })
  }

  async checkAndIncrement(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    const request = await this.#request(key, options)
    return this.#orDegraded(request, async () => {
      const { admitted, spent } = await this.#store.spendIfRoom(request)
      const { windows, cost, now } = request
      return admitted ? admission(windows, spent, now) : denial(windows, spent, cost, now)
    })
  }

  async checkLimit(key: RateLimitKey, options?: RateLimitOptions): Promise<LimitDecision> {
    const request = await this.#request(key, options)
    return this.#orDegraded(request, async () => {
      const spent = await this.#store.read(request)
      const { windows, cost, now } = request
      return hasRoom(windows, spent, cost)
        ? admission(windows, spent, now)
        : denial(windows, spent, cost, now)
    })
  }

  async recordRequest(key: RateLimitKey, options?: RateLimitOptions): Promise<void> {
    const request = await this.#request(key, options)
    await this.#store.spend(request)
  }

  async refund(key: RateLimitKey, decision: LimitDecision, options?: RateLimitOptions): Promise<void> {
    const request = await this.#request(key, options)
    await this.#store.giveBack(request, spentSubWindows(request.windows, decision, request.now))
  }

  async getUsage(key: RateLimitKey): Promise<UsageStats> {
    const request = await this.#request(key)
    const spent = await this.#store.read(request)
    const { identifier, resource, operation } = key
    return { identifier, resource, operation, windows: usagesOf(request.windows, spent, request.now) }
  }

  async #request(key: RateLimitKey, options: RateLimitOptions = {}): Promise<CounterRequest> {
    assertRateLimitKey(key)
    const cost = resolveCost(options.cost)
    const windows = await this.#strategy.windowsFor(key)
    return { key, windows, cost, now: this.#clock.now(), signal: options.signal }
  }

  async #orDegraded(request: CounterRequest, decide: () => Promise<LimitDecision>): Promise<LimitDecision> {
    try {
      return await decide()
    } catch (error) {
      this.#report(error, request.key)
      if (!this.#failOpen) throw unavailable(error)
      return { ...admission(request.windows, [], request.now), degraded: 'store_error' }
    }
  }

  #report(error: unknown, key: RateLimitKey): void {
    try {
      this.#onDegraded?.(error, key)
    } catch {
      // Whoever watches a failure must not turn it into another.
    }
  }
}

function unavailable(error: unknown): AppTheoryError {
  return new AppTheoryError('rate_limiter.unavailable', 'the rate limit could not be decided: retry later', {
    cause: error,
    headers: { 'retry-after': '1' },
  })
}
