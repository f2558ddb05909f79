import type { Context } from 'aws-lambda'
import type { AuthorizerOutcome } from '../outcomes/authorizer-outcome.ts'
import type { BatchOutcome } from '../outcomes/batch-outcome.ts'
import type { HttpOutcome } from '../outcomes/http-outcome.ts'
import type { WebSocketOutcome } from '../outcomes/websocket-outcome.ts'
import {
  type AsyncOutcome,
  type AuthorizerEvent,
  type DirectOutcome,
  type Invoker,
  invokeAlb,
  invokeAuthorizer,
  invokeDirectly,
  invokeDynamoDBStream,
  invokeEventBridge,
  invokeFunctionUrl,
  invokeHttpApiV2,
  invokeKinesis,
  invokeRestApiV1,
  invokeSns,
  invokeSqs,
} from './invokers.ts'
import type { LambdaHandler } from './lambda-handler.ts'
import { type Trigger, triggerOf } from './trigger.ts'

/** The outcome of an event, by the event's type; an HTTP response for an unknown type. */
export type OutcomeOf<TEvent> = 0 extends 1 & TEvent
  ? HttpOutcome
  : TEvent extends AuthorizerEvent
    ? AuthorizerOutcome
    : TEvent extends AsynchronousEvent
      ? AsyncOutcome
      : TEvent extends DirectEvent
        ? DirectOutcome
        : TEvent extends { readonly Records: readonly unknown[] }
          ? BatchOutcome
          : TEvent extends { readonly requestContext: { readonly connectionId: string } }
            ? WebSocketOutcome
            : HttpOutcome

/** An event of a service that does not wait for the function. */
type AsynchronousEvent =
  | { readonly Records: readonly { readonly Sns: unknown }[] }
  | { readonly Records: readonly { readonly s3: unknown }[] }
  | { readonly 'detail-type': string }
  | { readonly awslogs: unknown }

/** An event of a service that takes the result of the function as it is. */
type DirectEvent = { readonly info: { readonly parentTypeName: string } } | { readonly taskToken: string }

const invokers: Readonly<Record<Exclude<Trigger, 'websocket'>, unknown>> = {
  'http-api-v2': invokeHttpApiV2,
  'function-url': invokeFunctionUrl,
  alb: invokeAlb,
  'rest-api-v1': invokeRestApiV1,
  sqs: invokeSqs,
  kinesis: invokeKinesis,
  'dynamodb-stream': invokeDynamoDBStream,
  sns: invokeSns,
  eventbridge: invokeEventBridge,
  s3: invokeEventBridge,
  'cloudwatch-logs': invokeEventBridge,
  appsync: invokeDirectly,
  'step-functions': invokeDirectly,
  'token-authorizer': invokeAuthorizer,
  'request-authorizer': invokeAuthorizer,
  'http-api-authorizer': invokeAuthorizer,
  'websocket-authorizer': invokeAuthorizer,
}

/**
 * Invokes `handler` with an event, and reads what it returned as the trigger does from which the event came.
 * Events of a WebSocket API need connections beside them, and are for `createTestEnv().invoke`.
 *
 * @throws TypeError (rejects) for an event whose trigger the testkit does not recognise
 * @throws MalformedResponseError (rejects) for a response that the trigger cannot read
 */
export async function invoke<TEvent>(
  handler: LambdaHandler<TEvent>,
  event: TEvent,
  context: Context,
): Promise<OutcomeOf<TEvent>> {
  const trigger = triggerOf(event)
  if (!trigger || trigger === 'websocket')
    throw new TypeError(
      'the testkit does not recognise the trigger of this event: build it with a builder such as ' +
        'buildHttpApiV2Event, or pass an event of your own to invokeDirectly(handler, event, context())',
    )
  const invoker = invokers[trigger] as Invoker<TEvent, OutcomeOf<TEvent>>
  return invoker(handler, event, context)
}
