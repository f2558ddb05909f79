import { intervalOf } from '../../strategy/bucket.ts'
import { isBucket } from '../../strategy/bucket-window.ts'
import type { PolicyWindow } from '../../strategy/strategy.ts'
import type { SpentInWindow } from '../../strategy/window-decision.ts'
import type { Counters, SpendOutcome } from '../counter-store.ts'
import { firstEnd } from './booking-rules.ts'

/** Units that were taken out of a booking, and the end of the sub-window that they can be spent in. */
export interface HeldUnits {
  readonly units: number
  readonly endMs: number
}

const NONE: HeldUnits = { units: 0, endMs: Number.NEGATIVE_INFINITY }

/**
 * Units of one key that were counted in the table and are not spent yet. They are spent within the sub-window
 * in which they were counted, and lost when it ends. Of several windows, the sub-window that ends first
 * counts.
 */
export class BookedUnits {
  readonly #windows: readonly PolicyWindow[]
  /** The last word of the table about the sub-window. */
  #counters: Counters | undefined
  #endMs = Number.NEGATIVE_INFINITY
  /** How far the clock that the counters go by is ahead of this host's. */
  #aheadMs = 0
  #unspent = 0
  /** Units that were booked and spent here in the sub-window: a refund gives back at most this. */
  #spent = 0

  constructor(windows: readonly PolicyWindow[]) {
    this.#windows = windows
  }

  /** What the table said last of the current sub-window. */
  countersAt(nowMs: number): Counters | undefined {
    return this.#isCurrent(nowMs) ? this.#counters : undefined
  }

  /** The decision that admits without a request, if there are enough units. `isLook`: spends nothing. */
  spend(cost: number, nowMs: number, isLook: boolean = false): SpendOutcome | undefined {
    if (this.#unspent < cost || !this.#counters || !this.#isCurrent(nowMs)) return undefined
    if (!isLook) {
      this.#unspent -= cost
      this.#spent += cost
    }
    const { spent } = withUnspent(this.#windows, this.#counters, this.#unspent)
    return { admitted: true, spent, now: nowMs + this.#aheadMs }
  }

  /** Takes all units out, for decisions that need more than there are. */
  take(nowMs: number): HeldUnits {
    if (this.#unspent === 0 || !this.#isCurrent(nowMs)) return NONE
    const units = this.#unspent
    this.#unspent = 0
    return { units, endMs: this.#endMs }
  }

  /** Returns units that were taken out. */
  putBack({ units, endMs }: HeldUnits): void {
    if (endMs === this.#endMs) this.#unspent += units
  }

  /**
   * Records an answer of the table.
   * @param atMs the time of the request on the clock of this host
   * @param units what has become of units of the sub-window that the answer is about
   */
  book(counters: Counters, atMs: number, units: { readonly unspent: number; readonly spent: number }): void {
    const endMs = firstEnd(this.#windows, counters.now)
    if (endMs < this.#endMs) return
    if (endMs > this.#endMs) {
      this.#endMs = endMs
      this.#counters = undefined
      this.#aheadMs = Number.NEGATIVE_INFINITY
      this.#unspent = 0
      this.#spent = 0
    }
    // Answers may arrive in another order than they were given in. What a bucket misses flows back meanwhile.
    const isNewer = isBucket(this.#windows[0]) || totalOf(counters) >= totalOf(this.#counters)
    if (isNewer) this.#counters = counters
    this.#aheadMs = Math.max(this.#aheadMs, counters.now - atMs)
    this.#unspent += units.unspent
    this.#spent += units.spent
  }

  /**
   * Takes back what a decision spent, if that was in the current sub-window.
   * @param endMs when the sub-window of the decision ends
   * @returns how many units were taken back
   */
  refund(cost: number, endMs: number, nowMs: number): number {
    if (endMs !== this.#endMs || !this.#isCurrent(nowMs)) return 0
    const units = Math.min(cost, this.#spent)
    this.#unspent += units
    this.#spent -= units
    return units
  }

  #isCurrent(nowMs: number): boolean {
    return nowMs + this.#aheadMs < this.#endMs
  }
}

/** The counters as they would be without `unspent` of the units that they hold. */
export function withUnspent(
  windows: readonly PolicyWindow[],
  { spent, now }: Counters,
  unspent: number,
): Counters {
  if (unspent === 0) return { spent, now }
  return { spent: spent.map((one, i) => without(windows[i], one, unspent)), now }
}

function without(window: PolicyWindow | undefined, spent: SpentInWindow, units: number): SpentInWindow {
  const less = { total: spent.total - units, subWindows: () => spent.subWindows() }
  if (spent.fullAt === undefined || !isBucket(window)) return less
  return { ...less, fullAt: spent.fullAt - BigInt(units) * intervalOf(window.refillPerSecond) }
}

function totalOf(counters: Counters | undefined): number {
  return counters?.spent[0]?.total ?? 0
}
