import { type CancellationReason, DynamoDBException } from '../../exceptions.ts'
import { isEmptyKeyException } from '../key-rules.ts'

/** The reason of an action that is not why its transaction was cancelled. */
export const NO_REASON: CancellationReason = { Code: 'None' }

/**
 * A cancelled transaction, with one reason per action, in their order.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function transactionCanceled(reasons: readonly CancellationReason[]): DynamoDBException {
  const codes = reasons.map(({ Code }) => Code).join(', ')
  return new DynamoDBException(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  )
}

/**
 * The reason that an action's own `ValidationException` becomes. Empty keys and errors of other kinds are
 * thrown on.
 */
export function validationReason(error: unknown): CancellationReason {
  if (
    error instanceof DynamoDBException &&
    error.name === 'ValidationException' &&
    !isEmptyKeyException(error)
  ) {
    return { Code: 'ValidationError', Message: error.message }
  }
  throw error
}
