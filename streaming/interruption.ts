/** Waits for a promise, unless there is a reason to stop waiting. */
export type Wait = <T>(promise: Promise<T>) => Promise<T>

/**
 * One reason to stop waiting, which may come at any time, for one waiter after another. Racing each of them
 * against a single long-lived promise would keep every one of them alive.
 */
export class Interruption {
  #reason: Error | undefined
  #reject: ((reason: Error) => void) | undefined
  #onFirstWait: (() => void) | undefined
  /** Called with the reason. */
  onInterrupt: ((reason: Error) => void) | undefined

  /** @param onFirstWait - called before the first wait, and never if there is none */
  constructor(onFirstWait?: () => void) {
    this.#onFirstWait = onFirstWait
  }

  get reason(): Error | undefined {
    return this.#reason
  }

  /** Rejects the current wait and every later one. The first reason holds. */
  interrupt(reason: Error): void {
    if (this.#reason) return
    this.#reason = reason
    this.#reject?.(reason)
    this.onInterrupt?.(reason)
  }

  /** Takes the reason back, so that waiting is possible again. */
  clear(): void {
    this.#reason = undefined
  }

  throwIfInterrupted(): void {
    if (this.#reason) throw this.#reason
  }

  /** As if the first wait began. */
  prepare(): void {
    this.#onFirstWait?.()
    this.#onFirstWait = undefined
  }

  /** Waits for `start` to resolve; there is one waiter at a time. */
  wait<T>(start: Start<T>): Promise<T> {
    this.prepare()
    return this.waitForEnd(start)
  }

  /** As {@link Interruption.wait}, without a deadline. */
  waitForEnd<T>(start: Start<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#reason) {
        reject(this.#reason)
        return
      }
      this.#reject = reject
      start(resolve, reject)
    })
  }
}

type Start<T> = (resolve: (value: T) => void, reject: (reason: unknown) => void) => void
