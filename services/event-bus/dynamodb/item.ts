import { isDeepStrictEqual } from 'node:util'
import { AppTheoryError } from '../../../errors.ts'
import type { AttributeValue } from '../../dynamodb/sdk-types.ts'
import { type Event, eventOf, type StoredEvent } from '../event/event.ts'
import {
  type EventPosition,
  millisecondsOf,
  nanosecondsIn,
  parseSortKey,
  timestampOf,
  timestampOfNanoseconds,
} from '../event/event-keys.ts'

export type Item = Record<string, AttributeValue>

/** An event as AppTheory's services keep it. */
export function itemOf(event: StoredEvent): Item {
  const item: Item = {
    pk: { S: event.partitionKey },
    sk: { S: event.sortKey },
    id: { S: event.id },
    event_type: { S: event.eventType },
    tenant_id: { S: event.tenantId },
    source_id: { S: event.sourceId },
    published_at: { S: timestampOfNanoseconds(nanosecondsIn(event.sortKey)) },
    created_at: { S: timestampOf(event.createdAtMs) },
    payload: { B: Buffer.from(event.payloadJson) },
    version: { N: String(event.version) },
    retry_count: { N: String(event.retryCount) },
  }
  if (event.expiresAtMs !== undefined) Object.assign(item, expiryOf(event.expiresAtMs))
  if (event.correlationId !== undefined) item['correlation_id'] = { S: event.correlationId }
  if (event.tags.length > 0) item['tags'] = { SS: [...event.tags] }
  const metadata = Object.entries(event.metadata)
  if (metadata.length > 0) {
    item['metadata'] = { M: Object.fromEntries(metadata.map(([name, text]) => [name, { S: text }])) }
  }
  return item
}

/** The attributes by which an item ends: one for readers, to the millisecond, and one for DynamoDB. */
export function expiryOf(expiresAtMs: number): Item {
  return {
    expires_at: { S: timestampOf(expiresAtMs) },
    ttl: { N: String(Math.floor(expiresAtMs / 1000)) },
  }
}

/**
 * The event in an item, whichever service wrote it.
 * @throws AppTheoryError `event_bus.unreadable_event`
 */
export function storedEventIn(item: Item): StoredEvent {
  const { partitionKey, sortKey } = positionOf(item)
  const parts = parseSortKey(sortKey)
  const eventType = textAt(item, 'event_type')
  const tenantId = textAt(item, 'tenant_id')
  if (!parts || !eventType || !tenantId) throw unreadable({ partitionKey, sortKey })
  const publishedAtMs = millisecondsOf(parts.nanoseconds)
  return {
    id: textAt(item, 'id') || parts.id,
    eventType,
    tenantId,
    partitionKey,
    payloadJson: payloadJsonIn(item['payload']),
    publishedAtMs,
    createdAtMs: timeAt(item, 'created_at') ?? publishedAtMs,
    sortKey,
    sourceId: textAt(item, 'source_id'),
    expiresAtMs: expiresAtMsOf(item),
    correlationId: textAt(item, 'correlation_id') || undefined,
    metadata: metadataIn(item['metadata']),
    tags: item['tags']?.SS?.toSorted() ?? [],
    version: countAt(item, 'version'),
    retryCount: countAt(item, 'retry_count'),
  }
}

/** @throws AppTheoryError `event_bus.unreadable_event` */
export function eventIn(item: Item): Event {
  const stored = storedEventIn(item)
  let payload: unknown
  try {
    payload = JSON.parse(stored.payloadJson)
  } catch {
    throw unreadable(stored)
  }
  return eventOf(stored, payload)
}

export function positionOf(item: Item): EventPosition {
  return { partitionKey: textAt(item, 'pk'), sortKey: textAt(item, 'sk') }
}

/** Whose event is asked for. */
export interface EventOwner {
  readonly tenantId: string
  readonly eventType: string
}

/**
 * Whether an item is of this tenant and type. Its key alone does not say: in the key `a#b#c`, `#` may be
 * part of the tenant, where AppTheory's Go wrote it. Go also keeps white space around both, which its keys
 * do not have. An item without the attributes is reported as unreadable.
 */
export function isOwnedBy(item: Item, { tenantId, eventType }: EventOwner): boolean {
  const agrees = (name: string, asked: string): boolean => ['', asked].includes(textAt(item, name).trim())
  return agrees('tenant_id', tenantId) && agrees('event_type', eventType)
}

export function isExpired(item: Item, nowMs: number): boolean {
  const expiresAtMs = expiresAtMsOf(item)
  return expiresAtMs !== undefined && expiresAtMs <= nowMs
}

/** Whether an item is this very event, in everything that was said of it. */
export function isSameEvent(item: Item, event: StoredEvent): boolean {
  try {
    return isDeepStrictEqual(normalized(storedEventIn(item)), normalized(event))
  } catch {
    return false
  }
}

/** The payload of an item as JSON text; undefined if the item is not a readable event. */
export function payloadTextOf(item: Item): string | undefined {
  try {
    const { payloadJson } = storedEventIn(item)
    JSON.parse(payloadJson)
    return payloadJson
  } catch {
    return undefined
  }
}

export function textAt(item: Item, name: string): string {
  return item[name]?.S ?? ''
}

/** Go writes a time that was not set as the year 1. */
function timeAt(item: Item, name: string): number | undefined {
  const ms = Date.parse(textAt(item, name))
  return ms >= 0 ? ms : undefined
}

function expiresAtMsOf(item: Item): number | undefined {
  const seconds = item['ttl']?.N
  return timeAt(item, 'expires_at') ?? (seconds === undefined ? undefined : Number(seconds) * 1000)
}

function countAt(item: Item, name: string): number {
  return Number(item[name]?.N ?? 0)
}

/** Older writers in Go left the bytes as a list of numbers, and others as text. */
function payloadJsonIn(value: AttributeValue | undefined): string {
  if (value?.B) return Buffer.from(value.B.buffer, value.B.byteOffset, value.B.byteLength).toString()
  if (value?.S !== undefined) return value.S
  if (value?.L) return Buffer.from(value.L.map(({ N }) => Number(N))).toString()
  return ''
}

function metadataIn(value: AttributeValue | undefined): Readonly<Record<string, string>> {
  if (!value?.M) return {}
  return Object.fromEntries(Object.entries(value.M).map(([name, text]) => [name, text.S ?? '']))
}

function normalized(event: StoredEvent): object {
  return { ...event, tags: [...event.tags].sort(), metadata: { ...event.metadata } }
}

function unreadable({ partitionKey, sortKey }: EventPosition): AppTheoryError {
  return new AppTheoryError(
    'event_bus.unreadable_event',
    `the item ${partitionKey} ${sortKey} is not an event`,
    {
      cause: { package: 'apptheory-middy', data: { pk: partitionKey, sk: sortKey } },
    },
  )
}
