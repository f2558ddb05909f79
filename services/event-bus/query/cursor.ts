import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../../dynamodb/limits.ts'
import { type EventPosition, parseSortKey } from '../event/event-keys.ts'
import type { QueryOrder } from '../event-bus.ts'
import { invalidCursor } from '../event-bus-errors.ts'
import { nanosecondsOfTime, timeInSortKey } from './index-order.ts'

/** The index over all types of a tenant, by time. */
export const TENANT_INDEX = 'tenant-timestamp-index'

/** The position after which a page begins. */
export interface CursorKey extends EventPosition {
  /**
   * On the index, where reading begins: the index compares times as text, and those of other writers may have
   * fewer digits.
   */
  readonly publishedAt: string
}

/** What a cursor has to fit: the part of a query that says where in the table it reads. */
export interface QueryRange {
  readonly tenantId: string
  /** Of one type's events; none for a query over all types of a tenant. */
  readonly partitionKey: string | undefined
  /** Nanoseconds, inclusive, 19 digits. */
  readonly start: string | undefined
  /** Nanoseconds, inclusive, 19 digits. */
  readonly end: string | undefined
  readonly order: QueryOrder
}

/** More than the keys of any event take if every character is escaped. */
const MAX_CURSOR_LENGTH = 65_536

/**
 * A cursor in the format of TableTheory, byte for byte, so that a service in Go can continue it.
 * @see https://github.com/theory-cloud/TableTheory/blob/main/pkg/query/cursor.go
 */
export function encodeCursor(
  query: Pick<QueryRange, 'tenantId' | 'partitionKey' | 'order'>,
  key: CursorKey,
): string {
  const lastKey = Object.entries(attributesOf(query, key)).map(
    ([name, text]) => `"${name}":{"S":${goString(text)}}`,
  )
  const index = query.partitionKey === undefined ? `,"index":"${TENANT_INDEX}"` : ''
  const json = `{"lastKey":{${lastKey.join(',')}}${index},"sort":"${query.order.toUpperCase()}"}`
  return Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}

function attributesOf(
  { tenantId, partitionKey }: Pick<QueryRange, 'tenantId' | 'partitionKey'>,
  key: CursorKey,
): Readonly<Record<string, string>> {
  const [pk, sk] = [key.partitionKey, key.sortKey]
  if (partitionKey === undefined) return { pk, published_at: key.publishedAt, sk, tenant_id: tenantId }
  // At an item that is not an event, the tenant says that the cursor is meant to be there.
  return parseSortKey(sk) ? { pk, sk } : { pk, sk, tenant_id: tenantId }
}

/**
 * Reads a cursor of this query: of its tenant, its type and its index, at a position within its span of
 * time. It does not contain the span: a cursor of another span is rejected only if its position lies
 * outside.
 * @throws AppTheoryError `event_bus.invalid_cursor`
 */
export function decodeCursor(cursor: unknown, query: QueryRange): CursorKey {
  // Stryker disable next-line all: what passes is rejected below, after more work
  if (typeof cursor !== 'string' || cursor.length > MAX_CURSOR_LENGTH) throw invalidCursor()
  const key = keyIn(cursor)
  // A cursor that is encoded in another way is not one of this query, in shape, index, order or encoding.
  if (!key || !belongsTo(key, query) || encodeCursor(query, key) !== cursor) throw invalidCursor()
  return key
}

function keyIn(cursor: string): CursorKey | undefined {
  let lastKey: Readonly<Record<string, { readonly S?: unknown } | undefined>>
  try {
    lastKey = JSON.parse(Buffer.from(cursor, 'base64url').toString()).lastKey
    // Stryker disable OptionalChaining,ConditionalExpression: what throws here is caught below
    const [partitionKey, sortKey, publishedAt = ''] = [
      lastKey['pk']?.S,
      lastKey['sk']?.S,
      lastKey['published_at']?.S,
    ]
    if (
      ![partitionKey, sortKey, publishedAt].every((text) => typeof text === 'string' && text.isWellFormed())
    ) {
      return undefined
    }
    // Stryker restore all
    // Stryker disable BlockStatement: a function without a return returns undefined
    return { partitionKey, sortKey, publishedAt } as CursorKey
  } catch {
    return undefined
  }
}

// Stryker restore all

function belongsTo({ partitionKey, sortKey, publishedAt }: CursorKey, query: QueryRange): boolean {
  if (sortKey === '' || Buffer.byteLength(sortKey) > MAX_SORT_KEY_BYTES) return false
  if (query.partitionKey !== undefined) {
    return partitionKey === query.partitionKey && isWithin(sortKey, query)
  }
  const ofTenant =
    partitionKey.length > query.tenantId.length + 1 && partitionKey.startsWith(`${query.tenantId}#`)
  if (!ofTenant || Buffer.byteLength(partitionKey) > MAX_PARTITION_KEY_BYTES) return false
  const nanoseconds = nanosecondsOfTime(publishedAt)
  // The item of another writer, which the index has at a text that is not a time.
  if (nanoseconds === undefined) return publishedAt !== '' && sortKey.startsWith('#')
  const time = timeInSortKey(sortKey)
  return time !== undefined && isBeginningOf(publishedAt, time) && isWithin(sortKey, query)
}

function isWithin(sortKey: string, { start, end }: QueryRange): boolean {
  return (start === undefined || sortKey >= start) && (end === undefined || sortKey <= `${end}$`)
}

/** Whether a timestamp is a time, or its beginning: that of an event which the index sorts above its time. */
function isBeginningOf(timestamp: string, time: string): boolean {
  // Stryker disable next-line all: a time has nine digits and one Z, so that other beginnings match the same
  return timestamp === time || time.startsWith(timestamp.replace(/\.?Z$/, timestamp.includes('.') ? '' : '.'))
}

const goEscapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** JSON as Go's encoder writes it. */
function goString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => goEscapes[character] ?? character)
}
