// What a socket takes before it asks for patience.
const mostAtOnce = 65_536
const leastAtOnce = 1024

/**
 * How much may be on its way to the reader: the amount that the reader takes in half of `reserveMs`. So all
 * written data can still be sent when the time is up. Counts in bytes, or in characters of text, which is
 * near enough.
 */
export class Backlog {
  readonly #reserveMs: number
  /** Until something has left, nothing is known of the reader. */
  #limit = 1
  #isKnown = false
  #pending = 0
  #since = 0

  constructor(reserveMs: number) {
    this.#reserveMs = reserveMs
  }

  /** The longest piece to write at once. */
  get pieceLength(): number {
    return this.#isKnown ? Math.max(leastAtOnce, this.#limit) : mostAtOnce
  }

  /** @returns whether to wait until `length` more have left; what comes alone need not be waited for */
  add(length: number, now: number): boolean {
    const isFirst = this.#pending === 0
    if (isFirst) this.#since = now
    this.#pending += length
    return !isFirst && this.#pending >= this.#limit
  }

  /** Everything has left. */
  drained(now: number): void {
    const elapsedMs = Math.max(0, now - this.#since)
    const fitting = elapsedMs === 0 ? mostAtOnce : (this.#pending * this.#reserveMs) / 2 / elapsedMs
    this.#limit = Math.min(mostAtOnce, Math.max(1, Math.floor(fitting)))
    this.#pending = 0
    this.#isKnown = true
  }
}
