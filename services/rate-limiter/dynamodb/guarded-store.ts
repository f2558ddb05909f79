import { isAppTheoryError } from '../../../errors.ts'
import { type Clock, timersOf } from '../../clock/clock.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { RateLimitKey, RateLimitOptions } from '../rate-limiter.ts'
import type { BookedKeys } from './booking/booked-keys.ts'
import { CoalescingStore } from './booking/coalescing-store.ts'
import type { CounterRequest } from './counter-store.ts'
import type { ResolvedRateLimiterOptions } from './defaults.ts'
import { type Asked, RequestReader } from './request-reader.ts'
import { LoadFailure, StoreFailure } from './store-failure.ts'
import { type GuardedDecision, StoreGuard } from './store-guard.ts'
import { storeOf } from './store-of.ts'

interface WithStore extends GuardedDecision {
  readonly store: CoalescingStore
}

/** What is done with a request whose key, cost and windows are known. */
export type Steps<TResult> = (request: CounterRequest, guarded: WithStore) => Promise<TResult>

export interface GuardedStoreOptions {
  readonly clock: Clock
  readonly bookings: BookedKeys
  readonly onFailure: (failure: StoreFailure, key: RateLimitKey) => void
}

/** The store of a limiter: loaded with the SDK when it is first needed, and asked within `timeoutMs`. */
export class GuardedStore {
  readonly #requests: RequestReader
  readonly #guard: StoreGuard
  readonly #clock: Clock
  readonly #onFailure: GuardedStoreOptions['onFailure']
  readonly #storeOf: () => CoalescingStore | Promise<CoalescingStore>

  constructor(options: ResolvedRateLimiterOptions, { clock, bookings, onFailure }: GuardedStoreOptions) {
    this.#requests = new RequestReader(options)
    this.#guard = new StoreGuard(options)
    this.#clock = clock
    this.#onFailure = onFailure
    const coalescing = { clock, timers: timersOf(options.clock), timeoutMs: options.timeoutMs }
    this.#storeOf = sdk.onceLoaded(
      'DynamoDBRateLimiter',
      () => new CoalescingStore(storeOf(options), bookings, coalescing),
    )
  }

  /** @throws AppTheoryError if the key or the cost is not valid */
  read(key: RateLimitKey, options: RateLimitOptions | undefined): Asked {
    return this.#requests.read(key, options)
  }

  /** Rejects with a `StoreFailure`, which was reported, if the store fails. */
  async run<TResult>(
    asked: Asked,
    options: RateLimitOptions | undefined,
    steps: Steps<TResult>,
  ): Promise<TResult> {
    const { key, cost } = asked
    try {
      // Before the time of the decision begins: a cold start would spend it on loading the SDK.
      const store = await this.#loadedStore()
      return await this.#guard.run(options?.signal, async (guarded) => {
        const windows = await this.#requests.windowsOf(asked, guarded)
        const { signal, onRefusal, follows } = guarded
        const request = { key, windows, cost, now: this.#clock.now(), signal, onRefusal, follows }
        return steps(request, { ...guarded, store })
      })
    } catch (error) {
      if (error instanceof StoreFailure) this.#onFailure(error, key)
      throw error
    }
  }

  async #loadedStore(): Promise<CoalescingStore> {
    try {
      return await this.#storeOf()
    } catch (failure) {
      throw isAppTheoryError(failure, 'peer.missing') ? failure : new LoadFailure(failure)
    }
  }
}
