import type { SNSEvent, SQSEvent } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  optionsObject,
} from '../../services/options/option-rules.ts'
import { aTime, type TimeInput } from './event-time.ts'
import { buildSnsEvent, type SnsInput, snsRules } from './sns.ts'
import { buildSqsEvent } from './sqs.ts'

/** The input of {@link buildSnsInSqsEvent}. Everything that is left out has a default. */
export interface SnsInSqsInput {
  /** One for each message of the queue. @defaultValue one with the defaults of {@link buildSnsEvent} */
  readonly notifications?: readonly SnsInput[] | undefined
  /** The name of the queue. @defaultValue `orders` */
  readonly queueName?: string | undefined
  /** The time of the publication. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
}

const rules: OptionRulesOf<SnsInSqsInput> = {
  notifications: listOf(optionsObject(snsRules), 1),
  queueName: nonEmptyString,
  time: aTime,
}

/**
 * A batch of a queue that is subscribed to a topic without raw message delivery: each body is a notification.
 * It differs from the one that SNS passes to a function: `URL` is in capitals, and what is empty is left out.
 *
 * @example
 * ```ts
 * const event = buildSnsInSqsEvent({ notifications: [{ message: { total: 3 } }] })
 * ```
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
 * @throws TypeError that names the option
 */
export function buildSnsInSqsEvent(input: SnsInSqsInput = {}): SQSEvent {
  checkOptions('buildSnsInSqsEvent', input, rules)
  const { notifications = [{}], queueName, time } = input
  const records = notifications.map((notification) => ({
    body: queued(buildSnsEvent({ ...notification, time: notification.time ?? time })),
  }))
  return buildSqsEvent({ queueName, time, records })
}

function queued(notification: SNSEvent): object | undefined {
  const [record] = notification.Records
  if (!record) return undefined
  const { Subject, MessageAttributes, SigningCertUrl, UnsubscribeUrl, ...sns } = record.Sns
  return {
    ...sns,
    ...(Subject !== null && { Subject }),
    SigningCertURL: SigningCertUrl,
    UnsubscribeURL: UnsubscribeUrl,
    ...(Object.keys(MessageAttributes).length > 0 && { MessageAttributes }),
  }
}
