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
  readonly #cancelTimer: () => void
  readonly #letGo: () => void = keepAlive()
  /** Reject what waits for work that is under way. */
  readonly #rejections: ((reason: unknown) => void)[] = []

  constructor(timers: Pick<TimerClock, 'schedule'>, timeoutMs: number, callers: AbortSignal | undefined) {
    this.#cancelTimer = timers.schedule(timeoutMs, () => this.#end(new StoreFailure('timeout')))
    this.#callers = callers
    callers?.addEventListener('abort', this, { once: true })
  }

  /** The caller's own signal is aborted. */
  handleEvent(): void {
    this.#end(this.#callers?.reason)
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
    this.#letGo()
    this.#cancelTimer()
    this.#callers?.removeEventListener('abort', this)
  }

  /** What waits learns the reason before the client does, whose own error hides it. */
  #end(reason: unknown): void {
    for (const reject of this.#rejections) reject(reason)
    this.#controller.abort(reason)
  }
}
