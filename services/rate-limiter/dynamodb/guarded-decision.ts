import type { TimerClock } from '../../clock/clock.ts'
import { keepAlive, letGo } from '../../clock/keep-alive.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import { concernsOneKey } from './refusals.ts'
import { StoreFailure } from './store-failure.ts'

/** What guards the decisions of a limiter. */
export interface Guard {
  readonly timers: Pick<TimerClock, 'schedule'>
  /** How long a decision may take, in milliseconds. */
  readonly timeoutMs: number
  readonly breaker: CircuitBreaker
}

/**
 * One decision under guard: its time is bounded, and a store that fails is not asked. The process stays
 * alive until it is released.
 */
export class GuardedDecision {
  /** Whether another decision asks the table for this one, and reports how the table answered. */
  isFollower = false
  readonly #breaker: CircuitBreaker
  readonly #callers: AbortSignal | undefined
  readonly #controller: AbortController = new AbortController()
  readonly #cancelTimer: () => void
  /** Rejects what waits for work that is under way. */
  #reject: ((reason: unknown) => void) | undefined
  /** Whether the table refused a request for a reason that concerns one key only. */
  #tableHasAnswered = false

  /** @param callers the signal of the caller */
  constructor({ timers, timeoutMs, breaker }: Guard, callers: AbortSignal | undefined) {
    this.#breaker = breaker
    this.#callers = callers
    this.#cancelTimer = timers.schedule(timeoutMs, () => this.#end(new StoreFailure('timeout')))
    callers?.addEventListener('abort', this, { once: true })
    keepAlive()
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** To be called with each refusal by the table: a timeout after it is not a failure of the table. */
  refused(error: unknown): void {
    if (concernsOneKey(error)) this.#tableHasAnswered = true
  }

  /** Rejects as soon as the time is over, whether or not `work` observes the signal. One at a time. */
  bound<TResult>(work: () => PromiseLike<TResult>): Promise<TResult> {
    return new Promise((resolve, reject) => {
      this.#reject = reject
      work().then(resolve, reject)
    })
  }

  /**
   * Asks the store, unless the circuit is open.
   * @throws StoreFailure; the reason of the caller's signal if that was aborted
   */
  async ask<TResult>(question: () => Promise<TResult>): Promise<TResult> {
    this.#callers?.throwIfAborted()
    if (!this.#breaker.admits()) throw new StoreFailure('circuit_open')
    try {
      const result = await this.bound(question)
      this.#breaker.succeeded()
      return result
    } catch (error) {
      // That a caller stopped waiting is not a failure of the store.
      this.#callers?.throwIfAborted()
      if (!(this.isFollower || concernsOneKey(error) || this.#tableHasAnswered)) this.#breaker.failed()
      throw error instanceof StoreFailure ? error : new StoreFailure('store_error', error)
    }
  }

  release(): void {
    letGo()
    this.#cancelTimer()
    this.#callers?.removeEventListener('abort', this)
  }

  /** The caller's own signal is aborted. */
  handleEvent(): void {
    this.#end(this.#callers?.reason)
  }

  /** What waits is rejected with the reason before the client is, whose own error hides it. */
  #end(reason: unknown): void {
    this.#reject?.(reason)
    this.#controller.abort(reason)
  }
}
