import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AlbMultiValueHeadersSchema, AlbSchema } from '@aws-lambda-powertools/parser/schemas/alb'
import {
  APIGatewayProxyEventSchema,
  APIGatewayRequestAuthorizerEventSchema,
  APIGatewayTokenAuthorizerEventSchema,
} from '@aws-lambda-powertools/parser/schemas/api-gateway'
import { APIGatewayProxyWebsocketEventSchema } from '@aws-lambda-powertools/parser/schemas/api-gateway-websocket'
import {
  APIGatewayProxyEventV2Schema,
  APIGatewayRequestAuthorizerEventV2Schema,
} from '@aws-lambda-powertools/parser/schemas/api-gatewayv2'
import { AppSyncResolverSchema } from '@aws-lambda-powertools/parser/schemas/appsync'
import { CloudWatchLogsSchema } from '@aws-lambda-powertools/parser/schemas/cloudwatch'
import { DynamoDBStreamSchema } from '@aws-lambda-powertools/parser/schemas/dynamodb'
import { EventBridgeSchema } from '@aws-lambda-powertools/parser/schemas/eventbridge'
import { KinesisDataStreamSchema } from '@aws-lambda-powertools/parser/schemas/kinesis'
import { LambdaFunctionUrlSchema } from '@aws-lambda-powertools/parser/schemas/lambda'
import { S3Schema } from '@aws-lambda-powertools/parser/schemas/s3'
import { SnsSchema, SnsSqsNotificationSchema } from '@aws-lambda-powertools/parser/schemas/sns'
import { SqsSchema } from '@aws-lambda-powertools/parser/schemas/sqs'
import middy from '@middy/core'
import eventNormalizer from '@middy/event-normalizer'
import type { DynamoDBStreamEvent, KinesisStreamEvent, SNSEvent, SQSEvent } from 'aws-lambda'
import { fixturesOf } from '../../scripts/contract/fixture.ts'
import {
  buildDynamoDBStreamEvent,
  buildKinesisEvent,
  buildSnsEvent,
  buildSnsInSqsEvent,
  buildSqsEvent,
  buildWebSocketAuthorizerEvent,
  createTestEnv,
} from '../../testkit/index.ts'
import { type BuiltEvent, build } from '../fixture-runner/triggers/build-event.ts'
import type { FixtureCase } from '../fixture-runner/triggers/fixture-case.ts'

/** What these suites ask of a schema. */
interface Schema {
  safeParse(event: unknown): { success: boolean; error?: unknown }
}

// Powertools has one for the handshake of a WebSocket API alone: see below.
type WithoutSchema = 'websocket' | 'websocket-authorizer' | 'step-functions'
const withoutSchema: ReadonlySet<string> = new Set(['websocket', 'websocket-authorizer', 'step-functions'])

const schemas: Readonly<Record<Exclude<BuiltEvent, WithoutSchema>, Schema>> = {
  'http-api-v2': APIGatewayProxyEventV2Schema,
  'function-url': LambdaFunctionUrlSchema,
  alb: AlbSchema,
  'rest-api-v1': APIGatewayProxyEventSchema,
  sqs: SqsSchema,
  kinesis: KinesisDataStreamSchema,
  'dynamodb-stream': DynamoDBStreamSchema,
  sns: SnsSchema,
  eventbridge: EventBridgeSchema,
  s3: S3Schema,
  scheduler: EventBridgeSchema,
  'cloudwatch-logs': CloudWatchLogsSchema,
  'cloudwatch-logs-kinesis': KinesisDataStreamSchema,
  'sns-in-sqs': SqsSchema,
  appsync: AppSyncResolverSchema,
  'token-authorizer': APIGatewayTokenAuthorizerEventSchema,
  'request-authorizer': APIGatewayRequestAuthorizerEventSchema,
  'http-api-authorizer': APIGatewayRequestAuthorizerEventV2Schema,
}

describe('AWS Powertools parses what the builders build', () => {
  for (const { id, steps } of fixturesOf<FixtureCase>('triggers')) {
    test(id, () => {
      for (const step of steps) {
        const { trigger, input } = 'build' in step ? step.build : step.invoke
        if (withoutSchema.has(trigger)) continue
        // A final window may be without records, which the schema does not know.
        if (trigger === 'kinesis' && 'window' in input && !('records' in input)) continue
        const { success, error } = schemas[trigger as Exclude<BuiltEvent, WithoutSchema>].safeParse(
          build(trigger, input),
        )
        assert.ok(success, String(error))
      }
    })
  }

  test('a load balancer’s multi-value events have a schema of their own', () => {
    const { success, error } = AlbMultiValueHeadersSchema.safeParse(build('alb', { multiValueHeaders: true }))
    assert.ok(success, String(error))
  })

  test('the notification in a queue has a schema of its own', () => {
    const notifications = [{}, { subject: 'orders', messageAttributes: { kind: 'order' } }]
    const { Records } = buildSnsInSqsEvent({ notifications })
    for (const { body } of Records) {
      const { success, error } = SnsSqsNotificationSchema.safeParse(JSON.parse(body))
      assert.ok(success, String(error))
    }
  })

  // The schema asks for `isBase64Encoded`, which authorizers do not get.
  test('the schema of WebSocket APIs takes what their authorizers get', () => {
    const event = buildWebSocketAuthorizerEvent({ query: { token: 'a' } })
    const { success, error } = APIGatewayProxyWebsocketEventSchema.safeParse({
      ...event,
      isBase64Encoded: false,
    })
    assert.ok(success, String(error))
  })

  test('an event that is broken is refused, so that the suite can fail', () => {
    const event = buildSqsEvent()
    assert.equal(SqsSchema.safeParse({ Records: [{ ...event.Records[0], body: 1 }] }).success, false)
  })
})

describe('Middy’s event-normalizer reads what the builders build', () => {
  const item = { PK: 'order#1', SK: 'order', total: 3, tags: new Set(['a']), lines: [{ sku: 'x' }] }

  async function normalized<TEvent extends object>(event: TEvent): Promise<TEvent> {
    let seen: TEvent | undefined
    const handler = middy(async (read: TEvent) => {
      seen = read
    }).use(eventNormalizer())
    await createTestEnv().invoke(handler, event)
    return seen ?? assert.fail('the handler was not reached')
  }

  test('SQS: bodies', async () => {
    const { Records }: SQSEvent = await normalized(buildSqsEvent({ records: [{ body: { orderId: 7 } }] }))
    assert.deepEqual(Records[0]?.body, { orderId: 7 })
  })

  test('SNS: the message', async () => {
    const { Records }: SNSEvent = await normalized(buildSnsEvent({ message: { orderId: 7 } }))
    assert.deepEqual(Records[0]?.Sns.Message, { orderId: 7 })
  })

  test('SNS over SQS: the message within the body', async () => {
    const [notification] = buildSnsEvent({ message: { orderId: 7 } }).Records
    const event = await normalized(buildSqsEvent({ records: [{ body: notification?.Sns }] }))
    const body: unknown = event.Records[0]?.body
    assert.deepEqual((body as { Message: unknown }).Message, { orderId: 7 })
  })

  test('Kinesis: data', async () => {
    const event: KinesisStreamEvent = buildKinesisEvent({ records: [{ data: { orderId: 7 } }] })
    const { Records } = await normalized(event)
    assert.deepEqual(Records[0]?.kinesis.data, { orderId: 7 })
  })

  test('DynamoDB Streams: keys and images', async () => {
    const event: DynamoDBStreamEvent = buildDynamoDBStreamEvent({ records: [{ newImage: item }] })
    const { Records } = await normalized(event)
    assert.deepEqual(Records[0]?.dynamodb?.Keys, { PK: 'order#1', SK: 'order' })
    assert.deepEqual(Records[0]?.dynamodb?.NewImage, item)
  })
})
