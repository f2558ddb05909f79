import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../../dynamodb/limits.ts'
import { compareUtf8, NANOSECOND_DIGITS } from '../event/event-keys.ts'
import { invalidCursor } from '../event-bus-errors.ts'

/** The index over all types of a tenant, by time. */
export const TENANT_INDEX = 'tenant-timestamp-index'

/** The position after which a page begins. */
export interface CursorKey {
  readonly partitionKey: string
  readonly sortKey: string
  /**
   * Where in the order of the index reading begins: there, times are compared as strings, and other
   * writers' may be trimmed.
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
}

/** More than the keys of any event take when every character is escaped. */
const MAX_CURSOR_LENGTH = 65_536

/**
 * A cursor in the format of TableTheory, byte for byte, so that a service in Go can continue it.
 * @see https://github.com/theory-cloud/TableTheory/blob/main/pkg/query/cursor.go
 */
export function encodeCursor(query: Pick<QueryRange, 'tenantId' | 'partitionKey'>, key: CursorKey): string {
  const { partitionKey, sortKey, publishedAt } = key
  const attributes =
    query.partitionKey === undefined
      ? { pk: partitionKey, published_at: publishedAt, sk: sortKey, tenant_id: query.tenantId }
      : { pk: partitionKey, sk: sortKey }
  const lastKey = Object.entries(attributes).map(([name, text]) => `"${name}":{"S":${goString(text)}}`)
  const index = query.partitionKey === undefined ? `,"index":"${TENANT_INDEX}"` : ''
  const json = `{"lastKey":{${lastKey.join(',')}}${index},"sort":"DESC"}`
  return Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}

/**
 * Reads a cursor of this query: of its tenant, its type and its index, at a position within its span of
 * time. Which span it was made in, it does not say: that of another is refused only if its position lies
 * outside.
 * @throws AppTheoryError `event_bus.invalid_cursor`
 */
export function decodeCursor(cursor: unknown, query: QueryRange): CursorKey {
  if (typeof cursor !== 'string' || cursor.length > MAX_CURSOR_LENGTH) throw invalidCursor()
  const key = keyIn(cursor)
  // Whatever does not come out as it went in is not ours, in whichever detail of shape, index or encoding.
  if (!key || !belongsTo(key, query) || encodeCursor(query, key) !== cursor) throw invalidCursor()
  return key
}

function keyIn(cursor: string): CursorKey | undefined {
  let lastKey: Readonly<Record<string, { readonly S?: unknown } | undefined>>
  try {
    lastKey = JSON.parse(Buffer.from(cursor, 'base64url').toString()).lastKey
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
    return { partitionKey, sortKey, publishedAt } as CursorKey
  } catch {
    return undefined
  }
}

const sortKeyPattern = new RegExp(`^\\d{${NANOSECOND_DIGITS}}#`)

function belongsTo({ partitionKey, sortKey, publishedAt }: CursorKey, query: QueryRange): boolean {
  if (!sortKeyPattern.test(sortKey) || Buffer.byteLength(sortKey) > MAX_SORT_KEY_BYTES) return false
  const nanoseconds = sortKey.slice(0, NANOSECOND_DIGITS)
  if (query.start !== undefined && nanoseconds < query.start) return false
  if (query.end !== undefined && nanoseconds > query.end) return false
  if (query.partitionKey !== undefined) return partitionKey === query.partitionKey
  const ofTenant =
    partitionKey.length > query.tenantId.length + 1 && partitionKey.startsWith(`${query.tenantId}#`)
  if (!ofTenant || Buffer.byteLength(partitionKey) > MAX_PARTITION_KEY_BYTES) return false
  return isTimeOf(publishedAt, nanoseconds)
}

const timestampPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/

/**
 * Whether a timestamp says the time, or the beginning of its fraction: that of an event which sorts before
 * its time.
 */
function isTimeOf(timestamp: string, nanoseconds: string): boolean {
  const [, second, fraction = ''] = timestampPattern.exec(timestamp) ?? []
  if (second === undefined || !nanoseconds.slice(-9).startsWith(fraction)) return false
  return Date.parse(`${second}Z`) === Number(nanoseconds.slice(0, -9)) * 1000
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

/** Whether a position comes after the cursor's, so that it is on the pages to come. */
export function isAfter(position: Pick<CursorKey, 'partitionKey' | 'sortKey'>, cursor: CursorKey): boolean {
  const order = compareUtf8(position.sortKey, cursor.sortKey)
  return order < 0 || (order === 0 && compareUtf8(position.partitionKey, cursor.partitionKey) < 0)
}
