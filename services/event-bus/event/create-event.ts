import { decodeTime, isValid as isUlid } from 'ulid'
import { type Clock, systemClock } from '../../clock/clock.ts'
import { type IdGenerator, ulidGenerator } from '../../ids/ids.ts'
import { invalidEvent } from '../event-bus-errors.ts'
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
  readonly clock: Clock
  readonly ids: IdGenerator
}

// Keys may have 2048 and 1024 bytes; what is left is for the delimiters, the time and the guard item of an ID.
const MAX_TENANT_BYTES = 1000
export const MAX_ID_BYTES = 1000
export const MAX_PARTITION_KEY_BYTES = 2048

const noMetadata: Readonly<Record<string, string>> = Object.freeze({})
const noTags: readonly string[] = Object.freeze([])

/**
 * Makes an event of an input: validates it, and fills in what it leaves out. The input is not changed.
 *
 * The ID is the input's, else the next of `ids`. `publishedAt` is the input's, else the time in the ID where that is a ULID, so that
 * the same ID has the same key however often it is published, else now.
 * @param sources - by default the system's time, and ULIDs
 * @throws AppTheoryError `event_bus.invalid_event`, `event_bus.event_too_large`
 */
export function createEvent<T>(input: EventInput<T>, sources: Partial<EventSources> = {}): Event<T> {
  const clock = sources.clock ?? systemClock
  const stored = storedEventOf(input, { clock, ids: sources.ids ?? ulidGenerator(clock) }, 0)
  return eventOf(stored, input.payload) as Event<T>
}

/** @param ttlMs - how long an event lives that does not say so itself; 0 for ever */
export function storedEventOf(
  input: EventInput | Event,
  { clock, ids }: EventSources,
  ttlMs: number,
): StoredEvent {
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

/** A tenant must not have the delimiter of the partition key: it could then name the partition of another. */
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

/** None where it is left out or blank. */
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
  // What begins with more than 7 has the form of a ULID, and a time beyond its 48 bits.
  const ms = isUlid(id) && id < '8' ? decodeTime(id) : now
  return ms <= MAX_PUBLISHED_AT_MS ? ms : now
}

/** That of an event that another writer stored with nanoseconds, so that it keeps its key. */
function knownSortKey(input: EventInput | Event, id: string, publishedAtMs: number): string | undefined {
  if (!('sortKey' in input) || typeof input.sortKey !== 'string') return undefined
  const known = parseSortKey(input.sortKey)
  if (known?.id !== id || millisecondsOf(known.nanoseconds) !== publishedAtMs) return undefined
  return sortKeyOf(known.nanoseconds, id)
}
