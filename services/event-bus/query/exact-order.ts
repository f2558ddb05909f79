import {
  comparePositions,
  type EventPosition,
  NANOSECOND_DIGITS,
  nanosecondsIn,
} from '../event/event-keys.ts'

/** An entry of the index over a tenant's events. */
export interface IndexEntry extends EventPosition {
  /**
   * RFC 3339 as it was written: with nine digits of fraction by us, without trailing zeros by AppTheory's
   * Go.
   */
  readonly publishedAt: string
}

/**
 * Brings entries that are read backwards from an index of time strings into the order of the times. They
 * differ in two ways: entries of the same time come in any order, and a time without trailing zeros sorts
 * above all that begin as it does (`.5Z` above `.59Z`), so that it is read too early. Neither is ever read
 * too late, so it is enough to hold entries back.
 */
export class ExactOrder<TEntry extends IndexEntry> {
  readonly #held: TEntry[] = []

  /** Newest first. */
  get held(): readonly TEntry[] {
    return this.#held
  }

  add(entry: TEntry): void {
    let low = 0
    let high = this.#held.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.#held[middle]
      if (other && comparePositions(other, entry) > 0) low = middle + 1
      else high = middle
    }
    this.#held.splice(low, 0, entry)
  }

  /** Takes out, newest first, what no entry can precede that comes after `last` in the index. */
  takeSettled(last: IndexEntry): readonly TEntry[] {
    const newest = newestAfter(last)
    const unsettled = this.#held.findIndex(({ sortKey }) => nanosecondsIn(sortKey) <= newest)
    return this.#held.splice(0, unsettled === -1 ? this.#held.length : unsettled)
  }

  /** Takes out everything: nothing more is to come. */
  takeAll(): readonly TEntry[] {
    return this.#held.splice(0)
  }
}

const SECOND_DIGITS: number = NANOSECOND_DIGITS - 9
const LENGTH_TO_SECONDS = '2026-01-01T00:00:00'.length

/** The newest time, in nanoseconds, that an entry can have which is not read before `last`. */
export function newestAfter({ publishedAt, sortKey }: IndexEntry): string {
  const fractionDigits = Math.min(9, Math.max(0, publishedAt.length - LENGTH_TO_SECONDS - '.Z'.length))
  const known = nanosecondsIn(sortKey).slice(0, SECOND_DIGITS + fractionDigits)
  return known.padEnd(NANOSECOND_DIGITS, '9')
}
