import type {
  ALBEvent,
  APIGatewayProxyEventBase,
  APIGatewayProxyEventV2WithRequestContext,
  Context,
  DynamoDBStreamEvent,
  EventBridgeEvent,
  KinesisStreamEvent,
  SNSEvent,
  SQSEvent,
} from 'aws-lambda'
import { albOutcome } from '../outcomes/alb-outcome.ts'
import { type AuthorizerOutcome, authorizerOutcome } from '../outcomes/authorizer-outcome.ts'
import { type BatchOutcome, batchOutcome } from '../outcomes/batch-outcome.ts'
import { asJson, type HttpOutcome, httpOutcome } from '../outcomes/http-outcome.ts'
import { restApiV1Outcome } from '../outcomes/rest-api-v1-outcome.ts'
import { callHandler, type LambdaHandler } from './lambda-handler.ts'

/** The result of an asynchronous invocation, which Lambda ignores. */
export interface AsyncOutcome {
  /** What the function returned. */
  readonly response: unknown
}

/** What a service that waits for the function gets. */
export interface DirectOutcome {
  /** What the function returned, as JSON makes it. */
  readonly response: unknown
}

/** The event of a Lambda authorizer. */
export interface AuthorizerEvent {
  /** `TOKEN`: the authorizer gets one header. `REQUEST`: it gets the request without its body. */
  readonly type: 'TOKEN' | 'REQUEST'
}

/** Invokes `handler` with an event of one trigger, and reads what it returned as that trigger does. */
export interface Invoker<TEvent, TOutcome> {
  /** Invokes a function that takes the event as the trigger sends it. */
  <TActual extends TEvent>(
    handler: LambdaHandler<TActual>,
    event: TActual,
    context: Context,
  ): Promise<TOutcome>
  /** Invokes a function whose middlewares change the event, such as a body parser. */
  (handler: LambdaHandler, event: TEvent, context: Context): Promise<TOutcome>
}

/** An event with payload format 2.0, whatever authorized it. */
// biome-ignore lint/suspicious/noExplicitAny: an event of payload format 2.0 with whatever authorizer
type PayloadV2Event = APIGatewayProxyEventV2WithRequestContext<any>
/** An event with payload format 1.0, whatever authorized it. */
// biome-ignore lint/suspicious/noExplicitAny: an event of a REST API with whatever authorizer
type RestApiV1Event = APIGatewayProxyEventBase<any>

/**
 * Invokes a function as an HTTP API does, with payload format 2.0.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => ({ statusCode: 200, body: 'placed' })
 * const { statusCode } = await invokeHttpApiV2(handler, buildHttpApiV2Event(), context())
 * ```
 *
 * @throws MalformedResponseError (rejects) for a response that API Gateway would answer with 502
 */
export const invokeHttpApiV2: Invoker<PayloadV2Event, HttpOutcome> = invoker(httpOutcome)

/**
 * Invokes a function as a Function URL does.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => ({ statusCode: 200, body: 'placed' })
 * const { statusCode } = await invokeFunctionUrl(handler, buildFunctionUrlEvent(), context())
 * ```
 *
 * @throws MalformedResponseError (rejects) for a response that the Function URL would answer with 502
 */
export const invokeFunctionUrl: Invoker<PayloadV2Event, HttpOutcome> = invokeHttpApiV2

/**
 * Invokes a function as a REST API does.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => ({ statusCode: 200, body: 'placed' })
 * const { statusCode } = await invokeRestApiV1(handler, buildRestApiV1Event(), context())
 * ```
 *
 * @throws MalformedResponseError (rejects) for a response that API Gateway would answer with 502
 */
export const invokeRestApiV1: Invoker<RestApiV1Event, HttpOutcome> = invoker(restApiV1Outcome)

/**
 * Invokes a function as an Application Load Balancer does.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => ({ statusCode: 200, body: 'placed' })
 * const { statusCode } = await invokeAlb(handler, buildAlbEvent(), context())
 * ```
 *
 * @throws MalformedResponseError (rejects) for a response that the load balancer would answer with 502
 */
export const invokeAlb: Invoker<ALBEvent, HttpOutcome> = invoker((returned, { multiValueHeaders }) =>
  albOutcome(returned, { multiValueHeaders: multiValueHeaders !== undefined }),
)

/**
 * Invokes a function with a batch of SQS messages, with `ReportBatchItemFailures`.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => ({ batchItemFailures: [] })
 * const { redelivered } = await invokeSqs(handler, buildSqsEvent(), context())
 * ```
 *
 * @throws MalformedResponseError (rejects) for a response with which Lambda would take the whole batch as
 * failed
 */
export const invokeSqs: Invoker<SQSEvent, BatchOutcome> = invoker((returned, { Records }) => {
  const identifiers = Records.map(({ messageId }) => messageId)
  return batchOutcome(returned, { identifiers, identifierName: 'messageId', isStream: false })
})

/**
 * Invokes a function with a batch of Kinesis records, with `ReportBatchItemFailures`.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => ({ batchItemFailures: [] })
 * const { redelivered } = await invokeKinesis(handler, buildKinesisEvent(), context())
 * ```
 *
 * @throws MalformedResponseError (rejects) for a response with which Lambda would take the whole batch as
 * failed
 */
export const invokeKinesis: Invoker<KinesisStreamEvent, BatchOutcome> = invoker((returned, { Records }) => {
  const identifiers = Records.map(({ kinesis }) => kinesis.sequenceNumber)
  return batchOutcome(returned, { identifiers, identifierName: 'sequenceNumber', isStream: true })
})

/**
 * Invokes a function with a batch of records of a table's stream, with `ReportBatchItemFailures`.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => ({ batchItemFailures: [] })
 * const { redelivered } = await invokeDynamoDBStream(handler, buildDynamoDBStreamEvent(), context())
 * ```
 *
 * @throws MalformedResponseError (rejects) for a response with which Lambda would take the whole batch as
 * failed
 */
export const invokeDynamoDBStream: Invoker<DynamoDBStreamEvent, BatchOutcome> = invoker(
  (returned, { Records }) => {
    const identifiers = Records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')
    return batchOutcome(returned, { identifiers, identifierName: 'SequenceNumber', isStream: true })
  },
)

/**
 * Invokes a function with an event of your own, as `Invoke`, AppSync and Step Functions do. The outcome has
 * the returned value as JSON.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => ({ placed: true })
 * const { response } = await invokeDirectly(handler, { orderId: '7' }, context())
 * ```
 */
export const invokeDirectly: Invoker<unknown, DirectOutcome> = invoker((returned) => ({
  response: asJson(returned),
}))

/** @throws MalformedResponseError (rejects) for a response that API Gateway would answer with 500 */
export const invokeAuthorizer: Invoker<AuthorizerEvent, AuthorizerOutcome> = invoker((returned, event) => {
  const { methodArn, routeArn } = event as { readonly methodArn?: string; readonly routeArn?: string }
  return authorizerOutcome(returned, {
    arn: routeArn ?? methodArn ?? '',
    simpleResponses: routeArn !== undefined,
  })
})

/**
 * Invokes a function with an SNS notification. Rejects with the error of the function. Lambda
 * would then retry twice.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => 'done'
 * const { response } = await invokeSns(handler, buildSnsEvent(), context())
 * ```
 */
export const invokeSns: Invoker<SNSEvent, AsyncOutcome> = invoker((response) => ({ response }))

/**
 * Invokes a function with an EventBridge event. Rejects with the error of the function. Lambda
 * would then retry twice.
 *
 * @example
 * ```ts
 * const { context } = createTestEnv()
 * const handler = async () => 'done'
 * const { response } = await invokeEventBridge(handler, buildEventBridgeEvent(), context())
 * ```
 */
export const invokeEventBridge: Invoker<EventBridgeEvent<string, unknown>, AsyncOutcome> = invoker(
  (response) => ({ response }),
)

function invoker<TEvent, TOutcome>(
  outcomeOf: (returned: unknown, event: TEvent) => TOutcome,
): Invoker<TEvent, TOutcome> {
  return async (handler: LambdaHandler, event: TEvent, context: Context) =>
    outcomeOf(await callHandler(handler, event, context), event)
}
