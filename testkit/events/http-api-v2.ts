import type {
  APIGatewayEventClientCertificate,
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithIAMAuthorizer,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyEventV2WithLambdaAuthorizer,
  LambdaFunctionURLEvent,
  LambdaFunctionURLEventWithIAMAuthorizer,
} from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  anObject,
  aString,
  nonEmptyString,
  type OptionRulesOf,
  optionsObject,
  recordOf,
  required,
} from '../../services/options/option-rules.ts'
import { ACCOUNT_ID } from './aws-origin.ts'
import { derivedExtendedRequestId, derivedUuid } from './derived-ids.ts'
import {
  commonLogTime,
  type HttpRequestInput,
  type HttpRequestParts,
  httpRequestRules,
} from './http/http-request.ts'
import { decodedPath, pathParametersOf } from './http/path-parameters.ts'
import { completeAuthorizer, type IamAuthorizerInput } from './http/payload-v2-authorizer.ts'
import { joined, proxiedRequest } from './http/proxied-request.ts'
import { fittingEvent } from './size-limits.ts'

/** The input of {@link buildHttpApiV2Event}. Everything that is left out has a default. */
export interface HttpApiV2Input extends HttpRequestInput {
  /**
   * The route of the API, such as `GET /users/{id}`. The default method is its method. The default path is
   * its path, if that has no variables.
   * @defaultValue `$default`
   */
  readonly routeKey?: string | undefined
  /** The parameters of the route, by name. @defaultValue what the path puts for the variables of the route */
  readonly pathParameters?: Readonly<Record<string, string>> | undefined
  /** The variables of the stage, by name. @defaultValue none */
  readonly stageVariables?: Readonly<Record<string, string>> | undefined
  /**
   * Any other than the default is the first part of the path that the function sees.
   * @defaultValue `$default`
   */
  readonly stage?: string | undefined
  /** The domain of the API. @defaultValue the API's own in us-east-1 */
  readonly domainName?: string | undefined
  /** The certificate of the client, for mutual TLS. @defaultValue none */
  readonly clientCert?: APIGatewayEventClientCertificate | undefined
}

export const httpApiRules: OptionRulesOf<HttpApiV2Input> = {
  ...httpRequestRules,
  routeKey: nonEmptyString,
  pathParameters: recordOf(aString),
  stageVariables: recordOf(aString),
  stage: nonEmptyString,
  domainName: nonEmptyString,
  clientCert: anObject,
}

/** The caller, as a JWT authorizer identified it. */
interface JwtAuthorizerInput {
  /** The claims of the token, and the scopes of the route that it has. @defaultValue `scopes`: null */
  readonly jwt: {
    readonly claims: Readonly<Record<string, string | number | boolean | readonly string[]>>
    readonly scopes?: readonly string[] | null | undefined
  }
}

/** An input whose request was authorized in a known way, which decides the type of the event. */
type AuthorizedBy<TInput, TAuthorizer> = TInput & { readonly authorizer: TAuthorizer }

/**
 * An event of an HTTP API with payload format 2.0. The path arrives decoded, cookies in `cookies` alone, and
 * a body as base64 unless its type is `text/*`, `application/json`, `application/xml` or
 * `application/javascript`.
 *
 * @example
 * ```ts
 * const authorizer = { jwt: { claims: { sub: 'ann' }, scopes: ['orders:write'] } }
 * const event = buildHttpApiV2Event({ routeKey: 'POST /orders', body: { id: '7' }, authorizer })
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @throws TypeError that names the option, or for an event over 6 MB
 */
export function buildHttpApiV2Event(
  input: AuthorizedBy<HttpApiV2Input, JwtAuthorizerInput>,
): APIGatewayProxyEventV2WithJWTAuthorizer
/**
 * An event of an HTTP API whose caller was identified by IAM.
 *
 * @example
 * ```ts
 * const iam = { userArn: 'arn:aws:iam::123456789012:user/ann' }
 * const event = buildHttpApiV2Event({ routeKey: 'GET /orders', authorizer: { iam } })
 * ```
 */
export function buildHttpApiV2Event(
  input: AuthorizedBy<HttpApiV2Input, { readonly iam: IamAuthorizerInput }>,
): APIGatewayProxyEventV2WithIAMAuthorizer
/**
 * An event of an HTTP API with the context of a Lambda authorizer.
 *
 * @example
 * ```ts
 * const event = buildHttpApiV2Event({ routeKey: 'GET /orders', authorizer: { lambda: { plan: 'pro' } } })
 * ```
 */
export function buildHttpApiV2Event<TContext>(
  input: AuthorizedBy<HttpApiV2Input, { readonly lambda: TContext }>,
): APIGatewayProxyEventV2WithLambdaAuthorizer<TContext>
/**
 * An event of an HTTP API, with any authorizer or none.
 *
 * @example
 * ```ts
 * const event = buildHttpApiV2Event({ routeKey: 'POST /orders', body: { id: '7' } })
 * ```
 */
export function buildHttpApiV2Event(input?: HttpApiV2Input): APIGatewayProxyEventV2
export function buildHttpApiV2Event(input: HttpApiV2Input = {}): APIGatewayProxyEventV2 {
  checkOptions('buildHttpApiV2Event', input, httpApiRules)
  const { routeKey = '$default', stage = '$default', stageVariables } = input
  const [routeMethod, routePath] = routeKey.split(' ')
  const apiId = 'api1234567'
  const domainName = input.domainName ?? `${apiId}.execute-api.us-east-1.amazonaws.com`
  const request = proxiedRequest(
    {
      ...input,
      method: input.method ?? (routePath && routeMethod !== 'ANY' ? routeMethod : undefined),
      path: input.path ?? (routePath?.includes('{') ? undefined : routePath),
    },
    { host: domainName, encodesBinaryTypes: true, forwardedFor: 'append' },
  )
  const path = decodedPath(request.path)
  const pathParameters = input.pathParameters ?? pathParametersOf(routePath ?? '', path)
  const atStage = stage === '$default' ? path : `/${stage}${path}`
  return fittingEvent('buildHttpApiV2Event', {
    ...payloadV2(
      { ...request, path: atStage, headers: { 'content-length': ['0'], ...request.headers } },
      { ...input, routeKey, stage },
      { apiId, domainName, requestId: input.requestId ?? derivedExtendedRequestId(request.requestId) },
    ),
    ...(pathParameters && { pathParameters }),
    ...(stageVariables && { stageVariables }),
  })
}

/** What a Function URL knows; it has no authorizer but IAM, no routes and no stages. */
export interface FunctionUrlInput extends Omit<HttpRequestInput, 'authorizer'> {
  /** The caller, if the auth type of the URL is `AWS_IAM`. @defaultValue none */
  readonly authorizer?: { readonly iam: IamAuthorizerInput } | undefined
}

const functionUrlRules: OptionRulesOf<FunctionUrlInput> = {
  ...httpRequestRules,
  authorizer: optionsObject({ iam: required(anObject) }),
}

/**
 * An event of a Lambda Function URL. The path arrives as the client wrote it, cookies in `cookies` and in the
 * header, bodies as in {@link buildHttpApiV2Event}.
 *
 * @example
 * ```ts
 * const iam = { userArn: 'arn:aws:iam::123456789012:user/ann' }
 * const event = buildFunctionUrlEvent({ path: '/orders', authorizer: { iam } })
 * ```
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * @throws TypeError that names the option, or for an event over 6 MB
 */
export function buildFunctionUrlEvent(
  input: AuthorizedBy<FunctionUrlInput, { readonly iam: IamAuthorizerInput }>,
): LambdaFunctionURLEventWithIAMAuthorizer
/**
 * An event of a Function URL whose auth type is `NONE`.
 *
 * @example
 * ```ts
 * const event = buildFunctionUrlEvent({ path: '/orders' })
 * ```
 */
export function buildFunctionUrlEvent(input?: FunctionUrlInput): LambdaFunctionURLEvent
export function buildFunctionUrlEvent(input: FunctionUrlInput = {}): LambdaFunctionURLEvent {
  checkOptions('buildFunctionUrlEvent', input, functionUrlRules)
  const apiId = 'url1234567890abcdefghijklmnopqrs'
  const domainName = `${apiId}.lambda-url.us-east-1.on.aws`
  const request = proxiedRequest(input, {
    host: domainName,
    encodesBinaryTypes: true,
    forwardedFor: 'leftmost',
  })
  const headers = {
    ...request.headers,
    ...(request.cookies.length > 0 && { cookie: [request.cookies.join('; ')] }),
    'x-amzn-tls-cipher-suite': ['TLS_AES_128_GCM_SHA256'],
    'x-amzn-tls-version': ['TLSv1.3'],
  }
  const event = payloadV2(
    { ...request, headers },
    { ...input, routeKey: '$default', stage: '$default' },
    { apiId, domainName, requestId: input.requestId ?? derivedUuid(request.requestId) },
  )
  const accountId = (event as LambdaFunctionURLEventWithIAMAuthorizer).requestContext.authorizer?.iam
    .accountId
  const requestContext = { ...event.requestContext, accountId: accountId ?? 'anonymous' }
  return fittingEvent('buildFunctionUrlEvent', { ...event, requestContext })
}

interface Api {
  readonly apiId: string
  readonly domainName: string
  readonly requestId: string
}

function payloadV2(
  request: HttpRequestParts,
  input: Omit<HttpApiV2Input, 'method'> & { readonly routeKey: string; readonly stage: string },
  { apiId, domainName, requestId }: Api,
): APIGatewayProxyEventV2 {
  const { routeKey, stage, authorizer, clientCert } = input
  const query = joined(request.query)
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(request.cookies.length > 0 && { cookies: [...request.cookies] }),
    headers: joined(request.headers),
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId,
      ...(clientCert && { authentication: { clientCert } }),
      ...(authorizer && { authorizer: completeAuthorizer(authorizer) }),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? domainName,
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: request.userAgent,
      },
      requestId,
      routeKey,
      stage,
      time: commonLogTime(request.timeEpoch),
      timeEpoch: request.timeEpoch,
    },
    ...(request.body !== undefined && { body: request.body }),
    isBase64Encoded: request.isBase64Encoded,
  }
}
