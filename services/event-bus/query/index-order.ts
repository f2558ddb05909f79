import {
  compareUtf8,
  type EventPosition,
  NANOSECOND_DIGITS,
  nanosecondsIn,
  timestampOfNanoseconds,
} from '../event/event-keys.ts'
import type { QueryOrder } from '../event-bus.ts'

/** A place in the order of a tenant's events. */
export interface IndexPosition extends EventPosition {
  /** The time with nine digits of fraction. A text that is not a time stands for itself. */
  readonly time: string
}

/** An entry of the index over a tenant's events. */
export interface IndexEntry extends IndexPosition {
  /**
   * As it was written: with nine digits of fraction by this package, without zeros at the end by
   * AppTheory's Go.
   */
  readonly publishedAt: string
}

const timestampPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/
const timePattern = /^\d{19}#/
const FRACTION_DIGITS = 9

/** A time as text that sorts by time. A text that is not a time of an event stands for itself. */
export function sortableTime(publishedAt: string): string {
  const nanoseconds = nanosecondsOfTime(publishedAt)
  return nanoseconds === undefined ? publishedAt : timestampOfNanoseconds(nanoseconds)
}

/** The time in a sort key, if it has one with all digits. */
export function timeInSortKey(sortKey: string): string | undefined {
  return timePattern.test(sortKey) ? timestampOfNanoseconds(nanosecondsIn(sortKey)) : undefined
}

/** Nanoseconds since 1970, with all digits; undefined for a text that is not a time of an event. */
export function nanosecondsOfTime(time: string): string | undefined {
  const [, second, fraction = ''] = timestampPattern.exec(time) ?? []
  if (second === undefined) return undefined
  const seconds = Date.parse(`${second}Z`) / 1000
  const digits = String(seconds).padStart(NANOSECOND_DIGITS - FRACTION_DIGITS, '0')
  const nanoseconds = `${digits}${fraction.padEnd(FRACTION_DIGITS, '0')}`
  if (!(seconds >= 0) || nanoseconds.length !== NANOSECOND_DIGITS) return undefined
  // A day that its month does not have would be one of the next month.
  return timestampOfNanoseconds(nanoseconds).startsWith(second) ? nanoseconds : undefined
}

/**
 * The entry of an item. The index sorts by `published_at`. A sort key of another writer that has another
 * time, or no time, gets the one of the index in front, or none, so that the position agrees with itself.
 */
export function indexEntryOf(publishedAt: string, { partitionKey, sortKey }: EventPosition): IndexEntry {
  const ownTime = timeInSortKey(sortKey)
  const time = publishedAt === ownTime ? ownTime : sortableTime(publishedAt)
  if (ownTime === time) return { publishedAt, time, sortKey, partitionKey }
  const nanoseconds = nanosecondsOfTime(time)
  return {
    publishedAt,
    time,
    partitionKey,
    sortKey: `${nanoseconds ?? ''}#${sortKey}`,
  }
}

/** Negative if `a` comes before `b` in a query of this order. */
export function compareInOrder(order: QueryOrder, a: IndexPosition, b: IndexPosition): number {
  const oldestFirst =
    compareUtf8(a.time, b.time) ||
    compareUtf8(a.sortKey, b.sortKey) ||
    compareUtf8(a.partitionKey, b.partitionKey)
  return order === 'asc' ? oldestFirst : -oldestFirst
}

/**
 * Times that an index sorts after `publishedAt`, although they are not later: its beginnings, as Go writes
 * them. `.12Z` and `.1Z` sort above `.123Z`. Oldest first.
 */
export function shortenedTimes(publishedAt: string): readonly string[] {
  const [, second, fraction = ''] = timestampPattern.exec(publishedAt) ?? []
  if (second === undefined) return []
  const times = Array.from(fraction, (_, digits) =>
    digits === 0 ? `${second}Z` : `${second}.${fraction.slice(0, digits)}Z`,
  )
  return times.filter((time) => !/0Z$/.test(time) || time === `${second}Z`)
}

/**
 * Brings the entries that an index of time strings returns into the order of the times. The two orders
 * differ: entries of the same time come in any order, and a time without zeros at the end sorts above all
 * that begin with it. So entries are held until none that comes before them can follow.
 */
export class IndexOrder<TEntry extends IndexPosition> {
  readonly #order: QueryOrder
  readonly #held: TEntry[] = []

  constructor(order: QueryOrder) {
    this.#order = order
  }

  /** In the order of the query. */
  get held(): readonly TEntry[] {
    return this.#held
  }

  add(entry: TEntry): void {
    const last = this.#held.at(-1)
    let high = this.#held.length
    // An index is mostly in order, so that most entries come last.
    let low = last && compareInOrder(this.#order, last, entry) < 0 ? high : 0
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.#held[middle]
      const order = other ? compareInOrder(this.#order, other, entry) : 0
      if (order === 0) return
      if (order < 0) low = middle + 1
      else high = middle
    }
    this.#held.splice(low, 0, entry)
  }

  /** How many entries come before a time, the time itself excluded. */
  countBefore(time: string): number {
    const isBefore = (entry: TEntry): boolean =>
      this.#order === 'asc' ? entry.time < time : entry.time > time
    const first = this.#held.findIndex((entry) => !isBefore(entry))
    return first === -1 ? this.#held.length : first
  }

  take(count: number): readonly TEntry[] {
    return this.#held.splice(0, count)
  }
}
