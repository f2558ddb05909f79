import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import { aString, listOf, nonEmptyString, type OptionRulesOf } from '../../services/options/option-rules.ts'
import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'
import { ACCOUNT_ID, REGION } from './aws-origin.ts'
import { buildHttpApiV2Event, type HttpApiV2Input, httpApiRules } from './http-api-v2.ts'
import { buildRestApiV1Event, type RestApiV1Input, restApiRules } from './rest-api-v1.ts'
import { buildWebSocketEvent, type WebSocketEventInput, webSocketRules } from './websocket.ts'

/** The input of {@link buildTokenAuthorizerEvent}. Everything that is left out has a default. */
export interface TokenAuthorizerInput {
  /** What the header of the authorizer has. @defaultValue `Bearer token` */
  readonly authorizationToken?: string | undefined
  /** The HTTP method of the request. @defaultValue `GET` */
  readonly method?: string | undefined
  /** The path of the request. @defaultValue `/` */
  readonly path?: string | undefined
  /** The name of the stage. @defaultValue `prod` */
  readonly stage?: string | undefined
}

const tokenRules: OptionRulesOf<TokenAuthorizerInput> = {
  authorizationToken: nonEmptyString,
  method: nonEmptyString,
  path: aString,
  stage: nonEmptyString,
}

/**
 * What a REST API passes to a Lambda authorizer of the type `TOKEN`.
 *
 * @example
 * ```ts
 * const event = buildTokenAuthorizerEvent({ authorizationToken: 'Bearer abc' })
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * @throws TypeError that names the option
 */
export function buildTokenAuthorizerEvent(input: TokenAuthorizerInput = {}): APIGatewayTokenAuthorizerEvent {
  checkOptions('buildTokenAuthorizerEvent', input, tokenRules)
  const { authorizationToken = 'Bearer token', ...request } = input
  const { requestContext, httpMethod, path } = buildRestApiV1Event(request)
  return { type: 'TOKEN', authorizationToken, methodArn: methodArn(requestContext, `${httpMethod}${path}`) }
}

/** The input of {@link buildRequestAuthorizerEvent}: a request without body, which is not yet authorized. */
export type RequestAuthorizerInput = Omit<RestApiV1Input, 'authorizer' | 'body'>

const { authorizer: _, body: __, ...requestRules } = restApiRules

/**
 * What a REST API passes to a Lambda authorizer of the type `REQUEST`: the request without its body.
 *
 * @example
 * ```ts
 * const event = buildRequestAuthorizerEvent({ path: '/orders', headers: { authorization: 'Bearer abc' } })
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * @throws TypeError that names the option
 */
export function buildRequestAuthorizerEvent(
  input: RequestAuthorizerInput = {},
): APIGatewayRequestAuthorizerEvent {
  checkOptions('buildRequestAuthorizerEvent', input, requestRules)
  const { body, isBase64Encoded, ...event } = buildRestApiV1Event(input)
  const { requestContext, httpMethod, path } = event
  return {
    type: 'REQUEST',
    methodArn: methodArn(requestContext, `${httpMethod}${path}`),
    ...event,
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
    requestContext: requestContext as APIGatewayRequestAuthorizerEvent['requestContext'],
  }
}

/** The input of {@link buildHttpApiAuthorizerEvent}: a request without body, which is not yet authorized. */
export interface HttpApiAuthorizerInput extends Omit<HttpApiV2Input, 'authorizer' | 'body'> {
  /** The values of the identity sources. @defaultValue that of the header `authorization`, if there is one */
  readonly identitySource?: readonly string[] | undefined
}

const { authorizer: ___, body: ____, ...httpRules } = httpApiRules

/**
 * What an HTTP API passes to a Lambda authorizer with payload format 2.0.
 *
 * @example
 * ```ts
 * const event = buildHttpApiAuthorizerEvent({ headers: { authorization: 'Bearer abc' } })
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @throws TypeError that names the option
 */
export function buildHttpApiAuthorizerEvent(
  input: HttpApiAuthorizerInput = {},
): APIGatewayRequestAuthorizerEventV2 {
  checkOptions('buildHttpApiAuthorizerEvent', input, { ...httpRules, identitySource: listOf(aString) })
  const { identitySource, ...request } = input
  const { isBase64Encoded, body, version, ...event } = buildHttpApiV2Event(request)
  const { apiId, stage, http } = event.requestContext
  // A path begins with the stage, and the ARN of a route names it before the method.
  const path = stage === '$default' ? http.path : http.path.slice(`/${stage}`.length)
  const { authorization } = event.headers
  const given = identitySource ?? (authorization === undefined ? undefined : [authorization])
  return {
    version,
    type: 'REQUEST',
    routeArn: methodArn({ apiId, stage }, `${http.method}${path}`),
    identitySource: (given ? [...given] : null) as string[],
    ...event,
  } as APIGatewayRequestAuthorizerEventV2
}

/** The input of {@link buildWebSocketAuthorizerEvent}: a handshake that is not yet authorized. */
export type WebSocketAuthorizerInput = Omit<
  WebSocketEventInput,
  'eventType' | 'authorizer' | 'body' | 'routeKey' | 'disconnectStatusCode' | 'disconnectReason'
>

/** What a WebSocket API passes to its Lambda authorizer. */
export interface WebSocketAuthorizerEvent
  extends Pick<WebSocketEvent, 'headers' | 'multiValueHeaders' | 'requestContext'> {
  /** The type of the authorizer. WebSocket APIs have no other. */
  readonly type: 'REQUEST'
  /** The ARN of `$connect`, which the policy of the authorizer allows or denies. */
  readonly methodArn: string
  /** The query of the handshake, with the last value of each parameter; empty without a query. */
  readonly queryStringParameters: Record<string, string>
  /** The query of the handshake, with all values of each parameter; empty without a query. */
  readonly multiValueQueryStringParameters: Record<string, string[]>
  /** The variables of the stage, by name; empty if it has none. */
  readonly stageVariables: Record<string, string>
}

const {
  eventType: _type,
  authorizer: _authorizer,
  body: _body,
  routeKey: _routeKey,
  disconnectStatusCode: _code,
  disconnectReason: _reason,
  ...handshakeRules
} = webSocketRules

/**
 * What a WebSocket API passes to the Lambda authorizer of `$connect`.
 *
 * @example
 * ```ts
 * const event = buildWebSocketAuthorizerEvent({ query: 'token=abc' })
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 * @throws TypeError that names the option
 */
export function buildWebSocketAuthorizerEvent(
  input: WebSocketAuthorizerInput = {},
): WebSocketAuthorizerEvent {
  checkOptions('buildWebSocketAuthorizerEvent', input, handshakeRules)
  const { requestContext, headers, multiValueHeaders, ...event } = buildWebSocketEvent({
    ...input,
    eventType: 'CONNECT',
  })
  return {
    type: 'REQUEST',
    methodArn: methodArn(requestContext, '$connect'),
    headers: { ...headers },
    multiValueHeaders: { ...multiValueHeaders },
    queryStringParameters: { ...event.queryStringParameters } as Record<string, string>,
    multiValueQueryStringParameters: { ...event.multiValueQueryStringParameters } as Record<string, string[]>,
    stageVariables: { ...event.stageVariables } as Record<string, string>,
    requestContext,
  }
}

function methodArn(
  { apiId, stage }: { readonly apiId: string; readonly stage: string },
  rest: string,
): string {
  return `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${apiId}/${stage}/${rest}`
}
