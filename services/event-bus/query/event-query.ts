import { types } from 'node:util'
import { isAppTheoryError } from '../../../errors.ts'
import { MAX_PARTITION_KEY_BYTES } from '../../dynamodb/limits.ts'
import { tenantField } from '../event/create-event.ts'
import { MAX_TAGS } from '../event/event-fields.ts'
import { MAX_PUBLISHED_AT_MS, nanosecondsOf, partitionKeyOf } from '../event/event-keys.ts'
import type { EventQuery, QueryOrder } from '../event-bus.ts'
import { invalidQuery } from '../event-bus-errors.ts'
import { type CursorKey, decodeCursor, type QueryRange } from './cursor.ts'

/** A query that has been checked, with its defaults. */
export interface ResolvedQuery extends QueryRange {
  readonly eventType: string | undefined
  readonly tags: readonly string[]
  readonly limit: number
  readonly after: CursorKey | undefined
}

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000

/** @throws AppTheoryError `event_bus.invalid_query`, `event_bus.invalid_cursor` */
export function resolveQuery(query: EventQuery): ResolvedQuery {
  if (typeof query !== 'object' || query === null) throw invalidQuery('query', 'a query must be an object')
  const tenantId = tenantOf(query.tenantId)
  const eventType = optionalText('eventType', query.eventType)?.trim() || undefined
  const resolved = {
    tenantId,
    eventType,
    partitionKey: eventType === undefined ? undefined : partitionKeyOf(tenantId, eventType),
    start: boundOf('startTime', query.startTime, '000000'),
    end: boundOf('endTime', query.endTime, '999999'),
    tags: tagsOf(query.tags),
    limit: limitOf(query.limit),
    order: orderOf(query.order),
  }
  if (
    resolved.partitionKey !== undefined &&
    Buffer.byteLength(resolved.partitionKey) > MAX_PARTITION_KEY_BYTES
  ) {
    throw invalidQuery(
      'eventType',
      `no event has a tenant and type of more than ${MAX_PARTITION_KEY_BYTES} bytes`,
    )
  }
  const { cursor } = query
  return { ...resolved, after: cursor === undefined ? undefined : decodeCursor(cursor, resolved) }
}

/** @throws AppTheoryError `event_bus.invalid_query` */
export function tenantOf(value: unknown): string {
  try {
    return tenantField(value)
  } catch (error) {
    if (isAppTheoryError(error)) throw invalidQuery('tenantId', error.message)
    throw error
  }
}

/** Whether no time can be within the bounds. */
export function isEmptySpan({ start = '0', end }: Pick<ResolvedQuery, 'start' | 'end'>): boolean {
  return end !== undefined && start > end
}

function optionalText(field: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !value.isWellFormed())
    throw invalidQuery(field, `${field} must be a string`)
  return value
}

function boundOf(field: string, value: unknown, withinMs: string): string | undefined {
  if (value === undefined) return undefined
  const ms = types.isDate(value) ? value.getTime() : Number.NaN
  if (Number.isNaN(ms)) throw invalidQuery(field, `${field} must be a valid Date`)
  // Before 1970 and after 2262 there are no events. The empty text comes before every time.
  if (ms < 0 && field === 'endTime') return ''
  return nanosecondsOf(Math.min(Math.max(ms, 0), MAX_PUBLISHED_AT_MS + 1), withinMs)
}

function tagsOf(value: unknown): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > MAX_TAGS) {
    throw invalidQuery('tags', `tags must be an array of at most ${MAX_TAGS} strings`)
  }
  const tags = value.map((tag) => optionalText('tags', tag)?.trim() ?? '').filter(Boolean)
  return [...new Set(tags)]
}

function orderOf(value: unknown): QueryOrder {
  if (value === undefined) return 'desc'
  if (value === 'asc' || value === 'desc') return value
  throw invalidQuery('order', "order must be 'asc' or 'desc'")
}

function limitOf(value: unknown): number {
  if (value === undefined) return DEFAULT_LIMIT
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT) return value
  throw invalidQuery('limit', `limit must be a whole number from 1 to ${MAX_LIMIT}`)
}
