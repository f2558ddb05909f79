import middy from '@middy/core'
import {
  bySourceIp,
  eventBus,
  fixedWindow,
  html,
  type LimitDecision,
  MemoryEventBus,
  MemoryRateLimiter,
  type RateLimitRequest,
  rateLimit,
  sse,
  streamifyResponse,
  webSocketManagement,
} from 'apptheory-middy'
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
  createTestEnv,
  invokeHttpApiV2,
  invokeSqs,
} from 'apptheory-middy/testkit'
import { startGateway, startWebSocketGateway } from 'apptheory-middy/testkit/gateway'
import type {
  ALBEvent,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyHandlerV2,
  APIGatewayProxyWebsocketEventV2,
  Context,
  DynamoDBStreamEvent,
  EventBridgeEvent,
  Handler,
  KinesisStreamEvent,
  LambdaFunctionURLEvent,
  SNSEvent,
  SQSEvent,
  SQSHandler,
} from 'aws-lambda'

// Everything here compiles in a user's project, with each version of TypeScript that is supported.

const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }) })

// Callbacks take the event type that they name, or that the call names.
rateLimit({ limiter, skip: ({ event }) => event.rawPath === '/health' })
rateLimit({ limiter, identify: bySourceIp(), skip: ({ event }) => event.rawPath === '/health' })
rateLimit({ limiter, identify: (event: APIGatewayProxyEventV2) => event.headers['x-tenant'] })
rateLimit({
  limiter,
  identify: (event: APIGatewayProxyEventV2) => event.requestContext.http.sourceIp,
  resource: (event) => event.rawPath.toUpperCase(),
  skip: ({ event }) => event.requestContext.http.method === 'OPTIONS',
  cost: ({ event }) => event.headers['x-cost']?.length ?? 1,
})
rateLimit<APIGatewayProxyEventV2>({
  limiter,
  skip: ({ event, context }) => event.rawPath === context.functionName,
  refundWhen: ({ event }) => event.isBase64Encoded,
  onLimited: (decision, { event }) => [decision.limit, event.rawPath],
})
rateLimit({ limiter, skip: ({ event }: RateLimitRequest<SQSEvent>) => event.Records.length === 0 })
// @ts-expect-error: the event that was named has no such part
rateLimit<APIGatewayProxyEventV2>({ limiter, skip: ({ event }) => event.Records.length === 0 })

// What the middlewares add to the context keeps its exact type.
const chain = middy<APIGatewayProxyEventV2>()
  .use(rateLimit({ limiter }))
  .use(eventBus({ bus: new MemoryEventBus() }))
  .use(webSocketManagement({ endpoint: 'https://chat.example.com' }))
  .handler(async (event, context) => {
    const path: string = event.rawPath
    const decision: LimitDecision | undefined = context.rateLimit
    const { id } = await context.eventBus.publish({ eventType: 'a', tenantId: 'b', payload: {} })
    const idText: string = id
    await context.webSocket.post('hello')
    // @ts-expect-error: the context has what was added, and nothing else
    context.nothing
    return { statusCode: 200, body: `${path} ${decision?.remaining} ${idText}` }
  })

// Functions typed by @types/aws-lambda fit wherever a function is taken.
const v2: APIGatewayProxyHandlerV2 = async () => ({ statusCode: 200, body: 'ok' })
const sqs: SQSHandler = async () => ({ batchItemFailures: [] })
const any: Handler = async () => 'done'
const withCallback: Handler<APIGatewayProxyEventV2, string> = (_event, _context, callback) =>
  callback(null, 'ok')
const parsed = middy(
  async (event: Omit<APIGatewayProxyEventV2, 'body'> & { readonly body: { readonly n: number } }) =>
    event.body.n,
)

// A chain whose middlewares make the response: its handler may return anything.
const routed = middy<APIGatewayProxyEventV2>().handler(async (): Promise<unknown> => ({ id: 7 }))

export async function invocations(): Promise<readonly unknown[]> {
  const env = createTestEnv()
  const context: Context = env.context()
  const statusCode: number = (await env.invoke(v2, buildHttpApiV2Event())).statusCode
  const failures: readonly unknown[] = (await env.invoke(sqs, buildSqsEvent())).batchItemFailures
  const response: unknown = (await env.invoke(any, buildEventBridgeEvent())).response
  await env.invoke(chain, buildHttpApiV2Event())
  await env.invoke(parsed, buildHttpApiV2Event({ body: { n: 1 } }))
  await env.invoke(withCallback, buildFunctionUrlEvent())
  await env.invoke(({ rawPath }) => rawPath, buildHttpApiV2Event())
  await invokeHttpApiV2(v2, buildHttpApiV2Event(), context)
  await invokeHttpApiV2(chain, buildHttpApiV2Event(), context)
  await invokeSqs(sqs, buildSqsEvent(), context)
  await invokeSqs(({ Records }) => Records.length, buildSqsEvent(), context)
  await env.invokeWebSocket(chain, buildWebSocketEvent())
  await env.invokeStreaming(streamifyResponse(v2), buildFunctionUrlEvent())
  await env.invokeStreaming(streamifyResponse(any), buildFunctionUrlEvent())
  await env.invokeStreaming(streamifyResponse(chain), buildFunctionUrlEvent())
  await env.invokeStreaming(streamifyResponse(routed), buildFunctionUrlEvent())
  // @ts-expect-error: a number cannot be streamed
  streamifyResponse(async () => 42)
  // A chain that is written as the argument keeps its types.
  await env.invoke(
    middy<APIGatewayProxyEventV2>()
      .use(rateLimit({ limiter }))
      .handler(async ({ rawPath }, context) => `${rawPath} ${context.rateLimit?.remaining}`),
    buildHttpApiV2Event(),
  )
  await env.invokeMany(
    middy()
      .use(eventBus({ bus: new MemoryEventBus() }))
      .handler(async (_event, context) => context.eventBus.publishMany([])),
    [buildEventBridgeEvent()],
  )
  await env.invokeWebSocket(
    middy()
      .use(webSocketManagement())
      .handler(async (_event, { webSocket }) => webSocket.post('hello')),
    buildWebSocketEvent(),
  )
  await startGateway({ handler: v2 })
  await startGateway({ handler: chain })
  await startWebSocketGateway({ handler: { $connect: any, $default: chain } })
  return [statusCode, failures, response, sse, html]
}

// What builders return is an event of those types.
export const events: readonly [
  APIGatewayProxyEventV2,
  LambdaFunctionURLEvent,
  APIGatewayProxyEvent,
  ALBEvent,
  APIGatewayProxyWebsocketEventV2,
  SQSEvent,
  SNSEvent,
  KinesisStreamEvent,
  DynamoDBStreamEvent,
  EventBridgeEvent<string, unknown>,
] = [
  buildHttpApiV2Event(),
  buildFunctionUrlEvent(),
  buildRestApiV1Event(),
  buildAlbEvent(),
  buildWebSocketEvent(),
  buildSqsEvent(),
  buildSnsEvent(),
  buildKinesisEvent(),
  buildDynamoDBStreamEvent(),
  buildEventBridgeEvent(),
]
