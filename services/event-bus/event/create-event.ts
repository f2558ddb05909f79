import { decodeTime, isValid as isUlid } from 'ulid'
import { type Clock, systemClock } from '../../clock/clock.ts'
import { MAX_PARTITION_KEY_BYTES } from '../../dynamodb/limits.ts'
import { type IdGenerator, ulidGenerator } from '../../ids/ids.ts'
import { eventError, invalidEvent } from '../event-bus-errors.ts'
import { type Event, type EventInput, eventOf, type StoredEvent } from './event.ts'
import { countField, metadataField, nameField, tagsField, textField, timeField } from './event-fields.ts'
import {
  MAX_PUBLISHED_AT_MS,
  millisecondsOf,
  nanosecondsOf,
  parseSortKey,
  partitionKeyOf,
  sortKeyOf,
} from './event-keys.ts'
import { assertItemFits } from './event-size.ts'
import { payloadJsonOf } from './payload-json.ts'

/** Where the time and the identifiers of new events come from. */
export interface EventSources {
  /** The time of an event whose input has none. */
  readonly clock: Clock
  /** The source of the ID of an event whose input has none. */
  readonly ids: IdGenerator
}

// Room for the delimiters, the time, and the key of an ID's guard item, which contains both.
const MAX_TENANT_BYTES = 1000
export const MAX_ID_BYTES = 1000

const noMetadata: Readonly<Record<string, string>> = Object.freeze({})
const noTags: readonly string[] = Object.freeze([])

/**
 * Makes an event of an input: checks it, and sets missing fields to their defaults. The input is not changed.
 *
 * The default ID is the next of `ids`. The default of `publishedAt` is the time in the ID if that is a ULID;
 * otherwise it is now. The same ULID thus always has the same key.
 *
 * @example
 * ```ts
 * const event = createEvent({ eventType: 'order.created', tenantId: 'acme', payload: { orderId: '7' } })
 * const bus = new DynamoDBEventBus()
 * const order = { TableName: 'orders', Item: { pk: { S: '7' } } }
 * const TransactItems = [{ Put: order }, ...bus.transactItems(event)]
 * ```
 *
 * @param sources - by default the system's time, and ULIDs
 * @throws AppTheoryError `event_bus.invalid_event`, `event_bus.event_too_large`
 */
export function createEvent<T>(input: EventInput<T>, sources: Partial<EventSources> = {}): Event<T> {
  const clock = sources.clock ?? systemClock
  const stored = storedEventOf(input, { clock, ids: sources.ids ?? ulidGenerator(clock) }, 0)
  return eventOf(stored, input.payload) as Event<T>
}

/** Checked events, and what they were made of. */
const preparedEvents = new WeakMap<object, StoredEvent>()

/**
 * An event that a bus of this package publishes without checking and serialising it again. Nobody may
 * change it.
 */
export function prepareEvent(input: EventInput | Event, sources: EventSources): Event {
  const stored = storedEventOf(input, sources, 0)
  const event = eventOf(stored)
  preparedEvents.set(event, stored)
  return event
}

/** @param ttlMs - the lifetime of an event without `expiresAt`; 0 for ever */
export function storedEventOf(input: EventInput | Event, sources: EventSources, ttlMs: number): StoredEvent {
  const prepared = preparedEvents.get(input)
  if (!prepared) {
    try {
      return checkedEvent(input, sources, ttlMs)
    } catch (error) {
      throw eventError(error)
    }
  }
  if (prepared.expiresAtMs !== undefined || ttlMs === 0) return prepared
  const stored = { ...prepared, expiresAtMs: Math.floor(sources.clock.now()) + ttlMs }
  assertItemFits(stored)
  return stored
}

function checkedEvent(input: EventInput | Event, { clock, ids }: EventSources, ttlMs: number): StoredEvent {
  if (typeof input !== 'object' || input === null) throw invalidEvent('event', 'an event must be an object')
  const tenantId = tenantField(input.tenantId)
  const eventType = typeField(input.eventType)
  const partitionKey = partitionKeyOf(tenantId, eventType)
  if (Buffer.byteLength(partitionKey) > MAX_PARTITION_KEY_BYTES) {
    throw invalidEvent(
      'eventType',
      `tenantId and eventType must not be longer than ${MAX_PARTITION_KEY_BYTES - 1} bytes together`,
    )
  }
  const payloadJson = payloadJsonOf(input.payload)
  const now = Math.floor(clock.now())
  const optional = optionalFields(input, now + ttlMs, ttlMs > 0)
  const id = idField(input.id) ?? nameField('id', ids.next(), MAX_ID_BYTES)
  const publishedAtMs = publishedAtOf(input.publishedAt, id, now)
  const stored: StoredEvent = {
    id,
    eventType,
    tenantId,
    partitionKey,
    payloadJson,
    publishedAtMs,
    createdAtMs: input.createdAt === undefined ? now : timeField('createdAt', input.createdAt),
    sortKey: knownSortKey(input, id, publishedAtMs) ?? sortKeyOf(nanosecondsOf(publishedAtMs), id),
    ...optional,
  }
  assertItemFits(stored)
  return stored
}

/** A tenant with the delimiter of the partition key could name the partition of another tenant. */
export function tenantField(value: unknown): string {
  const tenantId = nameField('tenantId', value, MAX_TENANT_BYTES)
  if (tenantId.includes('#')) throw invalidEvent('tenantId', 'tenantId must not contain #')
  return tenantId
}

function typeField(value: unknown): string {
  const eventType = nameField('eventType', value, MAX_PARTITION_KEY_BYTES)
  if (eventType === '*')
    throw invalidEvent('eventType', 'eventType must not be *: subscribers to all types use it')
  return eventType
}

/** Undefined if it is absent or blank. */
function idField(value: unknown): string | undefined {
  if (value === undefined || textField('id', value).trim() === '') return undefined
  return nameField('id', value, MAX_ID_BYTES)
}

type OptionalFields = Pick<
  StoredEvent,
  'sourceId' | 'expiresAtMs' | 'correlationId' | 'metadata' | 'tags' | 'version' | 'retryCount'
>

function optionalFields(
  input: EventInput | Event,
  defaultExpiryMs: number,
  expires: boolean,
): OptionalFields {
  const { sourceId, expiresAt, correlationId, metadata, tags, version } = input
  const retryCount = 'retryCount' in input ? input.retryCount : undefined
  const defaultExpiry = expires ? defaultExpiryMs : undefined
  return {
    sourceId: sourceId === undefined ? '' : textField('sourceId', sourceId),
    expiresAtMs: expiresAt === undefined ? defaultExpiry : timeField('expiresAt', expiresAt),
    correlationId: (correlationId !== undefined && textField('correlationId', correlationId)) || undefined,
    metadata: metadata === undefined ? noMetadata : metadataField(metadata),
    tags: tags === undefined ? noTags : tagsField(tags),
    version: version === undefined ? 1 : countField('version', version),
    retryCount: retryCount === undefined ? 0 : countField('retryCount', retryCount),
  }
}

function publishedAtOf(given: Date | undefined, id: string, now: number): number {
  if (given !== undefined) return timeField('publishedAt', given, MAX_PUBLISHED_AT_MS)
  // Above 7, the first character stands for a time beyond the 48 bits of a ULID.
  const ms = isUlid(id) && id < '8' ? decodeTime(id) : now
  return ms <= MAX_PUBLISHED_AT_MS ? ms : now
}

/** The key of an event that another writer stored with nanoseconds. */
function knownSortKey(input: EventInput | Event, id: string, publishedAtMs: number): string | undefined {
  if (!('sortKey' in input) || typeof input.sortKey !== 'string') return undefined
  const known = parseSortKey(input.sortKey)
  if (known?.id !== id || millisecondsOf(known.nanoseconds) !== publishedAtMs) return undefined
  return sortKeyOf(known.nanoseconds, id)
}
