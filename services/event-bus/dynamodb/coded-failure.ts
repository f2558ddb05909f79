import { type AppTheoryError, isAppTheoryError } from '../../../errors.ts'
import { isTransient } from '../../dynamodb/errors.ts'
import { storeError } from '../event-bus-errors.ts'

/** The coded error of a request that failed, and is not retried any more. */
export function codedFailure(error: unknown): AppTheoryError {
  if (isAppTheoryError(error)) return error
  return storeError(error, isTransient(error) ? 'event_bus.unavailable' : 'event_bus.store_failed')
}
