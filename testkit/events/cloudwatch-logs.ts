import { gzipSync } from 'node:zlib'
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent, KinesisStreamEvent } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  anObject,
  aString,
  eitherOf,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
  optionsObject,
  required,
} from '../../services/options/option-rules.ts'
import { ACCOUNT_ID } from './aws-origin.ts'
import { derivedHex } from './derived-ids.ts'
import { aTime, epochMs, type TimeInput } from './event-time.ts'
import { buildKinesisEvent } from './kinesis.ts'
import { fittingEvent, sizeLimits } from './size-limits.ts'

/** One log event of {@link CloudWatchLogsInput}. */
export interface LogEventInput {
  /** The text of the log event. */
  readonly message: string
  /** The time of the log event. @defaultValue that of the batch */
  readonly time?: TimeInput | undefined
  /** The ID of the log event. @defaultValue derived from time and message */
  readonly id?: string | undefined
  /** What the filter pattern found. @defaultValue absent */
  readonly extractedFields?: Readonly<Record<string, string>> | undefined
}

/** The input of {@link buildCloudWatchLogsEvent}. Everything that is left out has a default. */
export interface CloudWatchLogsInput {
  /** Messages, or messages with a time of their own. @defaultValue one, `Hello from CloudWatch Logs!` */
  readonly logEvents?: readonly (string | LogEventInput)[] | undefined
  /** The name of the log group. @defaultValue `/aws/lambda/orders` */
  readonly logGroup?: string | undefined
  /** The name of the log stream. @defaultValue `2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef` */
  readonly logStream?: string | undefined
  /** The names of the subscription filters that matched. @defaultValue `['to-lambda']` */
  readonly subscriptionFilters?: readonly string[] | undefined
  /** `CONTROL_MESSAGE` is what CloudWatch Logs sends to test a destination. @defaultValue `DATA_MESSAGE` */
  readonly messageType?: 'DATA_MESSAGE' | 'CONTROL_MESSAGE' | undefined
  /** The ID of the account that has the log group. @defaultValue `123456789012` */
  readonly owner?: string | undefined
  /** The time of the log events that have none of their own. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
}

const logEventRules: OptionRulesOf<LogEventInput> = {
  message: required(aString),
  time: aTime,
  id: nonEmptyString,
  extractedFields: anObject,
}

const rules: OptionRulesOf<CloudWatchLogsInput> = {
  logEvents: listOf(eitherOf(aString, optionsObject(logEventRules)), 1),
  logGroup: nonEmptyString,
  logStream: nonEmptyString,
  subscriptionFilters: listOf(nonEmptyString),
  messageType: oneOf('DATA_MESSAGE', 'CONTROL_MESSAGE'),
  owner: nonEmptyString,
  time: aTime,
}

/**
 * A batch of log events of a subscription filter, as Lambda gets it: gzip in base64.
 *
 * @example
 * ```ts
 * const event = buildCloudWatchLogsEvent({ logEvents: ['started', 'failed'] })
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 * @throws TypeError that names the option, or for an event over 1 MB
 */
export function buildCloudWatchLogsEvent(input: CloudWatchLogsInput = {}): CloudWatchLogsEvent {
  checkOptions('buildCloudWatchLogsEvent', input, rules)
  const event = { awslogs: { data: compressed(input).toString('base64') } }
  return fittingEvent('buildCloudWatchLogsEvent', event, sizeLimits.asynchronousInvocation)
}

/** The input of {@link buildCloudWatchLogsKinesisEvent}. Everything that is left out has a default. */
export interface CloudWatchLogsKinesisInput {
  /** One for each record of the stream. @defaultValue one with the defaults */
  readonly batches?: readonly CloudWatchLogsInput[] | undefined
  /** The name of the Kinesis stream. @defaultValue `logs` */
  readonly streamName?: string | undefined
  /** When the records arrived. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
}

const kinesisRules: OptionRulesOf<CloudWatchLogsKinesisInput> = {
  batches: listOf(optionsObject(rules), 1),
  streamName: nonEmptyString,
  time: aTime,
}

/**
 * Batches of log events of a subscription filter whose destination is a Kinesis stream: gzip in each record.
 *
 * @example
 * ```ts
 * const event = buildCloudWatchLogsKinesisEvent({ batches: [{ logEvents: ['failed'] }] })
 * ```
 * @throws TypeError that names the option
 */
export function buildCloudWatchLogsKinesisEvent(input: CloudWatchLogsKinesisInput = {}): KinesisStreamEvent {
  checkOptions('buildCloudWatchLogsKinesisEvent', input, kinesisRules)
  const { batches = [{}], streamName = 'logs', time } = input
  const records = batches.map((batch, i) => ({
    data: compressed(batch),
    partitionKey: derivedHex(`partition ${i}`, 32),
  }))
  return buildKinesisEvent({ streamName, time, records })
}

function compressed(input: CloudWatchLogsInput): Buffer {
  const bytes = gzipSync(JSON.stringify(decodedData(input)), { level: 0 })
  // "Unknown" operating system (RFC 1952, section 2.3.1), so that every machine builds the same event.
  bytes[9] = 255
  return bytes
}

function decodedData(input: CloudWatchLogsInput): CloudWatchLogsDecodedData {
  const { logEvents = ['Hello from CloudWatch Logs!'], time } = input
  return {
    messageType: input.messageType ?? 'DATA_MESSAGE',
    owner: input.owner ?? ACCOUNT_ID,
    logGroup: input.logGroup ?? '/aws/lambda/orders',
    logStream: input.logStream ?? '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    subscriptionFilters: [...(input.subscriptionFilters ?? ['to-lambda'])],
    logEvents: logEvents.map((event, i) => {
      const { message, extractedFields, ...given } = typeof event === 'string' ? { message: event } : event
      const timestamp = epochMs(given.time ?? time)
      return {
        id: given.id ?? logEventId(`${i} ${timestamp} ${message}`),
        timestamp,
        message,
        ...(extractedFields && { extractedFields }),
      }
    }),
  }
}

/** 56 decimal digits. */
function logEventId(seed: string): string {
  return `3${BigInt(`0x${derivedHex(seed, 60)}`)
    .toString()
    .padStart(55, '0')
    .slice(0, 55)}`
}
