/** How an event source mapping of a stream goes on after a failure. */
export interface RetryPolicy {
  /** -1: until the records expire. */
  readonly maximumRetryAttempts: number
  readonly bisectBatchOnFunctionError: boolean
}

/** Records of a stream that are delivered together. */
export interface Batch<TEntry> {
  readonly entries: readonly TEntry[]
  /** Failures that count against the retries: splitting a batch does not. */
  readonly failures: number
  /** How often the function was invoked with these records, whatever came of it. */
  readonly invocations: number
}

/** What is delivered next, in order, or that the records are given up. */
export type AfterFailure<TEntry> =
  | { readonly kind: 'retry'; readonly batches: readonly Batch<TEntry>[] }
  | { readonly kind: 'discard'; readonly batch: Batch<TEntry> }

/**
 * After an invocation that failed from the entry at `failedFrom` on; the function did the ones before.
 *
 * - A whole batch that failed is split in two, if that is wanted and it can be: this takes no retry.
 * - A batch that failed in part goes on from the failed record. With splitting, this takes no retry.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function afterFailure<TEntry>(
  batch: Batch<TEntry>,
  failedFrom: number | 'all',
  policy: RetryPolicy,
): AfterFailure<TEntry> {
  const entries = failedFrom === 'all' ? batch.entries : batch.entries.slice(failedFrom)
  const invocations = batch.invocations + 1
  const { failures } = batch
  if (policy.bisectBatchOnFunctionError) {
    if (failedFrom === 'all' && entries.length > 1) {
      const middle = Math.ceil(entries.length / 2)
      const halves = [entries.slice(0, middle), entries.slice(middle)]
      return { kind: 'retry', batches: halves.map((half) => ({ entries: half, failures, invocations })) }
    }
    if (entries.length < batch.entries.length) {
      return { kind: 'retry', batches: [{ entries, failures, invocations }] }
    }
  }
  const failed = { entries, failures: failures + 1, invocations }
  const isExhausted = policy.maximumRetryAttempts >= 0 && failed.failures > policy.maximumRetryAttempts
  return isExhausted ? { kind: 'discard', batch: failed } : { kind: 'retry', batches: [failed] }
}
