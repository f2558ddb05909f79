import type { Context, DynamoDBStreamEvent } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aBoolean,
  aFunction,
  anObject,
  integer,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
  required,
} from '../../services/options/option-rules.ts'
import type { TumblingWindow } from '../events/tumbling-window.ts'
import type { FilterCriteria } from './event-filter.ts'
import type { StreamDiscard } from './stream-discard.ts'

/** A function for DynamoDB Streams, typed by hand, by `@types/aws-lambda` or by Middy. */
export type StreamHandler = (
  event: DynamoDBStreamEvent & TumblingWindow,
  context: Context,
  callback: never,
) => unknown

/**
 * The parameters of a Lambda event source mapping, under their own names.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
 */
export interface StreamMappingOptions {
  /** The table whose stream is read. */
  readonly tableName: string
  /** The function that receives the records. */
  readonly handler: StreamHandler
  /** Maximum number of records per invocation, from 1 to 10000. @defaultValue `100` */
  readonly batchSize?: number | undefined
  /** How long a batch waits until it is full, in seconds, from 0 to 300. @defaultValue `0` */
  readonly maximumBatchingWindowInSeconds?: number | undefined
  /** `LATEST` ignores records that are already in the stream. @defaultValue `'TRIM_HORIZON'` */
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST' | undefined
  /** Whether a batch that failed is split in two. @defaultValue `false` */
  readonly bisectBatchOnFunctionError?: boolean | undefined
  /**
   * How often a failed batch is retried, from 0 to 10000; -1: until the records expire.
   * @defaultValue `-1`
   */
  readonly maximumRetryAttempts?: number | undefined
  /** Older records are discarded, in seconds, from 60 to 604800; -1: none are. @defaultValue `-1` */
  readonly maximumRecordAgeInSeconds?: number | undefined
  /**
   * Number of batches of the shard that are handled at once, from 1 to 10, each with other items.
   * @defaultValue `1`
   */
  readonly parallelizationFactor?: number | undefined
  /** The length of a tumbling window, in seconds, from 0 (none) to 900. @defaultValue `0` */
  readonly tumblingWindowInSeconds?: number | undefined
  /** Whether the function reports failed records. Without it, its result is ignored. @defaultValue none */
  readonly functionResponseTypes?: readonly 'ReportBatchItemFailures'[] | undefined
  /** Which records invoke the function. @defaultValue every record passes */
  readonly filterCriteria?: FilterCriteria | undefined
  /** The destination of discarded records. @defaultValue none */
  readonly onFailure?: ((discarded: StreamDiscard) => void) | undefined
  /** The name of the function in its context. @defaultValue `'test-function'` */
  readonly functionName?: string | undefined
  /** Timeout of an invocation, in milliseconds. @defaultValue `3000` */
  readonly timeoutMs?: number | undefined
}

const rules: OptionRulesOf<StreamMappingOptions> = {
  tableName: required(nonEmptyString),
  handler: required(aFunction),
  batchSize: integer(1, 10_000),
  maximumBatchingWindowInSeconds: integer(0, 300),
  startingPosition: oneOf('TRIM_HORIZON', 'LATEST'),
  bisectBatchOnFunctionError: aBoolean,
  maximumRetryAttempts: integer(-1, 10_000),
  maximumRecordAgeInSeconds: {
    expected: '-1 or an integer from 60 to 604800',
    accepts: (value) => value === -1 || integer(60, 604_800).accepts(value),
  },
  parallelizationFactor: integer(1, 10),
  tumblingWindowInSeconds: integer(0, 900),
  functionResponseTypes: listOf(oneOf('ReportBatchItemFailures')),
  filterCriteria: anObject,
  onFailure: aFunction,
  functionName: nonEmptyString,
  timeoutMs: integer(1, 900_000),
}

/** @throws TypeError that names the option */
export function checkStreamMappingOptions(options: StreamMappingOptions): void {
  checkOptions('connectStream', options, rules)
}
