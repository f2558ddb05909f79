/** How far bookings look ahead, and how large they may be. */
export interface Lease {
  /** Milliseconds. */
  readonly forMs: number
  /** Units. */
  readonly max: number
}

/**
 * A few arrivals tell little about a rate. Until more are seen, a booking is at most so many times what was
 * seen within `forMs`, up to so many units.
 */
const EARLY = { times: 8, units: 64 }

/** Fewer units than this within `forMs` are the end of a burst: the next arrival begins another. */
const IDLE_UNITS = 0.05

/** What one environment asks of one key: how fast, and how much of what all environments ask. */
export class Demand {
  readonly #lease: Lease
  /** Units that arrived within `forMs`, exponentially weighted: with the latest arrival, and before it. */
  #seen = 0
  #seenBefore = 0
  #arrivedAtMs = Number.NEGATIVE_INFINITY
  #beganAtMs = Number.NEGATIVE_INFINITY
  #share = 1
  #endMs = Number.NEGATIVE_INFINITY
  /** Units that were booked here in the sub-window that ends at `#endMs`. */
  #booked = 0

  constructor(lease: Lease) {
    this.#lease = lease
  }

  /** A decision about `cost` units is asked for. */
  arrives(cost: number, nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#arrivedAtMs)
    this.#seenBefore = this.#seen * Math.exp(-passedMs / this.#lease.forMs)
    if (this.#seenBefore < IDLE_UNITS) this.#beganAtMs = nowMs
    this.#seen = this.#seenBefore + cost
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
    if (this.#booked > 0) this.#share = this.#booked / (counted + this.#booked)
  }

  /**
   * How many units to book, with the one that arrived last: the units that are expected within `forMs`, or
   * until the sub-window ends if that is sooner. At most `max`, and at most this environment's fair part of
   * the units that are left.
   */
  unitsAhead(room: number, untilEndMs: number): number {
    const { forMs, max } = this.#lease
    // The weights of a burst that began a moment ago do not add up to 1 yet.
    const weights = 1 - Math.exp((this.#beganAtMs - this.#arrivedAtMs) / forMs)
    const perMs = weights > 0 ? this.#seenBefore / forMs / weights : 0
    const expected = perMs * Math.min(forMs, untilEndMs)
    const most = Math.max(this.#seenBefore, Math.min(this.#seenBefore * EARLY.times, EARLY.units))
    return Math.floor(Math.min(1 + Math.min(expected, most), max, room * this.#share))
  }
}
