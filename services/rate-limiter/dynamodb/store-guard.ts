import { type Clock, type TimerClock, timersOf } from '../../clock/clock.ts'
import { Budget } from './budget.ts'
import { CircuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.ts'
import { concernsOneKey } from './refusals.ts'
import { StoreFailure } from './store-failure.ts'

export interface StoreGuardOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  /** `false` for none. */
  readonly circuitBreaker: CircuitBreakerOptions | false
}

/** One decision under guard. */
export interface GuardedDecision {
  /** Aborted when the time of the decision is over. */
  readonly signal: AbortSignal
  /** To be called with each refusal by the table: a timeout after it is not a failure of the table. */
  onRefusal(error: unknown): void
  /** To be called with whether another decision asks the table for this one: one request fails once. */
  follows(isFollower: boolean): void
  /** Rejects when the time is over, whether or not `work` observes the signal. */
  bound<TResult>(work: () => PromiseLike<TResult>): Promise<TResult>
  /**
   * Asks the store, unless the circuit is open.
   * @throws StoreFailure; the reason of the caller's signal if that was aborted
   */
  ask<TResult>(question: () => Promise<TResult>): Promise<TResult>
}

/** Bounds how long decisions take, and keeps requests from a store that fails. */
export class StoreGuard {
  readonly #timers: Pick<TimerClock, 'schedule'>
  readonly #timeoutMs: number
  readonly #breaker: CircuitBreaker | undefined

  constructor({ clock, timeoutMs, circuitBreaker }: StoreGuardOptions) {
    this.#timers = timersOf(clock)
    this.#timeoutMs = timeoutMs
    this.#breaker = circuitBreaker === false ? undefined : new CircuitBreaker(clock, circuitBreaker)
  }

  /** Runs the steps of one decision, whose time begins now. */
  async run<TResult>(
    callers: AbortSignal | undefined,
    steps: (decision: GuardedDecision) => Promise<TResult>,
  ): Promise<TResult> {
    const budget = new Budget(this.#timers, this.#timeoutMs, callers)
    try {
      return await steps({
        signal: budget.signal,
        onRefusal: (error) => {
          if (concernsOneKey(error)) budget.tableHasAnswered = true
        },
        follows: (isFollower) => {
          budget.isFollower = isFollower
        },
        bound: (work) => budget.bound(work),
        ask: (question) => this.#ask(budget, question),
      })
    } finally {
      budget.release()
    }
  }

  async #ask<TResult>(budget: Budget, question: () => Promise<TResult>): Promise<TResult> {
    budget.throwIfAborted()
    if (this.#breaker && !this.#breaker.admits()) throw new StoreFailure('circuit_open')
    try {
      const result = await budget.bound(question)
      this.#breaker?.succeeded()
      return result
    } catch (error) {
      // That a caller stopped waiting is not a failure of the store.
      budget.throwIfAborted()
      if (!(budget.isFollower || concernsOneKey(error) || budget.tableHasAnswered)) this.#breaker?.failed()
      throw error instanceof StoreFailure ? error : new StoreFailure('store_error', error)
    }
  }
}
