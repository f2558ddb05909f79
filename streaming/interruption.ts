import { AppTheoryError } from '../errors.ts'
import { maxTimerMs, timersOf } from '../services/clock/clock.ts'
import type { ResolvedStreamOptions } from './stream-options.ts'

export interface Deadline {
  readonly getRemainingTimeInMillis?: () => number
}

type Start<T> = (resolve: (value: T) => void, reject: (reason: unknown) => void) => void

/**
 * Waiting that ends when the time is up or the reader is gone. There is one waiter at a time. Racing each of
 * them against a single long-lived promise would keep every one of them alive.
 */
export class Interruption {
  /** Why waiting has ended. */
  reason: Error | undefined
  /** Called with the reason. */
  onInterrupt: ((reason: Error) => void) | undefined
  readonly #deadline: Deadline | undefined
  readonly #options: ResolvedStreamOptions
  #isWatching = false
  #stopWatching: (() => void) | undefined
  #reject: ((reason: Error) => void) | undefined

  constructor(deadline: Deadline | undefined, options: ResolvedStreamOptions) {
    this.#deadline = deadline
    this.#options = options
  }

  /** Rejects the current wait and every later one. The first reason holds. */
  interrupt(reason: Error): void {
    if (this.reason) return
    this.reason = reason
    this.#reject?.(reason)
    this.onInterrupt?.(reason)
  }

  /** Waits until `start` resolves. */
  wait<T>(start: Start<T>): Promise<T> {
    this.watch()
    return this.waitForEnd(start)
  }

  /** As {@link Interruption.wait}, without a deadline. */
  waitForEnd<T>(start: Start<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.reason) return reject(this.reason)
      this.#reject = reject
      return start(resolve, reject)
    })
  }

  /** Watches the deadline from now on. A response that never waits needs no timer. */
  watch(): void {
    if (this.#isWatching) return
    this.#isWatching = true
    const { clock, timeoutEarlyMs } = this.#options
    const remainingMs = this.#deadline?.getRemainingTimeInMillis?.()
    // Lambda's deadlines are far below it.
    if (remainingMs === undefined || !(remainingMs < maxTimerMs)) return
    this.#stopWatching = timersOf(clock).schedule(Math.max(0, remainingMs - timeoutEarlyMs), () =>
      this.interrupt(new AppTheoryError('app.timeout', 'the response was not complete in time')),
    )
  }

  close(): void {
    this.#isWatching = true
    this.#stopWatching?.()
  }
}
