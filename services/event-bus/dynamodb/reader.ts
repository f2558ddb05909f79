import type { RetryingSender } from '../../dynamodb/retrying-sender.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { QueryCommandInput } from '../../dynamodb/sdk-types.ts'
import {
  type EventPosition,
  nanosecondsIn,
  partitionKeyOf,
  timestampOfNanoseconds,
} from '../event/event-keys.ts'
import type { CallOptions, EventPage } from '../event-bus.ts'
import { type CursorKey, encodeCursor, isAfter, TENANT_INDEX } from '../query/cursor.ts'
import type { ResolvedQuery } from '../query/event-query.ts'
import { ExactOrder, type IndexEntry, newestAfter } from '../query/exact-order.ts'
import { keyOf } from './conditions.ts'
import { eventIn, type Item, isExpired, isOwnedBy, positionOf, textAt } from './item.ts'

/** The index that finds events by ID. */
export const ID_INDEX = 'event-id-index'

export interface ReaderOptions {
  readonly sender: RetryingSender
  readonly tableName: string
  readonly maxPagesPerQuery: number
}

interface FoundEntry extends IndexEntry {
  readonly item: Item
}

/** How much more is read at a time when what was read did not fill the page. */
const GROWTH = 4

/** Finds events. Rejects with the client's own errors. */
export class EventReader {
  readonly #options: ReaderOptions

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  page(query: ResolvedQuery, nowMs: number, options?: CallOptions): Promise<EventPage> {
    const { eventType } = query
    return eventType === undefined
      ? this.#pageOfTenant(query, nowMs, options)
      : this.#pageOfType({ ...query, eventType }, nowMs, options)
  }

  /** One consistent read. */
  async get(position: EventPosition, options?: CallOptions): Promise<Item | undefined> {
    const { tableName, sender } = this.#options
    const command = new sdk.module.GetItemCommand({
      TableName: tableName,
      Key: keyOf(position),
      ConsistentRead: true,
    })
    const { output, error } = await sender.send(command, options)
    if (!output) throw error
    return output.Item
  }

  /** Every copy of an ID, expired or not. */
  async copiesOf(id: string, tenantId: string | undefined, options?: CallOptions): Promise<readonly Item[]> {
    const copies: Item[] = []
    const request: QueryCommandInput = {
      TableName: this.#options.tableName,
      IndexName: ID_INDEX,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: id } },
    }
    if (tenantId !== undefined) {
      request.FilterExpression = 'tenant_id = :tenant'
      request.ExpressionAttributeValues = { ...request.ExpressionAttributeValues, ':tenant': { S: tenantId } }
    }
    for (let start: Item | undefined; ; ) {
      const { items, last } = await this.#read(request, start, undefined, options)
      copies.push(...items)
      if (!last) return copies
      start = last
    }
  }

  async #pageOfType(
    query: ResolvedQuery & { readonly eventType: string },
    nowMs: number,
    options?: CallOptions,
  ): Promise<EventPage> {
    const { limit, after } = query
    const request = this.#requestFor(query, {
      condition: 'pk = :pk',
      values: { ':pk': { S: partitionKeyOf(query.tenantId, query.eventType) } },
      attribute: 'sk',
      lower: query.start,
      // Above every sort key of the last nanosecond, and below those of the next.
      upper: query.end === undefined ? undefined : `${query.end}$`,
    })
    const found: Item[] = []
    let start = after && keyOf(after)
    for (let pages = 1, size = limit + 1; ; pages++, size *= GROWTH) {
      const { items, last } = await this.#read(request, start, size, options)
      found.push(...items.filter((item) => !isExpired(item, nowMs) && isOwnedBy(item, query)))
      const lastFound = found[limit - 1]
      if (found.length > limit && lastFound) {
        return pageOf(query, found.slice(0, limit), { ...positionOf(lastFound), publishedAt: '' })
      }
      if (!last) return pageOf(query, found)
      if (pages >= this.#options.maxPagesPerQuery) {
        return pageOf(query, found, { ...positionOf(last), publishedAt: '' })
      }
      start = last
    }
  }

  async #pageOfTenant(query: ResolvedQuery, nowMs: number, options?: CallOptions): Promise<EventPage> {
    const { limit, after, tenantId } = query
    const request = this.#requestFor(query, {
      condition: 'tenant_id = :tenant',
      values: { ':tenant': { S: tenantId } },
      attribute: 'published_at',
      lower: query.start && `${secondOf(query.start)}.`,
      upper: after?.publishedAt ?? (query.end && `${secondOf(query.end)}Z`),
    })
    const order = new ExactOrder<FoundEntry>()
    const found: FoundEntry[] = []
    let start: Item | undefined
    for (let pages = 1, size = limit + 1; ; pages++, size *= GROWTH) {
      const { items, last } = await this.#read({ ...request, IndexName: TENANT_INDEX }, start, size, options)
      for (const item of items) {
        const entry = entryOf(item)
        if (isWanted(entry, query) && !isExpired(item, nowMs)) order.add(entry)
      }
      const read = last && entryOf(last)
      found.push(...(read ? order.takeSettled(read) : order.takeAll()))
      const lastFound = found[limit - 1]
      if (lastFound && found.length + order.held.length > limit) {
        const rest = [...found.slice(limit), ...order.held]
        return pageOf(query, itemsOf(found.slice(0, limit)), resumedFrom(lastFound, rest))
      }
      if (!read || isBelow(read, query)) return pageOf(query, itemsOf([...found, ...order.takeAll()]))
      const resume = resumedBelow(read, order.held)
      if (pages >= this.#options.maxPagesPerQuery && isProgress(resume, query)) {
        return pageOf(query, itemsOf(found), resume)
      }
      start = last
    }
  }

  #requestFor(query: ResolvedQuery, range: KeyRange): QueryCommandInput {
    const tags = query.tags.map((tag, i) => [`:tag${i}`, { S: tag }] as const)
    const request: QueryCommandInput = {
      TableName: this.#options.tableName,
      KeyConditionExpression: [range.condition, ...rangeConditionOf(range)].join(' AND '),
      ExpressionAttributeValues: { ...range.values, ...Object.fromEntries(tags) },
      ScanIndexForward: false,
    }
    if (range.lower !== undefined)
      request.ExpressionAttributeValues = withValue(request, ':lower', range.lower)
    if (range.upper !== undefined)
      request.ExpressionAttributeValues = withValue(request, ':upper', range.upper)
    if (tags.length > 0) {
      request.FilterExpression = tags.map(([name]) => `contains(#tags, ${name})`).join(' AND ')
      request.ExpressionAttributeNames = { '#tags': 'tags' }
    }
    return request
  }

  async #read(
    request: QueryCommandInput,
    start: Item | undefined,
    limit: number | undefined,
    options?: CallOptions,
  ): Promise<{ readonly items: readonly Item[]; readonly last: Item | undefined }> {
    const command = new sdk.module.QueryCommand({
      ...request,
      ...(start && { ExclusiveStartKey: start }),
      ...(limit && { Limit: Math.min(limit, MAX_READ) }),
    })
    const { output, error } = await this.#options.sender.send(command, options)
    if (!output) throw error
    return { items: output.Items ?? [], last: output.LastEvaluatedKey }
  }
}

/** More than a request can read, which ends after 1 MB. */
const MAX_READ = 1_000_000

interface KeyRange {
  readonly condition: string
  readonly values: Item
  readonly attribute: string
  readonly lower: string | undefined
  readonly upper: string | undefined
}

function rangeConditionOf({ attribute, lower, upper }: KeyRange): readonly string[] {
  if (lower !== undefined && upper !== undefined) return [`${attribute} BETWEEN :lower AND :upper`]
  if (lower !== undefined) return [`${attribute} >= :lower`]
  return upper === undefined ? [] : [`${attribute} <= :upper`]
}

function withValue(request: QueryCommandInput, name: string, text: string): Item {
  return { ...request.ExpressionAttributeValues, [name]: { S: text } }
}

function secondOf(nanoseconds: string): string {
  return timestampOfNanoseconds(nanoseconds).slice(0, '2026-01-01T00:00:00'.length)
}

function entryOf(item: Item): FoundEntry {
  return { ...positionOf(item), publishedAt: textAt(item, 'published_at'), item }
}

function itemsOf(entries: readonly FoundEntry[]): readonly Item[] {
  return entries.map(({ item }) => item)
}

/**
 * Whether an entry of the index is in the span of the query, to the millisecond, and not on the pages
 * before.
 */
function isWanted(entry: IndexEntry, { start, end, after }: ResolvedQuery): boolean {
  const nanoseconds = nanosecondsIn(entry.sortKey)
  if (start !== undefined && nanoseconds < start) return false
  if (end !== undefined && nanoseconds > end) return false
  return after === undefined || isAfter(entry, after)
}

/** Whether everything after `read` is older than the query asks for. */
function isBelow(read: IndexEntry, { start }: ResolvedQuery): boolean {
  return start !== undefined && newestAfter(read) < start
}

/** Continues after `last`, from where in the index those of the following are that sort above their time. */
function resumedFrom(last: IndexEntry, following: readonly IndexEntry[]): CursorKey {
  const { partitionKey, sortKey } = last
  return { partitionKey, sortKey, publishedAt: highest(last.publishedAt, following) }
}

/** Continues with everything that is not settled once the index is read to `read`. */
function resumedBelow(read: IndexEntry, held: readonly IndexEntry[]): CursorKey {
  const next = String(BigInt(newestAfter(read)) + 1n).padStart(newestAfter(read).length, '0')
  return {
    partitionKey: read.partitionKey,
    sortKey: `${next}#`,
    publishedAt: highest(timestampOfNanoseconds(next), held),
  }
}

function highest(publishedAt: string, entries: readonly IndexEntry[]): string {
  const [top = publishedAt] = [publishedAt, ...entries.map((entry) => entry.publishedAt)].sort().reverse()
  return top
}

function isProgress(resume: CursorKey, { after, end }: ResolvedQuery): boolean {
  if (after) return isAfter(resume, after)
  return end === undefined || nanosecondsIn(resume.sortKey) <= end
}

function pageOf(query: ResolvedQuery, items: readonly Item[], next?: CursorKey): EventPage {
  const events = items.map(eventIn)
  return next ? { events, cursor: encodeCursor(query, next) } : { events }
}
