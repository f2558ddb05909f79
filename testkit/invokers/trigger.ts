import { webSocketEventOf } from '../../services/websocket/websocket-event.ts'
import { isRecord } from '../outcomes/http-outcome.ts'

/** What can invoke a function, of what the testkit has builders for. */
export type Trigger =
  | 'http-api-v2'
  | 'function-url'
  | 'alb'
  | 'rest-api-v1'
  | 'websocket'
  | 'sqs'
  | 'kinesis'
  | 'dynamodb-stream'
  | 'sns'
  | 'eventbridge'

const recordSources: Readonly<Record<string, Trigger>> = {
  'aws:sqs': 'sqs',
  'aws:kinesis': 'kinesis',
  'aws:dynamodb': 'dynamodb-stream',
  'aws:sns': 'sns',
}

/** From where an event came, told by its shape; undefined where it is of no trigger that has a builder. */
export function triggerOf(event: unknown): Trigger | undefined {
  if (!isRecord(event)) return undefined
  const { requestContext, Records, eventSourceARN } = event
  if (isRecord(requestContext)) return httpTriggerOf(event, requestContext)
  if (Array.isArray(Records)) return recordsTriggerOf(Records[0], eventSourceARN)
  return 'detail-type' in event ? 'eventbridge' : undefined
}

function httpTriggerOf(
  event: Readonly<Record<string, unknown>>,
  requestContext: Readonly<Record<string, unknown>>,
): Trigger | undefined {
  if (requestContext['elb']) return 'alb'
  if (webSocketEventOf(event)) return 'websocket'
  if (requestContext['http']) {
    return /\.lambda-url\./.test(String(requestContext['domainName'])) ? 'function-url' : 'http-api-v2'
  }
  return typeof event['httpMethod'] === 'string' ? 'rest-api-v1' : undefined
}

/** Without a record, the event is one of a tumbling window, which names its source itself. */
function recordsTriggerOf(record: unknown, eventSourceARN: unknown): Trigger | undefined {
  if (!isRecord(record)) return recordSources[String(eventSourceARN).split(':').slice(1, 3).join(':')]
  return recordSources[String(record['eventSource'] ?? record['EventSource'])]
}
