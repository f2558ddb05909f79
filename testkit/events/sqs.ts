import { createHash } from 'node:crypto'
import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  anything,
  integer,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  optionsObject,
  recordOf,
  required,
} from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION, regionOfArn, textOf } from './aws-origin.ts'
import { derivedHex, derivedUuid } from './derived-ids.ts'
import { aTime, epochMs, type TimeInput } from './event-time.ts'
import { assertFits, fittingEvent, sizeLimits } from './size-limits.ts'
import { md5OfMessageAttributes } from './sqs-checksums.ts'

/** What a message carries beside its body: text, a number, bytes, or an attribute of a type of its own. */
export type SqsAttributeInput =
  | string
  | number
  | Uint8Array
  | {
      /** Such as `String`, `Number.int` or `Binary.png`. */
      readonly dataType: string
      /** The value of a text or a number. */
      readonly stringValue?: string | undefined
      /** The value of bytes, as base64. */
      readonly binaryValue?: string | undefined
    }

/** One message of {@link SqsInput}. */
export interface SqsMessageInput {
  /** Text as it is, anything else as JSON. */
  readonly body: unknown
  /** The attributes of the message, by name. @defaultValue none */
  readonly messageAttributes?: Readonly<Record<string, SqsAttributeInput>> | undefined
  /** The ID of the message. @defaultValue derived from the place in the batch and the body */
  readonly messageId?: string | undefined
  /** How often it was received, this time included. @defaultValue 1 */
  readonly receiveCount?: number | undefined
  /** The time at which the message was sent. @defaultValue that of the event */
  readonly sentAt?: TimeInput | undefined
  /** The time at which the message was first received. @defaultValue `sentAt` */
  readonly firstReceivedAt?: TimeInput | undefined
  /** The message group, in a FIFO queue. @defaultValue `1` */
  readonly groupId?: string | undefined
  /**
   * The deduplication ID, in a FIFO queue.
   * @defaultValue SHA-256 of the body, as content-based deduplication makes it
   */
  readonly deduplicationId?: string | undefined
  /** The place in the order of a FIFO queue. @defaultValue rising from one message to the next */
  readonly sequenceNumber?: string | undefined
  /** The X-Ray header of the sender. @defaultValue absent */
  readonly traceHeader?: string | undefined
  /** The ARN of the queue from which a dead-letter queue got the message. @defaultValue absent */
  readonly deadLetterQueueSourceArn?: string | undefined
}

/** The input of {@link buildSqsEvent}. Everything that is left out has a default. */
export interface SqsInput {
  /** A FIFO queue's name ends in `.fifo`. @defaultValue `orders` */
  readonly queueName?: string | undefined
  /** The ARN of the queue. @defaultValue that of `queueName` */
  readonly queueArn?: string | undefined
  /** The messages, in their order. @defaultValue one, whose body is `Hello from SQS!` */
  readonly records?: readonly SqsMessageInput[] | undefined
  /** When the messages were sent. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
}

const messageRules: OptionRulesOf<SqsMessageInput> = {
  body: required(anything),
  messageAttributes: recordOf(anything),
  messageId: nonEmptyString,
  receiveCount: integer(1),
  sentAt: aTime,
  firstReceivedAt: aTime,
  groupId: nonEmptyString,
  deduplicationId: nonEmptyString,
  sequenceNumber: nonEmptyString,
  traceHeader: nonEmptyString,
  deadLetterQueueSourceArn: nonEmptyString,
}

const rules: OptionRulesOf<SqsInput> = {
  queueName: nonEmptyString,
  queueArn: nonEmptyString,
  records: listOf(optionsObject(messageRules), 1),
  time: aTime,
}

/**
 * A batch of messages of a standard or FIFO queue, with the checksums of bodies and attributes.
 *
 * @example
 * ```ts
 * const event = buildSqsEvent({ records: [{ body: { orderId: '7' } }] })
 * ```
 *
 * @throws TypeError for an empty batch, for which Lambda invokes no function
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function buildSqsEvent(input: SqsInput = {}): SQSEvent {
  checkOptions('buildSqsEvent', input, rules)
  const { queueArn = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${input.queueName ?? 'orders'}` } = input
  const records = input.records ?? [{ body: 'Hello from SQS!' }]
  return fittingEvent('buildSqsEvent', {
    Records: records.map((message, i) =>
      record(message, { i, queueArn, time: message.sentAt ?? input.time }),
    ),
  })
}

interface Origin {
  readonly i: number
  readonly queueArn: string
  readonly time: TimeInput | undefined
}

function record(message: SqsMessageInput, { i, queueArn, time }: Origin): SQSRecord {
  const body = textOf(message.body)
  assertFits('buildSqsEvent', `records[${i}].body`, Buffer.byteLength(body), sizeLimits.sqsMessage)
  const sentAt = epochMs(time)
  const messageId = message.messageId ?? derivedUuid(`message ${i} ${sentAt} ${body}`)
  const messageAttributes = Object.fromEntries(
    Object.entries(message.messageAttributes ?? {}).map(([name, value]) => [name, attribute(value)]),
  )
  const { traceHeader, deadLetterQueueSourceArn } = message
  return {
    messageId,
    receiptHandle: `AQEB${Buffer.from(derivedHex(`receipt ${messageId}`, 64)).toString('base64')}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount ?? 1),
      ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
      SentTimestamp: String(sentAt),
      ...(queueArn.endsWith('.fifo') && fifoAttributes(message, i, body)),
      SenderId: 'AIDACKCEVSQ6C2EXAMPLE',
      ...(deadLetterQueueSourceArn !== undefined && { DeadLetterQueueSourceArn: deadLetterQueueSourceArn }),
      ApproximateFirstReceiveTimestamp: String(epochMs(message.firstReceivedAt ?? sentAt)),
    },
    messageAttributes,
    ...(Object.keys(messageAttributes).length > 0 && {
      md5OfMessageAttributes: md5OfMessageAttributes(messageAttributes),
    }),
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: regionOfArn(queueArn),
  }
}

const FIRST_SEQUENCE_NUMBER = 18849496460467696128n

function fifoAttributes(
  { groupId = '1', deduplicationId, sequenceNumber }: SqsMessageInput,
  i: number,
  body: string,
): Record<string, string> {
  return {
    SequenceNumber: sequenceNumber ?? String(FIRST_SEQUENCE_NUMBER + 256n * BigInt(i)),
    MessageGroupId: groupId,
    MessageDeduplicationId: deduplicationId ?? createHash('sha256').update(body).digest('hex'),
  }
}

function attribute(value: SqsAttributeInput): SQSMessageAttribute {
  const lists = { stringListValues: [], binaryListValues: [] }
  if (typeof value === 'string') return { stringValue: value, ...lists, dataType: 'String' }
  if (typeof value === 'number') return { stringValue: String(value), ...lists, dataType: 'Number' }
  if (value instanceof Uint8Array) {
    return { binaryValue: Buffer.from(value).toString('base64'), ...lists, dataType: 'Binary' }
  }
  const { stringValue, binaryValue, dataType } = value
  return {
    ...(stringValue !== undefined && { stringValue }),
    ...(binaryValue !== undefined && { binaryValue }),
    ...lists,
    dataType,
  }
}
