import type { AttributeValue } from '../../dynamodb/sdk-types.ts'
import type { StoredEvent } from '../event/event.ts'
import { type EventPosition, timestampOf } from '../event/event-keys.ts'
import { type EventOwner, expiryOf, type Item } from './item.ts'

export function keyOf({ partitionKey, sortKey }: EventPosition): Item {
  return { pk: { S: partitionKey }, sk: { S: sortKey } }
}

export interface Condition {
  readonly ConditionExpression: string
  readonly ExpressionAttributeNames?: Record<string, string>
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>
}

/**
 * The rule of `isExpired`. `ttl` counts if `expires_at` is missing, or is the year 1, which Go writes for a
 * time that was not set.
 */
const EXPIRED =
  '(expires_at >= :epoch AND expires_at <= :now) OR ' +
  '((attribute_not_exists(expires_at) OR expires_at < :epoch) AND #ttl <= :seconds)'

/** True for a key without an item, or with one that has expired and that DynamoDB has not deleted yet. */
export function notThereYet(nowMs: number): Condition {
  return conditionAt(nowMs, `attribute_not_exists(pk) OR ${EXPIRED}`)
}

/** True for an event of this tenant and type that has not expired. */
export function stillThere(nowMs: number, { tenantId, eventType }: EventOwner): Condition {
  const condition = conditionAt(nowMs, `tenant_id = :tenant AND event_type = :type AND NOT (${EXPIRED})`)
  const owner = { ':tenant': { S: tenantId }, ':type': { S: eventType } }
  return {
    ...condition,
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ...owner },
  }
}

function conditionAt(nowMs: number, expression: string): Condition {
  return {
    ConditionExpression: expression,
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      // Without fraction and zone, so that it sorts before every way to write that instant.
      ':epoch': { S: '1970-01-01T00:00:00' },
      ':now': { S: lastInstantOf(nowMs) },
      ':seconds': { N: String(nowMs / 1000) },
    },
  }
}

/**
 * The key of the guard item of an ID. A tenant does not contain `#`, so an event does not have such a key.
 */
export function guardKeyOf({ tenantId, id }: Pick<StoredEvent, 'tenantId' | 'id'>): EventPosition {
  return { partitionKey: `#id#${tenantId}#${id}`, sortKey: '#' }
}

/**
 * True if a guard belongs to the event at this position. After a later publish of its ID it belongs to
 * another one.
 */
export function guardIsOf({ partitionKey, sortKey }: EventPosition): Condition {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR (event_pk = :pk AND event_sk = :sk)',
    ExpressionAttributeValues: { ':pk': { S: partitionKey }, ':sk': { S: sortKey } },
  }
}

/** It has no attribute of an index, and expires with its event. */
export function guardItemOf(event: StoredEvent): Item {
  return {
    ...keyOf(guardKeyOf(event)),
    event_pk: { S: event.partitionKey },
    event_sk: { S: event.sortKey },
    ...(event.expiresAtMs === undefined ? {} : expiryOf(event.expiresAtMs)),
  }
}

/** The end of a millisecond, because times of other writers have nanoseconds. */
function lastInstantOf(ms: number): string {
  return timestampOf(ms, '999999')
}
