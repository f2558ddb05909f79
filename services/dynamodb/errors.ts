import type { CancellationReason, ConditionalCheckFailedException } from './sdk-types.ts'

// Errors are recognised by name and status, not by `instanceof`: a client may come from another copy of
// the SDK.

interface Failure {
  readonly name?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  /** Set by the SDK where a retry may help. */
  readonly $retryable?: object
  readonly CancellationReasons?: readonly CancellationReason[]
}

/**
 * Refusals by load or by a conflict. The request was not applied, except a transaction that is still in
 * progress.
 */
const transientNames: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
])

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const transientReasons: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
])

/** Codes of Node's errors for a connection that was never made. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
])

/** Codes of Node's errors for a connection that was lost, so that the outcome of its request is unknown. */
const connectionLost: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE'])

/** The SDK's names for a request that took too long. */
const timeouts: ReadonlySet<string> = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'])

/**
 * Whether the same request may succeed later: throttling, a conflict, 5xx, a lost connection. A transaction
 * is transient only if each of its reasons is: a failed condition beside a conflict stays failed.
 */
export function isTransient(error: unknown): boolean {
  const { name = '', CancellationReasons: reasons } = failureOf(error)
  if (name === 'AbortError') return false
  if (reasons) return reasonsAreTransient(reasons)
  const status = statusOf(error)
  if (status === 0 && isOfNetwork(failureOf(error))) return true
  return status === 429 || status >= 500 || transientNames.has(name)
}

/**
 * Whether a request that failed may have been applied all the same: its answer was lost, or it is still in
 * progress.
 */
export function mayHaveBeenApplied(error: unknown): boolean {
  const { name, code } = failureOf(error)
  if (name === 'TransactionInProgressException') return true
  const status = statusOf(error)
  if (status === 0) return code === undefined || !neverConnected.has(code)
  return status >= 500
}

export function isConditionalCheckFailure(error: unknown): error is ConditionalCheckFailedException {
  return failureOf(error).name === 'ConditionalCheckFailedException'
}

/**
 * Why each action of a transaction was not carried out, in the order of the actions; undefined if the
 * request failed in another way. A conflict that the service reports for the transaction as a whole has no
 * list.
 */
export function cancellationReasonsOf(error: unknown): readonly CancellationReason[] | undefined {
  return failureOf(error).CancellationReasons
}

/**
 * Whether a transaction lost against another request for one of its items, or still runs under the same
 * token.
 */
export function isTransactionConflict(error: unknown): boolean {
  const { name, CancellationReasons: reasons } = failureOf(error)
  if (name === 'TransactionInProgressException' || name === 'TransactionConflictException') return true
  return reasons?.some(({ Code }) => Code === 'TransactionConflict') ?? false
}

export function isFailedCondition(reason: CancellationReason | undefined): boolean {
  return reason?.Code === 'ConditionalCheckFailed'
}

export function isTransientReason(reason: CancellationReason | undefined): boolean {
  return reason?.Code !== undefined && transientReasons.has(reason.Code)
}

function reasonsAreTransient(reasons: readonly CancellationReason[]): boolean {
  const failed = reasons.filter(({ Code = 'None' }) => Code !== 'None')
  return failed.length > 0 && failed.every(isTransientReason)
}

/** Without an answer, other errors are permanent: no credentials, no region, a mistake in a program. */
function isOfNetwork({ name = '', code = '', $retryable }: Failure): boolean {
  return (
    $retryable !== undefined || timeouts.has(name) || connectionLost.has(code) || neverConnected.has(code)
  )
}

function statusOf(error: unknown): number {
  return failureOf(error).$metadata?.httpStatusCode ?? 0
}

function failureOf(error: unknown): Failure {
  return (error ?? {}) as Failure
}
