import { type Clock, type TimerClock, timersOf } from '../../clock/clock.ts'
import { keepAlive } from '../../clock/keep-alive.ts'
import type { Degradation } from '../rate-limiter.ts'
import { CircuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.ts'

/** That a store did not answer, and why. */
export class StoreFailure extends Error {
  override readonly name: string = 'StoreFailure'
  readonly degradation: Degradation

  constructor(degradation: Degradation, cause?: unknown) {
    super(`the store of the rate limiter did not answer: ${degradation}`, { cause })
    this.degradation = degradation
  }
}

export interface StoreGuardOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  /** `false` for none. */
  readonly circuitBreaker: CircuitBreakerOptions | false
}

/** Bounds how long a store may take, and spares it, and those who wait, while it fails. */
export class StoreGuard {
  readonly #timers: Pick<TimerClock, 'schedule'>
  readonly #timeoutMs: number
  readonly #breaker: CircuitBreaker | undefined

  constructor({ clock, timeoutMs, circuitBreaker }: StoreGuardOptions) {
    this.#timers = timersOf(clock)
    this.#timeoutMs = timeoutMs
    this.#breaker = circuitBreaker === false ? undefined : new CircuitBreaker(clock, circuitBreaker)
  }

  /**
   * What `ask` resolves to. The signal of `budget` is aborted when that is over, but is not relied on: a client that
   * does not heed it is left behind.
   * @throws StoreFailure; the reason of the caller's signal where that was aborted
   */
  async run<TResult>(budget: Budget, ask: () => Promise<TResult>): Promise<TResult> {
    budget.throwIfAborted()
    if (this.#breaker && !this.#breaker.admits()) throw new StoreFailure('circuit_open')
    try {
      const result = await budget.bound(ask)
      this.#breaker?.succeeded()
      return result
    } catch (error) {
      // Whoever gave up waiting says nothing of the store.
      budget.throwIfAborted()
      this.#breaker?.failed()
      throw error instanceof StoreFailure ? error : new StoreFailure('store_error', error)
    }
  }

  /** The time that one decision may take, from now. */
  budget(signal?: AbortSignal): Budget {
    return new Budget(this.#timers, this.#timeoutMs, signal)
  }
}

/** What is left of the time that one decision may take. Until it is disposed of, the process stays alive to decide. */
export class Budget {
  readonly #controller: AbortController = new AbortController()
  readonly #callers: AbortSignal | undefined
  readonly #release: () => void

  constructor(timers: Pick<TimerClock, 'schedule'>, timeoutMs: number, callers: AbortSignal | undefined) {
    const onAbort = (): void => this.#controller.abort(callers?.reason)
    const cancelTimer = timers.schedule(timeoutMs, () => this.#controller.abort(new StoreFailure('timeout')))
    callers?.addEventListener('abort', onAbort, { once: true })
    this.#callers = callers
    const letGo = keepAlive()
    this.#release = () => {
      letGo()
      cancelTimer()
      callers?.removeEventListener('abort', onAbort)
    }
  }

  /** Aborted when the budget is over. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Rejects with the reason as soon as the budget is over, whether or not `ask` heeds the signal. */
  async bound<TResult>(ask: () => PromiseLike<TResult>): Promise<TResult> {
    const { signal } = this
    let onAbort: (() => void) | undefined
    const over = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
    })
    try {
      return await Promise.race([ask(), over])
    } finally {
      if (onAbort) signal.removeEventListener('abort', onAbort)
    }
  }

  /** Throws the reason of the caller's own signal. */
  throwIfAborted(): void {
    this.#callers?.throwIfAborted()
  }

  [Symbol.dispose](): void {
    this.#release()
  }
}
