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
import { copyOfEvent } from './copy-of-event.ts'

/** What Lambda throws away: nobody waits for what an asynchronous invocation returns. */
export interface AsyncOutcome {
  /** What the function returned. */
  readonly response: unknown
}

/** What a service that waits for the function gets. */
export interface DirectOutcome {
  /** What the function returned, as JSON makes it. */
  readonly response: unknown
}

/** What API Gateway passes to an authorizer, of whichever kind. */
export interface AuthorizerEvent {
  readonly type: 'TOKEN' | 'REQUEST'
}

/** Invokes `handler` with an event of one trigger, and reads what it returned as that trigger does. */
export type Invoker<TEvent, TOutcome> = <TActual extends TEvent>(
  handler: (event: TActual, context: never) => unknown,
  event: TActual,
  context: Context,
) => Promise<TOutcome>

// biome-ignore lint/suspicious/noExplicitAny: an event of payload format 2.0 with whatever authorizer
type PayloadV2Event = APIGatewayProxyEventV2WithRequestContext<any>
// biome-ignore lint/suspicious/noExplicitAny: an event of a REST API with whatever authorizer
type RestApiV1Event = APIGatewayProxyEventBase<any>

/** @throws MalformedResponseError (rejects) for a response that API Gateway would answer with 502 */
export const invokeHttpApiV2: Invoker<PayloadV2Event, HttpOutcome> = async (handler, event, context) =>
  httpOutcome(await handler(copyOfEvent(event), context as never))

/** @throws MalformedResponseError (rejects) for a response that the Function URL would answer with 502 */
export const invokeFunctionUrl: Invoker<PayloadV2Event, HttpOutcome> = invokeHttpApiV2

/** @throws MalformedResponseError (rejects) for a response that API Gateway would answer with 502 */
export const invokeRestApiV1: Invoker<RestApiV1Event, HttpOutcome> = async (handler, event, context) =>
  restApiV1Outcome(await handler(copyOfEvent(event), context as never))

/** @throws MalformedResponseError (rejects) for a response that the load balancer would answer with 502 */
export const invokeAlb: Invoker<ALBEvent, HttpOutcome> = async (handler, event, context) => {
  const multiValueHeaders = event.multiValueHeaders !== undefined
  return albOutcome(await handler(copyOfEvent(event), context as never), { multiValueHeaders })
}

/**
 * @throws MalformedResponseError (rejects) for a response with which Lambda would take the whole batch as
 * failed
 */
export const invokeSqs: Invoker<SQSEvent, BatchOutcome> = async (handler, event, context) => {
  const identifiers = event.Records.map(({ messageId }) => messageId)
  const returned = await handler(copyOfEvent(event), context as never)
  return batchOutcome(returned, { identifiers, identifierName: 'messageId', isStream: false })
}

/**
 * @throws MalformedResponseError (rejects) for a response with which Lambda would take the whole batch as
 * failed
 */
export const invokeKinesis: Invoker<KinesisStreamEvent, BatchOutcome> = async (handler, event, context) => {
  const identifiers = event.Records.map(({ kinesis }) => kinesis.sequenceNumber)
  const returned = await handler(copyOfEvent(event), context as never)
  return batchOutcome(returned, { identifiers, identifierName: 'sequenceNumber', isStream: true })
}

/**
 * @throws MalformedResponseError (rejects) for a response with which Lambda would take the whole batch as
 * failed
 */
export const invokeDynamoDBStream: Invoker<DynamoDBStreamEvent, BatchOutcome> = async (
  handler,
  event,
  context,
) => {
  const identifiers = event.Records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')
  const returned = await handler(copyOfEvent(event), context as never)
  return batchOutcome(returned, { identifiers, identifierName: 'SequenceNumber', isStream: true })
}

/** What AppSync and Step Functions get: the returned value, as JSON. */
export const invokeDirectly: Invoker<unknown, DirectOutcome> = async (handler, event, context) => ({
  response: asJson(await handler(copyOfEvent(event), context as never)),
})

/** @throws MalformedResponseError (rejects) for a response that API Gateway would answer with 500 */
export const invokeAuthorizer: Invoker<AuthorizerEvent, AuthorizerOutcome> = async (
  handler,
  event,
  context,
) => {
  const { methodArn, routeArn } = event as { readonly methodArn?: string; readonly routeArn?: string }
  const returned = await handler(copyOfEvent(event), context as never)
  return authorizerOutcome(returned, {
    arn: routeArn ?? methodArn ?? '',
    simpleResponses: routeArn !== undefined,
  })
}

/** Rejects with what the function threw, after which Lambda would try it again, twice. */
export const invokeSns: Invoker<SNSEvent, AsyncOutcome> = asynchronously

/** Rejects with what the function threw, after which Lambda would try it again, twice. */
export const invokeEventBridge: Invoker<EventBridgeEvent<string, unknown>, AsyncOutcome> = asynchronously

export async function asynchronously<TEvent>(
  handler: (event: TEvent, context: never) => unknown,
  event: TEvent,
  context: Context,
): Promise<AsyncOutcome> {
  return { response: await handler(copyOfEvent(event), context as never) }
}
