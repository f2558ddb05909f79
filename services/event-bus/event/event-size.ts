import { AppTheoryError } from '../../../errors.ts'
import { MAX_ITEM_BYTES } from '../../dynamodb/limits.ts'
import type { StoredEvent } from './event.ts'

/** Names of the attributes that every item has, and the lengths of what is fixed in them. */
const FIXED_BYTES: number =
  Buffer.byteLength(
    'pk sk id event_type tenant_id source_id published_at created_at payload version retry_count'.replaceAll(
      ' ',
      '',
    ),
  ) +
  2 * '2026-01-01T00:00:00.000000000Z'.length

/**
 * How large DynamoDB takes the item of an event to be.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytesOf(event: StoredEvent): number {
  let bytes = FIXED_BYTES + Buffer.byteLength(event.payloadJson)
  for (const text of [
    event.partitionKey,
    event.sortKey,
    event.id,
    event.eventType,
    event.tenantId,
    event.sourceId,
  ]) {
    bytes += Buffer.byteLength(text)
  }
  bytes += numberBytesOf(event.version) + numberBytesOf(event.retryCount)
  if (event.expiresAtMs !== undefined) {
    bytes += 'expires_atttl'.length + 30 + numberBytesOf(Math.floor(event.expiresAtMs / 1000))
  }
  if (event.correlationId !== undefined)
    bytes += 'correlation_id'.length + Buffer.byteLength(event.correlationId)
  if (event.tags.length > 0) bytes += 'tags'.length
  for (const tag of event.tags) bytes += Buffer.byteLength(tag)
  const metadata = Object.entries(event.metadata)
  if (metadata.length > 0) bytes += 'metadata'.length + 3
  for (const [name, text] of metadata) bytes += Buffer.byteLength(name) + Buffer.byteLength(text) + 1
  return bytes
}

/** Throws `event_bus.event_too_large` for an event whose item DynamoDB would reject. */
export function assertItemFits(event: StoredEvent): void {
  if (isSurelySmall(event)) return
  const bytes = itemBytesOf(event)
  if (bytes <= MAX_ITEM_BYTES) return
  throw new AppTheoryError(
    'event_bus.event_too_large',
    `the event takes ${bytes} bytes, and DynamoDB stores at most ${MAX_ITEM_BYTES}: ` +
      'store a large payload elsewhere, and publish where it is',
    { cause: { package: 'apptheory-middy', data: { bytes, maxBytes: MAX_ITEM_BYTES } } },
  )
}

/**
 * Counting bytes takes longer than what most events need: their payload is small, and so are the limits of
 * the rest.
 */
function isSurelySmall({ payloadJson, metadata, sourceId, correlationId = '', tags }: StoredEvent): boolean {
  if (payloadJson.length > MAX_ITEM_BYTES / 12) return false
  let length = sourceId.length + correlationId.length
  for (const tag of tags) length += tag.length
  for (const name in metadata) length += name.length + (metadata[name]?.length ?? 0) + 1
  return length < MAX_ITEM_BYTES / 12
}

/**
 * DynamoDB stores a number as pairs of digits, counted from the decimal point, in one byte each, and one byte
 * for the exponent. Pairs of zeros at the end take no byte.
 */
function numberBytesOf(wholeNumber: number): number {
  const digits = String(wholeNumber)
  const pairs = digits.length % 2 === 0 ? digits : `0${digits}`
  return pairs.replace(/(?:00)+$/, '').length / 2 + 1
}
