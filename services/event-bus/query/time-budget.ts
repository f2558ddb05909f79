/** Part of the time of an invocation that is kept free. */
const RESERVE = 0.1
const LONGEST_RESERVE_MS = 1000

/** Tells whether another piece of work fits into the time that is left, by the longest one so far. */
export class TimeBudget {
  readonly #remainingTimeMs: (() => number) | undefined
  readonly #reserveMs: number
  #longestMs = 0

  constructor(remainingTimeMs: (() => number) | undefined) {
    this.#remainingTimeMs = remainingTimeMs
    this.#reserveMs = Math.min(LONGEST_RESERVE_MS, (remainingTimeMs?.() ?? 0) * RESERVE)
  }

  get allowsMore(): boolean {
    return !this.#remainingTimeMs || this.#remainingTimeMs() > this.#longestMs + this.#reserveMs
  }

  async spend<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#remainingTimeMs?.() ?? 0
    try {
      return await work()
    } finally {
      this.#longestMs = Math.max(this.#longestMs, before - (this.#remainingTimeMs?.() ?? 0))
    }
  }
}
