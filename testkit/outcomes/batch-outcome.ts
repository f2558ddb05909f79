import { MalformedResponseError } from '../malformed-response-error.ts'
import { asJson, isRecord } from './http-outcome.ts'

/** What becomes of a batch, where the event source mapping has `ReportBatchItemFailures`. */
export interface BatchOutcome {
  /** The failed records, as the function reported them. */
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
  /**
   * The identifiers of the records that come again: of a queue those that failed, of a stream all from the
   * first that failed.
   */
  readonly redelivered: readonly string[]
  /** What a tumbling window passes to its next invocation. Absent if the function returned none. */
  readonly state?: unknown
}

/** How the records of a batch are named, and which of them come again. */
export interface BatchRules {
  readonly identifiers: readonly string[]
  readonly identifierName: 'messageId' | 'sequenceNumber' | 'SequenceNumber'
  /** Whether order is kept, so that everything after a failure comes again. */
  readonly isStream: boolean
}

/**
 * Reads what a function returned for a batch. Nothing, an empty object, and no failures mean success.
 *
 * @throws MalformedResponseError for a response with which Lambda would take the whole batch as failed, or
 * that names a record which is not in the batch
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function batchOutcome(returned: unknown, rules: BatchRules): BatchOutcome {
  const response = asJson(returned) ?? {}
  if (!isRecord(response)) {
    throw new MalformedResponseError(
      `a batch is answered with an object or nothing, not with a ${typeof response}`,
    )
  }
  const failures = response['batchItemFailures'] ?? []
  if (!Array.isArray(failures)) throw new MalformedResponseError('batchItemFailures must be a list')
  const failed = failures.map((failure) => identifierOf(failure, rules))
  return {
    batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })),
    redelivered: redelivered(new Set(failed), rules),
    ...('state' in response && { state: response['state'] }),
  }
}

function identifierOf(failure: unknown, { identifiers, identifierName }: BatchRules): string {
  const identifier = isRecord(failure) ? failure['itemIdentifier'] : undefined
  if (typeof identifier !== 'string' || identifier === '') {
    throw new MalformedResponseError(
      `a batch item failure must be { itemIdentifier }, not ${JSON.stringify(failure)}`,
    )
  }
  if (identifiers.includes(identifier)) return identifier
  throw new MalformedResponseError(`${identifier} is the ${identifierName} of no record of the batch`)
}

function redelivered(failed: ReadonlySet<string>, { identifiers, isStream }: BatchRules): readonly string[] {
  if (!isStream) return identifiers.filter((identifier) => failed.has(identifier))
  const first = identifiers.findIndex((identifier) => failed.has(identifier))
  return first === -1 ? [] : identifiers.slice(first)
}
