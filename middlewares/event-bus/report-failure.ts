import type { DynamoDBRecord } from 'aws-lambda'
import { isAppTheoryError } from '../../errors.ts'
import { EventSubscriberError } from '../../services/event-bus/event-bus-errors.ts'
import type { ParkingCause } from '../../services/event-bus/parking/parking-store.ts'

export type OnFailure = ((error: unknown, record: DynamoDBRecord) => unknown) | undefined

/** Waits for the hook. What it throws, or rejects with, is ignored. */
export async function reportFailure(
  onFailure: OnFailure,
  error: unknown,
  record: DynamoDBRecord,
): Promise<void> {
  try {
    await onFailure?.(error, record)
  } catch {
    // A failure of the observer may not fail the code that it observes.
  }
}

/** What may be stored of an error: codes and names, and nothing that may contain a secret. */
export function causeOf(error: unknown): ParkingCause {
  const inner = error instanceof EventSubscriberError ? error.errors : []
  return { code: nameOf(error), causes: inner.map(nameOf) }
}

function nameOf(error: unknown): string {
  if (isAppTheoryError(error)) return error.code
  return error instanceof Error ? error.name : typeof error
}
