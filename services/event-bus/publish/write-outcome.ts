import type { AppTheoryError } from '../../../errors.ts'
import type { StoredEvent } from '../event/event.ts'
import type { PublishResult } from '../event-bus.ts'
import { conflict } from '../event-bus-errors.ts'
import type { OnConflict } from './publish-rules.ts'
import { samePayload } from './same-payload.ts'

/** What became of an event: stored, found to be stored before, or neither. */
export type WriteOutcome =
  | { readonly kind: 'stored' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'failed'; readonly error: AppTheoryError }

export const stored: WriteOutcome = { kind: 'stored' }

export function failed(error: AppTheoryError): WriteOutcome {
  return { kind: 'failed', error }
}

/**
 * What becomes of an event whose key or ID is taken.
 * @param payloadJson - of the event that was there before; undefined if it cannot be read
 */
export function outcomeOfDuplicate(
  payloadJson: string | undefined,
  event: StoredEvent,
  onConflict: OnConflict,
): WriteOutcome {
  const isSame =
    onConflict === 'ignore' || (payloadJson !== undefined && samePayload(payloadJson, event.payloadJson))
  return isSame ? { kind: 'duplicate' } : failed(conflict(event.id))
}

export function publishResultOf(id: string, outcome: WriteOutcome): PublishResult {
  if (outcome.kind === 'failed') return { id, deduplicated: false, error: outcome.error }
  return { id, deduplicated: outcome.kind === 'duplicate' }
}
