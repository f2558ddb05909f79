/** How far bookings look ahead, and how large they may be. */
export interface Lease {
  /** Milliseconds. */
  readonly forMs: number
  /** Units. */
  readonly max: number
}

/**
 * Of what the table says is left, an environment books this part of its share at most, because its share is
 * an estimate: the others would find nothing.
 */
const PART_OF_SHARE = 0.75

/** What one environment asks of one key: how fast, and how much of what all environments ask. */
export class Demand {
  readonly #lease: Lease
  /** Units per millisecond, exponentially weighted over `forMs`. */
  #rate = 0
  #arrivedAtMs = Number.NEGATIVE_INFINITY
  #share = 1
  #endMs = Number.NEGATIVE_INFINITY
  /** Units that were booked here in the sub-window that ends at `#endMs`. */
  #booked = 0

  constructor(lease: Lease) {
    this.#lease = lease
  }

  /** A decision about `cost` units is asked for. */
  arrives(cost: number, nowMs: number): void {
    const { forMs } = this.#lease
    const passedMs = nowMs - this.#arrivedAtMs
    this.#rate = (passedMs > 0 ? this.#rate * Math.exp(-passedMs / forMs) : this.#rate) + cost / forMs
    this.#arrivedAtMs = nowMs
  }

  /**
   * The table has answered.
   * @param booked how many units it has counted for this environment; 0 if it refused
   * @param counted how many units it has counted in the sub-window for all environments
   */
  answered(endMs: number, booked: number, counted: number): void {
    if (endMs < this.#endMs) return
    if (endMs > this.#endMs) this.#booked = 0
    this.#endMs = endMs
    this.#booked += booked
    if (this.#booked > 0) this.#share = Math.min(1, this.#booked / Math.max(counted, this.#booked))
  }

  /**
   * How many units to book: as many as will be asked for within `forMs`, or until the sub-window ends if that
   * is sooner; at most `max`; at most this environment's fair part of what is left.
   */
  unitsAhead(room: number, untilEndMs: number): number {
    const { forMs, max } = this.#lease
    const expected = this.#rate * Math.min(forMs, untilEndMs)
    return Math.floor(Math.min(expected, max, room * this.#share * PART_OF_SHARE))
  }
}
