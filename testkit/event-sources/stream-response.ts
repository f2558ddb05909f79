import { MalformedResponseError } from '../malformed-response-error.ts'
import { type BatchOutcome, batchOutcome } from '../outcomes/batch-outcome.ts'

/** How an invocation with records of a stream ended. */
export type StreamResult =
  | { readonly kind: 'succeeded'; readonly state: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** From the record at `from` on. */
  | { readonly kind: 'failed in part'; readonly from: number; readonly outcome: BatchOutcome }

/** What the mapping reads of a response. */
export interface ResponseRules {
  readonly reportsBatchItemFailures: boolean
  /** Whether the invocation is one of a tumbling window, whose response needs a state. */
  readonly hasState: boolean
}

/**
 * What the mapping makes of what the function returned. What cannot be understood is a failure of the whole
 * batch.
 *
 * @param identifiers - the sequence numbers of the records
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
 */
export function streamResult(
  returned: unknown,
  identifiers: readonly string[],
  { reportsBatchItemFailures, hasState }: ResponseRules,
): StreamResult {
  if (!reportsBatchItemFailures && !hasState) return { kind: 'succeeded', state: undefined }
  try {
    const outcome = batchOutcome(returned, {
      identifiers,
      identifierName: 'SequenceNumber',
      isStream: true,
    })
    if (hasState && outcome.state === undefined) {
      throw new MalformedResponseError('the response of a tumbling window needs a state')
    }
    const [first] = reportsBatchItemFailures ? outcome.redelivered : []
    if (first === undefined) return { kind: 'succeeded', state: outcome.state }
    return { kind: 'failed in part', from: identifiers.indexOf(first), outcome }
  } catch (error) {
    if (error instanceof MalformedResponseError) return { kind: 'failed', error }
    throw error
  }
}
