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
  | 's3'
  | 'cloudwatch-logs'
  | 'appsync'
  | 'step-functions'
  | 'token-authorizer'
  | 'request-authorizer'
  | 'http-api-authorizer'
  | 'websocket-authorizer'

const recordSources: Readonly<Record<string, Trigger>> = {
  'aws:sqs': 'sqs',
  'aws:kinesis': 'kinesis',
  'aws:dynamodb': 'dynamodb-stream',
  'aws:sns': 'sns',
  'aws:s3': 's3',
}

/** The trigger of an event, by its shape; undefined if no builder makes such events. */
export function triggerOf(event: unknown): Trigger | undefined {
  if (!isRecord(event)) return undefined
  const { requestContext, Records, eventSourceARN } = event
  if (event['type'] === 'TOKEN' || event['type'] === 'REQUEST') return authorizerTriggerOf(event)
  if (isRecord(requestContext)) return httpTriggerOf(event, requestContext)
  if (Array.isArray(Records)) return recordsTriggerOf(Records[0], eventSourceARN)
  if ('detail-type' in event) return 'eventbridge'
  if (isRecord(event['awslogs'])) return 'cloudwatch-logs'
  if (isRecord(event['info']) && 'parentTypeName' in event['info']) return 'appsync'
  return typeof event['taskToken'] === 'string' ? 'step-functions' : undefined
}

function authorizerTriggerOf(event: Readonly<Record<string, unknown>>): Trigger {
  if (event['type'] === 'TOKEN') return 'token-authorizer'
  if ('routeArn' in event) return 'http-api-authorizer'
  return 'httpMethod' in event ? 'request-authorizer' : 'websocket-authorizer'
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
