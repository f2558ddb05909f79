import { cancellationReasonsOf, isFailedCondition } from '../../dynamodb/errors.ts'
import type { StoredEvent } from '../event/event.ts'
import type { EventPosition } from '../event/event-keys.ts'
import { keyTaken } from '../event-bus-errors.ts'
import type { OnConflict } from '../publish/publish-rules.ts'
import { outcomeOfDuplicate } from '../publish/write-outcome.ts'
import { guardKeyOf } from './conditions.ts'
import { type Item, isOwnedBy, isSameEvent, payloadTextOf, positionOf, storedEventIn } from './item.ts'

/**
 * What became of an event in a transaction of the caller: undefined if its failure is not about the event.
 */
export type TransactOutcome = 'stored' | 'deduplicated' | undefined

/**
 * What the failure of a transaction with the puts of an event means for the event.
 * @param expires - whether the caller said when the event expires
 * @throws AppTheoryError `event_bus.conflict`
 */
export function transactOutcomeOf(
  error: unknown,
  event: StoredEvent,
  { expires, onConflict }: { readonly expires: boolean; readonly onConflict: OnConflict },
): TransactOutcome {
  if (error === undefined || error === null) return 'stored'
  const failed = (cancellationReasonsOf(error) ?? []).filter(isFailedCondition)
  const items = failed.flatMap(({ Item: item }): Item[] => (item ? [item] : []))
  const existing = items.find((item) => isAt(item, event))
  if (!existing) return items.some((item) => isAt(item, guardKeyOf(event))) ? 'deduplicated' : undefined
  if (!isOwnedBy(existing, event)) throw keyTaken(event.id)
  if (isSameEvent(existing, expires ? event : withExpiryOf(existing, event))) return 'stored'
  const outcome = outcomeOfDuplicate(payloadTextOf(existing), event, onConflict)
  if (outcome.kind === 'failed') throw outcome.error
  return 'deduplicated'
}

function isAt(item: Item, { partitionKey, sortKey }: EventPosition): boolean {
  const position = positionOf(item)
  return position.partitionKey === partitionKey && position.sortKey === sortKey
}

/** The default lifetime starts again with each call. */
function withExpiryOf(existing: Item, event: StoredEvent): StoredEvent {
  try {
    return { ...event, expiresAtMs: storedEventIn(existing).expiresAtMs }
  } catch {
    return event
  }
}
