import { type AppTheoryError, isAppTheoryError } from '../../../errors.ts'
import type { CancellationReason, ConditionalCheckFailedException } from '../../dynamodb/sdk-types.ts'
import { storeError } from '../event-bus-errors.ts'

interface Failure {
  readonly name?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  /** Set by the SDK where a retry may help. */
  readonly $retryable?: object
  readonly CancellationReasons?: readonly CancellationReason[]
}

/** Refusals of the moment, by name. Nothing was applied, but for a transaction that is still in progress. */
const momentary: ReadonlySet<string> = new Set([
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

const momentaryReasons: ReadonlySet<string> = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'TransactionConflict',
])

/** Codes of Node's errors for a connection that never came to be. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
])

/** Codes of Node's errors for a connection that was lost, so that nobody knows what became of the request. */
const connectionLost: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE'])

/** What the SDK calls a request that took too long. */
const timeouts: ReadonlySet<string> = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'])

/** Whether the same request may succeed later: throttling, 5xx, a lost connection. By name, since the SDK may be another copy. */
export function isMomentary(error: unknown): boolean {
  const { name = '', CancellationReasons: reasons } = error as Failure
  if (name === 'AbortError') return false
  if (reasons) return reasonsAreMomentary(reasons)
  const status = statusOf(error)
  if (status === 0 && isOfNetwork(error as Failure)) return true
  return status === 429 || status >= 500 || momentary.has(name)
}

/** Whether a request that failed so may have been applied all the same. */
export function mayHaveBeenApplied(error: unknown): boolean {
  const { name, code } = error as Failure
  if (name === 'TransactionInProgressException') return true
  const status = statusOf(error)
  if (status === 0) return code === undefined || !neverConnected.has(code)
  return status >= 500
}

export function isConditionalCheckFailure(error: unknown): error is ConditionalCheckFailedException {
  return (error as Failure | undefined)?.name === 'ConditionalCheckFailedException'
}

/** Why each action of a transaction was not carried out; none if it failed in another way. */
export function cancellationReasonsOf(error: unknown): readonly CancellationReason[] | undefined {
  return (error as Failure | undefined)?.CancellationReasons
}

export function failedCondition(reason: CancellationReason | undefined): boolean {
  return reason?.Code === 'ConditionalCheckFailed'
}

/** The coded error of a request that failed for good. */
export function codedFailure(error: unknown): AppTheoryError {
  if (isAppTheoryError(error)) return error
  return storeError(error, isMomentary(error) ? 'event_bus.unavailable' : 'event_bus.store_failed')
}

function reasonsAreMomentary(reasons: readonly CancellationReason[]): boolean {
  const codes = reasons.map(({ Code = 'None' }) => Code).filter((code) => code !== 'None')
  return codes.length > 0 && codes.every((code) => momentaryReasons.has(code))
}

/** An error without an answer is else one that stays: no credentials, no region, a mistake in a program. */
function isOfNetwork({ name = '', code = '', $retryable }: Failure): boolean {
  return (
    $retryable !== undefined || timeouts.has(name) || connectionLost.has(code) || neverConnected.has(code)
  )
}

function statusOf(error: unknown): number {
  return (error as Failure).$metadata?.httpStatusCode ?? 0
}
