import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { expiryOf, type Item } from './dynamodb-item.ts'
import type { StoredEvent } from './event.ts'
import { type EventPosition, timestampOf } from './event-keys.ts'

export function keyOf({ partitionKey, sortKey }: EventPosition): Item {
  return { pk: { S: partitionKey }, sk: { S: sortKey } }
}

interface Condition {
  readonly ConditionExpression: string
  readonly ExpressionAttributeValues: Record<string, AttributeValue>
}

/** For a write to a key where nothing is, or something that has expired and that DynamoDB has not deleted yet. */
export function notThereYet(nowMs: number): Condition {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR expires_at <= :now',
    ExpressionAttributeValues: { ':now': { S: lastInstantOf(nowMs) } },
  }
}

/** The opposite of {@link notThereYet}. */
export function stillThere(nowMs: number): Condition {
  return {
    ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(expires_at) OR expires_at > :now)',
    ExpressionAttributeValues: { ':now': { S: lastInstantOf(nowMs) } },
  }
}

/** The key of the item that stands for an ID. No tenant has `#`, so that no event has such a key. */
export function guardKeyOf({ tenantId, id }: Pick<StoredEvent, 'tenantId' | 'id'>): EventPosition {
  return { partitionKey: `#id#${tenantId}#${id}`, sortKey: '#' }
}

/** It has none of the attributes of the indexes, and lives as long as its event. */
export function guardItemOf(event: StoredEvent): Item {
  return {
    ...keyOf(guardKeyOf(event)),
    event_pk: { S: event.partitionKey },
    event_sk: { S: event.sortKey },
    ...(event.expiresAtMs === undefined ? {} : expiryOf(event.expiresAtMs)),
  }
}

/** The end of a millisecond: times of other writers have nanoseconds, and expire with theirs. */
function lastInstantOf(ms: number): string {
  return timestampOf(ms, '999999')
}
