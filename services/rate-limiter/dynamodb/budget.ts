import type { TimerClock } from '../../clock/clock.ts'
import { keepAlive } from '../../clock/keep-alive.ts'
import type { Degradation } from '../rate-limiter.ts'

/** The store did not decide, for the reason `degradation`. */
export class StoreFailure extends Error {
  override readonly name: string = 'StoreFailure'
  readonly degradation: Degradation

  constructor(degradation: Degradation, cause?: unknown) {
    super(`the table of the rate limiter did not answer: ${degradation}`, { cause })
    this.degradation = degradation
  }
}

/** The store cannot be used at all: its SDK is installed and cannot be run. */
export class LoadFailure extends StoreFailure {
  override readonly name: string = 'LoadFailure'

  constructor(cause: unknown) {
    super('store_error', cause)
  }
}

/** The time that one decision may take. The process stays alive until the budget is released. */
export class Budget {
  /** Whether the table refused a request for a reason that concerns one key only. */
  tableHasAnswered = false
  /** Whether the request of another decision asks for this one, and reports how the table answered. */
  isFollower = false
  readonly #controller: AbortController = new AbortController()
  readonly #callers: AbortSignal | undefined
  readonly #release: () => void
  /** Reject what waits for work that is under way. */
  readonly #rejections: ((reason: unknown) => void)[] = []

  constructor(timers: Pick<TimerClock, 'schedule'>, timeoutMs: number, callers: AbortSignal | undefined) {
    const onAbort = (): void => this.#end(callers?.reason)
    const cancelTimer = timers.schedule(timeoutMs, () => this.#end(new StoreFailure('timeout')))
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
  bound<TResult>(work: () => PromiseLike<TResult>): Promise<TResult> {
    return new Promise((resolve, reject) => {
      this.#rejections.push(reject)
      work().then(resolve, reject)
    })
  }

  /** Throws the reason of the caller's own signal. */
  throwIfAborted(): void {
    this.#callers?.throwIfAborted()
  }

  release(): void {
    this.#release()
  }

  /** What waits learns the reason before the client does, whose own error hides it. */
  #end(reason: unknown): void {
    for (const reject of this.#rejections) reject(reason)
    this.#controller.abort(reason)
  }
}
