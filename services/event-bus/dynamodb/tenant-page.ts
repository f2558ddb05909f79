import { timestampOfNanoseconds } from '../event/event-keys.ts'
import { type CursorKey, TENANT_INDEX } from '../query/cursor.ts'
import type { ResolvedQuery } from '../query/event-query.ts'
import {
  compareInOrder,
  type IndexEntry,
  IndexOrder,
  type IndexPosition,
  indexEntryOf,
  nanosecondsOfTime,
  shortenedTimes,
  sortableTime,
  timeInSortKey,
} from '../query/index-order.ts'
import type { ReadPage } from '../query/read-page.ts'
import { type Item, isExpired, positionOf, textAt } from './item.ts'
import { GROWTH, requestFor } from './query-request.ts'
import type { PageReading } from './type-page.ts'

interface FoundEntry extends IndexEntry {
  readonly item: Item
}

/** A page of a tenant's events of all types, which the index has in the order of times as text. */
export class TenantPage {
  readonly #query: ResolvedQuery
  readonly #reading: PageReading
  readonly #order: IndexOrder<FoundEntry>
  /**
   * The position up to which entries are passed over: that of the cursor, then that of the last entry
   * taken.
   */
  #after: IndexPosition | undefined
  readonly #taken: FoundEntry[] = []

  constructor(query: ResolvedQuery, reading: PageReading) {
    this.#query = query
    this.#reading = reading
    this.#order = new IndexOrder(query.order)
    this.#after = query.after && positionIn(query.after)
  }

  async read(): Promise<ReadPage> {
    const { read, builder, maxPages } = this.#reading
    const request = this.#request(this.#range())
    let start: Item | undefined
    for (let pages = 1, size = this.#query.limit + 1; ; pages++, size *= GROWTH) {
      const { items, last } = await read(request, start, size)
      for (const item of items) this.#add(item)
      const readTo = last && this.#entryOf(last)
      const bound = readTo && (await this.#settledBefore(readTo, pages >= maxPages))
      const isLast = bound === undefined || this.#isPastRange(bound)
      this.#emit(isLast ? this.#order.held.length : this.#order.countBefore(bound))
      builder.lookAhead(this.#order.held.map(({ item }) => item))
      if (builder.isFull) return builder.page(builder.last?.key())
      if (isLast || !readTo) return builder.page()
      const next = pages >= maxPages ? this.#positionBefore(bound, readTo) : undefined
      if (next) return builder.page(next)
      start = last
    }
  }

  #add(item: Item): void {
    const entry = this.#entryOf(item)
    if (this.#isWanted(entry) && !isExpired(item, this.#reading.nowMs)) this.#order.add(entry)
  }

  #entryOf(item: Item): FoundEntry {
    const { partitionKey, sortKey } = positionOf(item)
    const prefix = `${this.#query.tenantId}#`
    const ofTenant = partitionKey.startsWith(prefix) ? partitionKey : `${prefix}${partitionKey}`
    return { ...indexEntryOf(textAt(item, 'published_at'), { partitionKey: ofTenant, sortKey }), item }
  }

  /**
   * Whether an entry is in the span of the query, and not before the position up to which entries are
   * passed over.
   */
  #isWanted(entry: IndexEntry): boolean {
    return (
      this.#isInRange(entry.time) &&
      (!this.#after || compareInOrder(this.#query.order, this.#after, entry) < 0)
    )
  }

  #isInRange(time: string): boolean {
    const { start, end } = this.#query
    if (start !== undefined && time < timestampOfNanoseconds(start)) return false
    return end === undefined || time <= timestampOfNanoseconds(end)
  }

  #isPastRange(bound: string): boolean {
    const { order, start, end } = this.#query
    if (order === 'asc') return end !== undefined && bound > timestampOfNanoseconds(end)
    return start !== undefined && bound < timestampOfNanoseconds(start)
  }

  /**
   * The time before which, in the order of the query, no entry can follow once the index is read to
   * `readTo`.
   */
  async #settledBefore(readTo: IndexEntry, isLastRequest: boolean): Promise<string> {
    const { order, limit } = this.#query
    // Backwards, what follows sorts below this text, and no time is above its text.
    if (order === 'desc') return readTo.publishedAt
    const shortened = shortenedTimes(readTo.publishedAt).filter((text) =>
      this.#mayBeAhead(sortableTime(text)),
    )
    const ready = this.#order.held.slice(0, this.#order.countBefore(readTo.time))
    const missing = limit - this.#reading.builder.size
    const [oldest] = shortened
    if (oldest === undefined) return readTo.time
    if (ready.length < missing && !isLastRequest) return sortableTime(oldest)
    const lastTime = ready[Math.max(missing, 1) - 1]?.time ?? readTo.time
    const isNeeded = (text: string): boolean => sortableTime(text) <= lastTime
    for (const item of await this.#itemsAt(shortened.filter(isNeeded))) this.#add(item)
    const open = shortened.find((text) => !isNeeded(text))
    return open === undefined ? readTo.time : sortableTime(open)
  }

  #mayBeAhead(time: string): boolean {
    return this.#isInRange(time) && (!this.#after || time >= this.#after.time)
  }

  /** Items whose times are ahead of their place in the index. There are few, and mostly none. */
  async #itemsAt(times: readonly string[]): Promise<readonly Item[]> {
    const found = await Promise.all(
      times.map(async (time) => {
        const request = this.#request({ lower: time, upper: time })
        const items: Item[] = []
        for (let start: Item | undefined, more = true; more; more = start !== undefined) {
          const page = await this.#reading.read(request, start)
          items.push(...page.items)
          start = page.last
        }
        return items
      }),
    )
    return found.flat()
  }

  #emit(count: number): void {
    const { builder } = this.#reading
    const entries = this.#order.take(count)
    // All of them before the first is added: a cursor behind it has to lead to the others too.
    this.#taken.push(...entries)
    for (const entry of entries) {
      if (builder.isFull) continue
      this.#after = entry
      builder.add(entry.item, () => this.#keyAfter(entry))
    }
  }

  #keyAfter(entry: FoundEntry): CursorKey {
    const { partitionKey, sortKey, time } = entry
    if (this.#query.order === 'asc') return { partitionKey, sortKey, publishedAt: time }
    const isLater = (other: FoundEntry): boolean => compareInOrder('desc', entry, other) < 0
    const rest = [...this.#taken.filter(isLater), ...this.#order.held]
    return { partitionKey, sortKey, publishedAt: highest(entry.publishedAt, rest) }
  }

  /**
   * The position from which everything that is not settled follows; undefined if it is not behind the last
   * one.
   */
  #positionBefore(bound: string, readTo: IndexEntry): CursorKey | undefined {
    const { order, after, end } = this.#query
    const { partitionKey } = readTo
    const nanoseconds = order === 'asc' ? nanosecondsOfTime(bound) : nanosecondAbove(readTo.publishedAt)
    if (nanoseconds === undefined) return undefined
    const time = timestampOfNanoseconds(nanoseconds)
    const position = { partitionKey, sortKey: `${nanoseconds}#`, time }
    if (after && compareInOrder(order, positionIn(after), position) >= 0) return undefined
    if (order === 'asc') return { ...position, publishedAt: time }
    if (!after && end !== undefined && nanoseconds > end) return undefined
    return { ...position, publishedAt: highest(time, this.#order.held) }
  }

  #range(): TextRange {
    const { order, start, end, after } = this.#query
    const lower = start && `${secondOf(start)}.`
    const upper = end && `${secondOf(end)}Z`
    if (!after) return { lower, upper }
    return order === 'asc' ? { lower: positionIn(after).time, upper } : { lower, upper: after.publishedAt }
  }

  #request(range: TextRange) {
    const { tableName } = this.#reading
    const { tenantId } = this.#query
    const key = { condition: 'tenant_id = :tenant', values: { ':tenant': { S: tenantId } }, ...range }
    return {
      ...requestFor(tableName, this.#query, { ...key, attribute: 'published_at' }),
      IndexName: TENANT_INDEX,
    }
  }
}

interface TextRange {
  readonly lower: string | undefined
  readonly upper: string | undefined
}

function positionIn({ publishedAt, sortKey, partitionKey }: CursorKey): IndexPosition {
  const isTime = nanosecondsOfTime(publishedAt) !== undefined
  return { time: (isTime && timeInSortKey(sortKey)) || publishedAt, sortKey, partitionKey }
}

/** The nanosecond after all times that begin as a timestamp does. */
function nanosecondAbove(publishedAt: string): string | undefined {
  const digits = publishedAt.split('.')[1]?.length ?? 1
  const nanoseconds = nanosecondsOfTime(publishedAt)
  if (nanoseconds === undefined) return undefined
  const known = nanoseconds.slice(0, nanoseconds.length - 9 + digits - 1)
  return String(BigInt(known.padEnd(nanoseconds.length, '9')) + 1n).padStart(nanoseconds.length, '0')
}

function highest(publishedAt: string, entries: readonly IndexEntry[]): string {
  return entries.reduce((top, entry) => (entry.publishedAt > top ? entry.publishedAt : top), publishedAt)
}

function secondOf(nanoseconds: string): string {
  return timestampOfNanoseconds(nanoseconds).slice(0, '2026-01-01T00:00:00'.length)
}
