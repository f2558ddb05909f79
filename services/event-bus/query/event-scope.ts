import { isAppTheoryError } from '../../../errors.ts'
import { MAX_PARTITION_KEY_BYTES } from '../../dynamodb/limits.ts'
import { MAX_ID_BYTES } from '../event/create-event.ts'
import { nameField, timeField } from '../event/event-fields.ts'
import {
  type EventPosition,
  MAX_PUBLISHED_AT_MS,
  millisecondsOf,
  nanosecondsOf,
  parseSortKey,
  partitionKeyOf,
  sortKeyOf,
} from '../event/event-keys.ts'
import type { EventScope } from '../event-bus.ts'
import { invalidQuery } from '../event-bus-errors.ts'
import { tenantOf } from './event-query.ts'

/** Which event is meant: by ID alone, within a tenant, or by its whole key. */
export interface ResolvedScope {
  readonly id: string
  readonly tenantId: string | undefined
  readonly position: NamedPosition | undefined
}

/** Where an event of this tenant and type is. */
export interface NamedPosition extends EventPosition {
  readonly tenantId: string
  readonly eventType: string
}

/** @throws AppTheoryError `event_bus.invalid_query` */
export function resolveScope(id: string, scope: EventScope | undefined): ResolvedScope {
  try {
    return scopeOf(id, scope)
  } catch (error) {
    if (isAppTheoryError(error, 'event_bus.invalid_event')) throw invalidQuery('scope', error.message)
    throw error
  }
}

function scopeOf(givenId: string, scope: EventScope | undefined): ResolvedScope {
  const id = nameField('id', givenId, MAX_ID_BYTES)
  if (scope === undefined) return { id, tenantId: undefined, position: undefined }
  if (typeof scope !== 'object' || scope === null) throw invalidQuery('scope', 'a scope must be an object')
  const tenantId = tenantOf(scope.tenantId)
  if (scope.eventType === undefined && scope.publishedAt === undefined) {
    return { id, tenantId, position: undefined }
  }
  // As long as the longest type beside the longest tenant, so that the key is none that DynamoDB refuses.
  const eventType = nameField(
    'eventType',
    scope.eventType,
    MAX_PARTITION_KEY_BYTES - 1 - Buffer.byteLength(tenantId),
  )
  const publishedAtMs = timeField('publishedAt', scope.publishedAt, MAX_PUBLISHED_AT_MS)
  const sortKey = sortKeyIn(scope.sortKey, id, publishedAtMs) ?? sortKeyOf(nanosecondsOf(publishedAtMs), id)
  const partitionKey = partitionKeyOf(tenantId, eventType)
  return { id, tenantId, position: { tenantId, eventType, partitionKey, sortKey } }
}

function sortKeyIn(given: string | undefined, id: string, publishedAtMs: number): string | undefined {
  const known = typeof given === 'string' ? parseSortKey(given) : undefined
  return known?.id === id && millisecondsOf(known.nanoseconds) === publishedAtMs ? given : undefined
}
