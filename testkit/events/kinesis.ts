import type { KinesisStreamEvent, KinesisStreamRecord, KinesisStreamTumblingWindowEvent } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  anything,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  optionsObject,
  required,
} from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION, regionOfArn, textOf } from './aws-origin.ts'
import { aTime, epochMs, type TimeInput } from './event-time.ts'
import { assertFits, fittingEvent, sizeLimits } from './size-limits.ts'
import {
  type TumblingWindow,
  type TumblingWindowInput,
  tumblingWindow,
  windowRules,
} from './tumbling-window.ts'

/** One record of {@link KinesisInput}. */
export interface KinesisRecordInput {
  /** Text or bytes as they are, anything else as JSON; the event holds base64. */
  readonly data: unknown
  /** The partition key of the record. @defaultValue `1` */
  readonly partitionKey?: string | undefined
  /** The place of the record in its shard. @defaultValue rising from one record to the next */
  readonly sequenceNumber?: string | undefined
  /** The time at which the record arrived. @defaultValue that of the event */
  readonly arrivedAt?: TimeInput | undefined
}

/** The input of {@link buildKinesisEvent}. Everything that is left out has a default. */
export interface KinesisInput {
  /** The name of the stream. @defaultValue `orders` */
  readonly streamName?: string | undefined
  /** The ARN of the stream, or of a consumer with enhanced fan-out. @defaultValue that of `streamName` */
  readonly eventSourceArn?: string | undefined
  /** The ID of the shard. @defaultValue `shardId-000000000006` */
  readonly shardId?: string | undefined
  /** The records, oldest first. @defaultValue one, whose data is `Hello from Kinesis!` */
  readonly records?: readonly KinesisRecordInput[] | undefined
  /** When the records arrived. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
  /** The tumbling window. The event of a window may be without records. @defaultValue none */
  readonly window?: TumblingWindowInput | undefined
}

const recordRules: OptionRulesOf<KinesisRecordInput> = {
  data: required(anything),
  partitionKey: nonEmptyString,
  sequenceNumber: nonEmptyString,
  arrivedAt: aTime,
}

const rulesOf = ({ window }: KinesisInput): OptionRulesOf<KinesisInput> => ({
  streamName: nonEmptyString,
  eventSourceArn: nonEmptyString,
  shardId: nonEmptyString,
  records: listOf(optionsObject(recordRules), window ? 0 : 1),
  time: aTime,
  window: windowRules,
})

/** The event of a tumbling window, with the members that `@types/aws-lambda` leaves out. */
export type KinesisWindowEvent = KinesisStreamTumblingWindowEvent & TumblingWindow

/**
 * A batch of records of one shard of a data stream. In a tumbling window it may be empty.
 *
 * @example
 * ```ts
 * const window = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:01:00Z', state: { total: 3 } }
 * const event = buildKinesisEvent({ window, records: [{ data: 'a' }, { data: 'b' }] })
 * ```
 *
 * @throws TypeError for an empty batch outside a window
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export function buildKinesisEvent(
  input: KinesisInput & { readonly window: TumblingWindowInput },
): KinesisWindowEvent
/**
 * A batch of records of one shard, outside a tumbling window.
 *
 * @example
 * ```ts
 * const event = buildKinesisEvent({ records: [{ data: 'a' }, { data: 'b' }] })
 * ```
 */
export function buildKinesisEvent(input?: KinesisInput): KinesisStreamEvent
export function buildKinesisEvent(input: KinesisInput = {}): KinesisStreamEvent {
  checkOptions('buildKinesisEvent', input, rulesOf(input))
  const { window, shardId = 'shardId-000000000006' } = input
  const eventSourceARN =
    input.eventSourceArn ?? `arn:aws:kinesis:${REGION}:${ACCOUNT_ID}:stream/${input.streamName ?? 'orders'}`
  const inputs = input.records ?? (window ? [] : [{ data: 'Hello from Kinesis!' }])
  return fittingEvent('buildKinesisEvent', {
    Records: inputs.map((record, i) =>
      kinesisRecord(record, i, { eventSourceARN, shardId, time: input.time }),
    ),
    ...(window && tumblingWindow(window, { shardId, eventSourceARN })),
  })
}

const FIRST_SEQUENCE_NUMBER = 49590338271490256608559692538361571095921575989136588898n

interface Origin {
  readonly eventSourceARN: string
  readonly shardId: string
  readonly time: TimeInput | undefined
}

function kinesisRecord(
  { data, partitionKey = '1', ...input }: KinesisRecordInput,
  i: number,
  { eventSourceARN, shardId, time }: Origin,
): KinesisStreamRecord {
  const bytes = data instanceof Uint8Array ? Buffer.from(data) : Buffer.from(textOf(data))
  assertFits('buildKinesisEvent', `records[${i}].data`, bytes.length, sizeLimits.kinesisRecord)
  const sequenceNumber = input.sequenceNumber ?? String(FIRST_SEQUENCE_NUMBER + BigInt(i))
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: bytes.toString('base64'),
      approximateArrivalTimestamp: epochMs(input.arrivedAt ?? time) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${ACCOUNT_ID}:role/lambda-role`,
    awsRegion: regionOfArn(eventSourceARN),
    eventSourceARN,
  }
}
