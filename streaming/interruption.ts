/**
 * One reason to stop waiting, which may come at any time, for one waiter after another. Racing each of them against
 * a single long-lived promise would keep every one of them alive.
 */
export class Interruption {
  #reason: Error | undefined
  #reject: ((reason: Error) => void) | undefined
  #onFirstWait: (() => void) | undefined

  /** @param onFirstWait - called before anybody waits, and never where nobody has to */
  constructor(onFirstWait?: () => void) {
    this.#onFirstWait = onFirstWait
  }

  get reason(): Error | undefined {
    return this.#reason
  }

  /** Rejects whoever waits, and whoever begins to. The first reason holds. */
  interrupt(reason: Error): void {
    if (this.#reason) return
    this.#reason = reason
    this.#reject?.(reason)
  }

  /** Takes the reason back, so that one may wait again. */
  clear(): void {
    this.#reason = undefined
  }

  throwIfInterrupted(): void {
    if (this.#reason) throw this.#reason
  }

  /** Waits for `start` to resolve; there is one waiter at a time. */
  wait<T>(start: Start<T>): Promise<T> {
    this.#onFirstWait?.()
    this.#onFirstWait = undefined
    return this.waitForEnd(start)
  }

  /** As {@link Interruption.wait}, for what needs no deadline of its own. */
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
