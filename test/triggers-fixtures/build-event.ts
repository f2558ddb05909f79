import {
  buildAlbEvent,
  buildDynamoDBStreamEvent,
  buildEventBridgeEvent,
  buildFunctionUrlEvent,
  buildHttpApiV2Event,
  buildKinesisEvent,
  buildRestApiV1Event,
  buildSnsEvent,
  buildSqsEvent,
  buildWebSocketEvent,
} from '../../testkit/index.ts'
import type { Trigger } from '../../testkit/invokers/trigger.ts'

const builders: Readonly<Record<Trigger, (input: never) => unknown>> = {
  'http-api-v2': buildHttpApiV2Event,
  'function-url': buildFunctionUrlEvent,
  alb: buildAlbEvent,
  'rest-api-v1': buildRestApiV1Event,
  websocket: buildWebSocketEvent,
  sqs: buildSqsEvent,
  kinesis: buildKinesisEvent,
  'dynamodb-stream': buildDynamoDBStreamEvent,
  sns: buildSnsEvent,
  eventbridge: buildEventBridgeEvent,
}

/** The event of a trigger, from a fixture's input, in which `{ base64 }` stands for bytes. */
export function build(trigger: Trigger, input: unknown): unknown {
  return builders[trigger](withBytes(input) as never)
}

function withBytes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withBytes)
  const entries = Object.entries(value)
  const [[name, content] = []] = entries
  if (entries.length === 1 && name === 'base64') return Buffer.from(String(content), 'base64')
  return Object.fromEntries(entries.map(([key, member]) => [key, withBytes(member)]))
}
