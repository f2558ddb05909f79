import type { SNSEvent, SNSMessage, SNSMessageAttribute } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  anything,
  aString,
  nonEmptyString,
  type OptionRulesOf,
  recordOf,
} from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION, regionOfArn, textOf } from './aws-origin.ts'
import { derivedHex, derivedUuid } from './derived-ids.ts'
import { aTime, epochMs, type TimeInput } from './event-time.ts'
import { assertFits, sizeLimits } from './size-limits.ts'

/**
 * What a message carries beside its text: text, a number, bytes, a list, or an attribute of a type of its
 * own.
 */
export type SnsAttributeInput =
  | string
  | number
  | Uint8Array
  | readonly (string | number | boolean | null)[]
  | SNSMessageAttribute

/** The input of {@link buildSnsEvent}. Everything that is left out has a default. */
export interface SnsInput {
  /** Text as it is, anything else as JSON. @defaultValue `Hello from SNS!` */
  readonly message?: unknown
  /** The subject of the message. @defaultValue none, which arrives as `null` */
  readonly subject?: string | undefined
  /** The attributes of the message, by name. @defaultValue none */
  readonly messageAttributes?: Readonly<Record<string, SnsAttributeInput>> | undefined
  /** The name of the topic. @defaultValue `orders` */
  readonly topicName?: string | undefined
  /** The ARN of the topic. @defaultValue that of `topicName` */
  readonly topicArn?: string | undefined
  /** The ID of the message. @defaultValue derived from time and message */
  readonly messageId?: string | undefined
  /** The time of the publication. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
}

export const snsRules: OptionRulesOf<SnsInput> = {
  message: anything,
  subject: aString,
  messageAttributes: recordOf(anything),
  topicName: nonEmptyString,
  topicArn: nonEmptyString,
  messageId: nonEmptyString,
  time: aTime,
}

/** SNS sends `Subject: null` where there is none, which `@types/aws-lambda` leaves out. */
interface SnsMessage extends Omit<SNSMessage, 'Subject'> {
  Subject: string | null
}

/**
 * The event of one SNS notification. Its signature is a placeholder.
 *
 * @example
 * ```ts
 * const event = buildSnsEvent({ message: { total: 3 } })
 * ```
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 * @throws TypeError that names the option, such as a `message` over 256 KB
 */
export function buildSnsEvent(input: SnsInput = {}): SNSEvent {
  checkOptions('buildSnsEvent', input, snsRules)
  const { topicArn = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${input.topicName ?? 'orders'}` } = input
  const endpoint = `https://sns.${regionOfArn(topicArn)}.amazonaws.com`
  const time = epochMs(input.time)
  const message = textOf(input.message ?? 'Hello from SNS!')
  assertFits('buildSnsEvent', 'message', Buffer.byteLength(message), sizeLimits.snsMessage)
  const subscription = `${topicArn}:${derivedUuid(`subscription ${topicArn}`)}`
  const sns: SnsMessage = {
    Type: 'Notification',
    MessageId: input.messageId ?? derivedUuid(`notification ${time} ${message}`),
    TopicArn: topicArn,
    Subject: input.subject ?? null,
    Message: message,
    Timestamp: new Date(time).toISOString(),
    SignatureVersion: '1',
    Signature: Buffer.from(derivedHex(`signature ${message}`, 64)).toString('base64'),
    SigningCertUrl: `${endpoint}/SimpleNotificationService-${derivedHex('certificate', 32)}.pem`,
    UnsubscribeUrl: `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
    MessageAttributes: Object.fromEntries(
      Object.entries(input.messageAttributes ?? {}).map(([name, value]) => [name, attribute(value)]),
    ),
  }
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription }
  return { Records: [{ ...record, Sns: sns as SNSMessage }] }
}

function attribute(value: SnsAttributeInput): SNSMessageAttribute {
  if (typeof value === 'string') return { Type: 'String', Value: value }
  if (typeof value === 'number') return { Type: 'Number', Value: String(value) }
  if (value instanceof Uint8Array) return { Type: 'Binary', Value: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return { Type: 'String.Array', Value: JSON.stringify(value) }
  return value as SNSMessageAttribute
}
