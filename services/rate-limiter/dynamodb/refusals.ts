import { isTransactionConflict, isTransient } from '../../dynamodb/errors.ts'

/**
 * Whether a failure concerns one key or one request, and not the table. Examples are throttling of a hot key,
 * a conflict of transactions, and an expression that the table rejects.
 */
export function concernsOneKey(error: unknown): boolean {
  if (isTransactionConflict(error)) return true
  const { name, $metadata } = (error ?? {}) as Partial<ServiceError>
  if (name === 'ValidationException' || name === 'TransactionCanceledException') return true
  const status = $metadata?.httpStatusCode ?? 0
  return status >= 400 && status < 500 && isTransient(error)
}

interface ServiceError {
  readonly name: string
  readonly $metadata: { readonly httpStatusCode?: number }
}
