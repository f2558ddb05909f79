import { isoSeconds } from '../events/event-time.ts'
import type { TableStream } from '../fake-dynamodb/streams/table-stream.ts'
import { type StreamEntry, sequenceNumbers } from './stream-source.ts'

/** Why records are not delivered any more. */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

/**
 * The message that Lambda sends to the destination of an event source mapping for discarded records. It has
 * their position in the stream, but not their content.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export interface StreamDiscard {
  /** The last invocation with these records, the reason for discarding them, and the number of attempts. */
  readonly requestContext: {
    /** The request ID of the last invocation. */
    readonly requestId: string
    /** The ARN of the function. */
    readonly functionArn: string
    /** Why Lambda gave up. */
    readonly condition: DiscardCondition
    /** How often the function was invoked with these records. */
    readonly approximateInvokeCount: number
  }
  /** How the last invocation ended. Its `statusCode` is 200 even if the function threw. */
  readonly responseContext: {
    /** The HTTP status of the invocation: 200, also for an error of the function. */
    readonly statusCode: number
    /** The version of the function that ran, such as `$LATEST`. */
    readonly executedVersion: string
    /** Set if the function threw, or returned what cannot be understood. */
    readonly functionError?: 'Unhandled'
  }
  /** The version of the message format. */
  readonly version: '1.0'
  /** When the records were discarded, as an ISO string. */
  readonly timestamp: string
  /** Where the records are in the stream, so that they can be read again while the stream has them. */
  readonly DDBStreamBatchInfo: {
    /** The shard that has the records. */
    readonly shardId: string
    /** The sequence number of the first record. */
    readonly startSequenceNumber: string
    /** The sequence number of the last record. */
    readonly endSequenceNumber: string
    /** When the first record came into the stream, as an ISO string. */
    readonly approximateArrivalOfFirstRecord: string
    /** When the last record came into the stream, as an ISO string. */
    readonly approximateArrivalOfLastRecord: string
    /** The number of records. */
    readonly batchSize: number
    /** The ARN of the stream. */
    readonly streamArn: string
  }
}

export interface DiscardReason {
  readonly requestId: string
  readonly functionArn: string
  readonly condition: DiscardCondition
  readonly approximateInvokeCount: number
  readonly isFunctionError: boolean
  readonly now: number
}

export function streamDiscard(
  entries: readonly StreamEntry[],
  stream: TableStream,
  reason: DiscardReason,
): StreamDiscard {
  const numbers = sequenceNumbers(entries)
  const arrival = (entry: StreamEntry | undefined): string => isoSeconds(entry?.change.createdAt ?? 0)
  const { requestId, functionArn, condition, approximateInvokeCount } = reason
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(reason.isFunctionError && { functionError: 'Unhandled' }),
    },
    version: '1.0',
    timestamp: new Date(reason.now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: stream.shardId,
      startSequenceNumber: numbers[0] ?? '',
      endSequenceNumber: numbers.at(-1) ?? '',
      approximateArrivalOfFirstRecord: arrival(entries[0]),
      approximateArrivalOfLastRecord: arrival(entries.at(-1)),
      batchSize: entries.length,
      streamArn: stream.arn,
    },
  }
}
