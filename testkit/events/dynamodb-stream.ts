import type { DynamoDBRecord, DynamoDBStreamEvent, StreamRecord } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aBoolean,
  anObject,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
  optionsObject,
} from '../../services/options/option-rules.ts'
import { itemSizeBytes } from '../fake-dynamodb/attributes/attribute-size.ts'
import { ACCOUNT_ID, REGION, regionOfArn } from './aws-origin.ts'
import { derivedHex } from './derived-ids.ts'
import { aTime, epochMs, type TimeInput } from './event-time.ts'
import { fittingEvent } from './size-limits.ts'
import { type ImageInput, type StreamImage, streamImage } from './stream-image.ts'
import {
  type TumblingWindow,
  type TumblingWindowInput,
  tumblingWindow,
  windowRules,
} from './tumbling-window.ts'

/** One change of an item, for {@link DynamoDBStreamInput}. */
export interface DynamoDBChangeInput {
  /**
   * The item before the change, as plain values or attribute values.
   * @defaultValue none, which makes the record an `INSERT`
   */
  readonly oldImage?: ImageInput | undefined
  /**
   * The item after the change, as plain values or attribute values.
   * @defaultValue none, which makes the record a `REMOVE`
   */
  readonly newImage?: ImageInput | undefined
  /** The primary key of the item. @defaultValue what the images hold under the event's `keyNames` */
  readonly keys?: ImageInput | undefined
  /** Whether DynamoDB removed it because its time to live was over. @defaultValue false */
  readonly expired?: boolean | undefined
  /** The ID of the record. @defaultValue derived from the image */
  readonly eventId?: string | undefined
  /** The place of the record in its shard. @defaultValue rising from one record to the next */
  readonly sequenceNumber?: string | undefined
  /** The time of the change. @defaultValue that of the event */
  readonly changedAt?: TimeInput | undefined
}

/** The input of {@link buildDynamoDBStreamEvent}. Everything that is left out has a default. */
export interface DynamoDBStreamInput {
  /** The name of the table. @defaultValue `orders` */
  readonly tableName?: string | undefined
  /** The ARN of the stream. @defaultValue that of a stream of `tableName` */
  readonly eventSourceArn?: string | undefined
  /** What records hold besides the keys. @defaultValue `NEW_AND_OLD_IMAGES` */
  readonly streamViewType?: 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY' | undefined
  /** The names of the table's key attributes. @defaultValue `PK` and `SK` */
  readonly keyNames?: readonly string[] | undefined
  /** The changes, oldest first. @defaultValue the insertion of one item */
  readonly records?: readonly DynamoDBChangeInput[] | undefined
  /** When the items changed. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
  /** The tumbling window. The event of a window may be without records. @defaultValue none */
  readonly window?: TumblingWindowInput | undefined
  /** The ID of the shard, for a window. @defaultValue `shardId-00000001767225600000-00000001` */
  readonly shardId?: string | undefined
}

const changeRules: OptionRulesOf<DynamoDBChangeInput> = {
  oldImage: anObject,
  newImage: anObject,
  keys: anObject,
  expired: aBoolean,
  eventId: nonEmptyString,
  sequenceNumber: nonEmptyString,
  changedAt: aTime,
}

const rulesOf = ({ window }: DynamoDBStreamInput): OptionRulesOf<DynamoDBStreamInput> => ({
  tableName: nonEmptyString,
  eventSourceArn: nonEmptyString,
  streamViewType: oneOf('NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY'),
  keyNames: listOf(nonEmptyString, 1),
  records: listOf(optionsObject(changeRules), window ? 0 : 1),
  time: aTime,
  window: windowRules,
  shardId: nonEmptyString,
})

/**
 * A batch of changes of a table. In a tumbling window it may be empty.
 *
 * @example
 * ```ts
 * const window = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:01:00Z', state: { total: 3 } }
 * const event = buildDynamoDBStreamEvent({ window, records: [{ newImage: { PK: 'a', SK: 'b' } }] })
 * ```
 *
 * @throws TypeError for an empty batch outside a window, a change without images or keys, and for values that
 * DynamoDB has no type for
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function buildDynamoDBStreamEvent(
  input: DynamoDBStreamInput & { readonly window: TumblingWindowInput },
): DynamoDBStreamEvent & TumblingWindow
/**
 * A batch of changes of a table, outside a tumbling window.
 *
 * @example
 * ```ts
 * const event = buildDynamoDBStreamEvent({ keyNames: ['pk'], records: [{ newImage: { pk: 'a' } }] })
 * ```
 */
export function buildDynamoDBStreamEvent(input?: DynamoDBStreamInput): DynamoDBStreamEvent
export function buildDynamoDBStreamEvent(input: DynamoDBStreamInput = {}): DynamoDBStreamEvent {
  checkOptions('buildDynamoDBStreamEvent', input, rulesOf(input))
  const { window, shardId = 'shardId-00000001767225600000-00000001' } = input
  const table = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${input.tableName ?? 'orders'}`
  const eventSourceARN = input.eventSourceArn ?? `${table}/stream/2026-01-01T00:00:00.000`
  const inserted = { newImage: { PK: 'order#1', SK: 'order', status: 'placed' } }
  const changes = input.records ?? (window ? [] : [inserted])
  return fittingEvent('buildDynamoDBStreamEvent', {
    Records: changes.map((change, i) => record(change, i, { ...input, eventSourceARN })),
    ...(window && tumblingWindow(window, { shardId, eventSourceARN })),
  })
}

interface Origin extends Pick<DynamoDBStreamInput, 'streamViewType' | 'keyNames' | 'time'> {
  readonly eventSourceARN: string
}

const FIRST_SEQUENCE_NUMBER = 4421584500000000017450439091n

function record(change: DynamoDBChangeInput, i: number, origin: Origin): DynamoDBRecord {
  const { eventSourceARN } = origin
  const { expired = false, sequenceNumber = String(FIRST_SEQUENCE_NUMBER + BigInt(i)) } = change
  return {
    eventID: change.eventId ?? derivedHex(`change ${sequenceNumber}`, 32),
    eventName: eventNameOf(change),
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: regionOfArn(eventSourceARN),
    dynamodb: streamRecord(change, sequenceNumber, origin),
    ...(expired && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    eventSourceARN,
  }
}

function eventNameOf({ oldImage, newImage, keys }: DynamoDBChangeInput): 'INSERT' | 'MODIFY' | 'REMOVE' {
  if (newImage) return oldImage ? 'MODIFY' : 'INSERT'
  if (oldImage || keys) return 'REMOVE'
  throw new TypeError('a change needs oldImage, newImage or both, or the keys of what was removed')
}

function streamRecord(change: DynamoDBChangeInput, sequenceNumber: string, origin: Origin): StreamRecord {
  const { streamViewType = 'NEW_AND_OLD_IMAGES', keyNames = ['PK', 'SK'] } = origin
  const newImage = change.newImage && streamImage(change.newImage)
  const oldImage = change.oldImage && streamImage(change.oldImage)
  const keys = change.keys ? streamImage(change.keys) : keysOf(newImage ?? oldImage ?? {}, keyNames)
  const images = {
    ...(newImage && /NEW/.test(streamViewType) && { NewImage: newImage }),
    ...(oldImage && /OLD/.test(streamViewType) && { OldImage: oldImage }),
  }
  return {
    ApproximateCreationDateTime: Math.floor(epochMs(change.changedAt ?? origin.time) / 1000),
    Keys: keys,
    ...images,
    SequenceNumber: sequenceNumber,
    SizeBytes: [keys, ...Object.values(images)].reduce(
      (size, image) => size + itemSizeBytes(image as Parameters<typeof itemSizeBytes>[0]),
      0,
    ),
    StreamViewType: streamViewType,
  }
}

function keysOf(image: StreamImage, keyNames: readonly string[]): StreamImage {
  const keys = Object.entries(image).filter(([name]) => keyNames.includes(name))
  if (keys.length === 0) {
    throw new TypeError(`no image holds ${keyNames.join(' or ')}: say keyNames, or the keys of the record`)
  }
  return Object.fromEntries(keys)
}
