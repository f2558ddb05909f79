import type { TimerClock } from '../../clock/clock.ts'
import { keepAlive } from '../../clock/keep-alive.ts'
import { StoreFailure } from './store-failure.ts'

/** The time that one decision may take. The process stays alive until the budget is released. */
export class Budget {
  /** Whether the table refused a request for a reason that concerns one key only. */
  tableHasAnswered = false
  /** Whether the request of another decision asks for this one, and reports how the table answered. */
  isFollower = false
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

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Rejects with the reason as soon as the time is over, whether or not `work` observes the signal. */
  async bound<TResult>(work: () => PromiseLike<TResult>): Promise<TResult> {
    const { signal } = this
    let onAbort: (() => void) | undefined
    const over = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
    })
    try {
      return await Promise.race([work(), over])
    } finally {
      if (onAbort) signal.removeEventListener('abort', onAbort)
    }
  }

  /** Throws the reason of the caller's own signal. */
  throwIfAborted(): void {
    this.#callers?.throwIfAborted()
  }

  release(): void {
    this.#release()
  }
}
