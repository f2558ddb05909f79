import { validationException } from '../../exceptions.ts'

const MAX_BYTES = 4 * 1_048_576

/**
 * Refuses a transaction whose items weigh more than 4 MB together, whether it writes or reads them.
 *
 * @throws DynamoDBException `ValidationException`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export function assertTransactionSize(itemBytes: readonly number[]): void {
  const bytes = itemBytes.reduce((sum, each) => sum + each, 0)
  if (bytes <= MAX_BYTES) return
  throw validationException(`Transaction payload size cannot exceed 4MB. Payload Size: ${bytes}`)
}
