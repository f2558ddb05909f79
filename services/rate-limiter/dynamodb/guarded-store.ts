import { isAppTheoryError } from '../../../errors.ts'
import { type Clock, timersOf } from '../../clock/clock.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import { isPromiseLike } from '../../is-promise-like.ts'
import type { RateLimitKey, RateLimitOptions } from '../rate-limiter.ts'
import type { BookedKeys } from './booking/booked-keys.ts'
import { CoalescingStore } from './booking/coalescing-store.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import type { CounterRequest } from './counter-store.ts'
import type { ResolvedRateLimiterOptions } from './defaults.ts'
import { type Guard, GuardedDecision } from './guarded-decision.ts'
import { type Asked, RequestReader } from './request-reader.ts'
import { LoadFailure, StoreFailure } from './store-failure.ts'
import { storeOf } from './store-of.ts'

/** What is done with a request whose key, cost and windows are known. */
export type Steps<TResult> = (
  request: CounterRequest,
  store: CoalescingStore,
  guarded: GuardedDecision,
) => TResult | Promise<TResult>

export interface GuardedStoreOptions {
  readonly clock: Clock
  readonly bookings: BookedKeys
  readonly onFailure: (failure: StoreFailure, key: RateLimitKey) => void
}

/** The store of a limiter: loaded with the SDK when it is first needed, and asked within `timeoutMs`. */
export class GuardedStore {
  readonly #requests: RequestReader
  readonly #guard: Guard
  readonly #clock: Clock
  readonly #onFailure: GuardedStoreOptions['onFailure']
  readonly #storeOf: () => CoalescingStore | Promise<CoalescingStore>

  constructor(options: ResolvedRateLimiterOptions, { clock, bookings, onFailure }: GuardedStoreOptions) {
    const { timeoutMs, circuitBreaker } = options
    const timers = timersOf(options.clock)
    this.#requests = new RequestReader(options)
    this.#guard = { timers, timeoutMs, breaker: new CircuitBreaker(options.clock, circuitBreaker) }
    this.#clock = clock
    this.#onFailure = onFailure
    this.#storeOf = sdk.onceLoaded(
      'DynamoDBRateLimiter',
      () => new CoalescingStore(storeOf(options), bookings, { clock, timers, timeoutMs }),
    )
  }

  /** @throws AppTheoryError if the key or the cost is not valid */
  read(key: RateLimitKey, options: RateLimitOptions | undefined): Asked {
    return this.#requests.read(key, options)
  }

  /** Rejects with a `StoreFailure`, which was reported, if the store fails. */
  async run<TResult>(
    { key, cost, windows: found }: Asked,
    options: RateLimitOptions | undefined,
    steps: Steps<TResult>,
  ): Promise<TResult> {
    let guarded: GuardedDecision | undefined
    try {
      // Before the time of the decision begins: a cold start would spend it on loading the SDK.
      const made = this.#storeOf()
      const store = isPromiseLike(made) ? await loaded(made) : made
      guarded = new GuardedDecision(this.#guard, options?.signal)
      const windows = isPromiseLike(found) ? await guarded.bound(() => found) : found
      this.#requests.checkWindows(windows)
      const { signal } = guarded
      return await steps({ key, windows, cost, now: this.#clock.now(), signal, guarded }, store, guarded)
    } catch (error) {
      if (error instanceof StoreFailure) this.#onFailure(error, key)
      throw error
    } finally {
      guarded?.release()
    }
  }
}

async function loaded(making: Promise<CoalescingStore>): Promise<CoalescingStore> {
  try {
    return await making
  } catch (failure) {
    throw isAppTheoryError(failure, 'peer.missing') ? failure : new LoadFailure(failure)
  }
}
