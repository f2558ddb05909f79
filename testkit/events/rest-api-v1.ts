import type {
  APIGatewayEventIdentity,
  APIGatewayProxyEvent,
  APIGatewayProxyWithCognitoAuthorizerEvent,
  APIGatewayProxyWithLambdaAuthorizerEvent,
} from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  anObject,
  aString,
  nonEmptyString,
  type OptionRulesOf,
  recordOf,
} from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION } from './aws-origin.ts'
import { derivedExtendedRequestId, derivedHex, derivedUuid } from './derived-ids.ts'
import { authorizerContext } from './http/authorizer-context.ts'
import {
  commonLogTime,
  type HttpRequestInput,
  type HttpRequestParts,
  httpRequestRules,
} from './http/http-request.ts'
import { pathParametersOf } from './http/path-parameters.ts'
import { lastOf, listsOf, proxiedRequest } from './http/proxied-request.ts'
import { fittingEvent } from './size-limits.ts'

/** The input of {@link buildRestApiV1Event}. Everything that is left out has a default. */
export interface RestApiV1Input extends HttpRequestInput {
  /** The path of the resource with its variables: `/orders/{id}` or `/{proxy+}`. @defaultValue the path */
  readonly resource?: string | undefined
  /**
   * The parameters of the path, by name.
   * @defaultValue what the path puts for the variables of the resource
   */
  readonly pathParameters?: Readonly<Record<string, string>> | undefined
  /** The variables of the stage, by name. @defaultValue none */
  readonly stageVariables?: Readonly<Record<string, string>> | undefined
  /** The name of the stage. @defaultValue `prod` */
  readonly stage?: string | undefined
  /** A custom domain, whose base path leads to the stage. @defaultValue the API's own in us-east-1 */
  readonly domainName?: string | undefined
  /** The caller's identity from IAM, Cognito, an API key or a certificate. @defaultValue no identity */
  readonly identity?: Partial<APIGatewayEventIdentity> | undefined
}

export const restApiRules: OptionRulesOf<RestApiV1Input> = {
  ...httpRequestRules,
  resource: nonEmptyString,
  pathParameters: recordOf(aString),
  stageVariables: recordOf(aString),
  stage: nonEmptyString,
  domainName: nonEmptyString,
  identity: anObject,
}

/** A request that was authorized in a known way, which decides the type of the event. */
type AuthorizedBy<TAuthorizer> = RestApiV1Input & { readonly authorizer: TAuthorizer }

/**
 * An event of a REST API with Lambda proxy integration, as a regional API sends it. The path arrives as the
 * client wrote it, query parameters decoded. Text arrives as text, bytes as base64, as `binaryMediaTypes`
 * makes it.
 *
 * @example
 * ```ts
 * const authorizer = { claims: { sub: 'ann' } }
 * const event = buildRestApiV1Event({ resource: '/orders/{id}', path: '/orders/7', authorizer })
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @throws TypeError that names the option, or for an event over 6 MB
 */
export function buildRestApiV1Event(
  input: AuthorizedBy<{ readonly claims: Readonly<Record<string, string>> }>,
): APIGatewayProxyWithCognitoAuthorizerEvent
/**
 * An event of a REST API with the context of a Lambda authorizer.
 *
 * @example
 * ```ts
 * const authorizer = { principalId: 'ann', tenantId: 'acme' }
 * const event = buildRestApiV1Event({ path: '/orders', authorizer })
 * ```
 */
export function buildRestApiV1Event<TContext extends { readonly principalId: string }>(
  input: AuthorizedBy<TContext>,
): APIGatewayProxyWithLambdaAuthorizerEvent<Omit<TContext, 'principalId' | 'integrationLatency'>>
/**
 * An event of a REST API, with any authorizer or none.
 *
 * @example
 * ```ts
 * const event = buildRestApiV1Event({ resource: '/orders/{id}', path: '/orders/7' })
 * ```
 */
export function buildRestApiV1Event(input?: RestApiV1Input): APIGatewayProxyEvent
export function buildRestApiV1Event(input: RestApiV1Input = {}): APIGatewayProxyEvent {
  checkOptions('buildRestApiV1Event', input, restApiRules)
  const { stageVariables = null } = input
  const domainName = input.domainName ?? `${API_ID}.execute-api.${REGION}.amazonaws.com`
  const request = proxiedRequest(input, {
    host: domainName,
    encodesBinaryTypes: false,
    forwardedFor: 'append',
  })
  const resource = input.resource ?? request.path
  const headers = passedHeaders(input.headers ?? {}, request)
  const hasQuery = Object.keys(request.query).length > 0
  return fittingEvent('buildRestApiV1Event', {
    resource,
    path: request.path,
    httpMethod: request.method,
    headers: lastOf(headers),
    multiValueHeaders: listsOf(headers),
    queryStringParameters: hasQuery ? lastOf(request.query) : null,
    multiValueQueryStringParameters: hasQuery ? listsOf(request.query) : null,
    pathParameters: input.pathParameters ?? pathParametersOf(resource, request.path) ?? null,
    stageVariables,
    requestContext: requestContextOf(input, request, { domainName, resource }),
    body: request.body ?? null,
    isBase64Encoded: request.isBase64Encoded,
  })
}

const API_ID = 'rest123456'

function requestContextOf(
  input: RestApiV1Input,
  request: HttpRequestParts,
  { domainName, resource }: { readonly domainName: string; readonly resource: string },
): APIGatewayProxyEvent['requestContext'] {
  const { stage = 'prod', authorizer } = input
  const context = {
    resourceId: derivedHex(`resource ${resource}`, 6),
    ...(authorizer && { authorizer: completeAuthorizer(authorizer) }),
    resourcePath: resource,
    httpMethod: request.method,
    extendedRequestId: derivedExtendedRequestId(request.requestId),
    requestTime: commonLogTime(request.timeEpoch),
    path: input.domainName === undefined ? `/${stage}${request.path}` : request.path,
    accountId: ACCOUNT_ID,
    protocol: 'HTTP/1.1',
    stage,
    domainPrefix: domainName.split('.')[0] ?? domainName,
    requestTimeEpoch: request.timeEpoch,
    requestId: input.requestId ?? derivedUuid(request.requestId),
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: request.userAgent || null,
      user: null,
      ...input.identity,
    },
    domainName,
    deploymentId: derivedHex(`deployment ${stage}`, 6),
    apiId: API_ID,
  }
  // The declared type has members of `identity` that API Gateway sends only where they say something.
  return context as APIGatewayProxyEvent['requestContext']
}

function completeAuthorizer(authorizer: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if ('claims' in authorizer) return authorizer
  return { integrationLatency: 1, ...authorizerContext(authorizer) }
}

/** These arrive in this case, whatever the client wrote; other names arrive as they were written. */
const capitalised: Readonly<Record<string, string>> = {
  authorization: 'Authorization',
  host: 'Host',
  'user-agent': 'User-Agent',
  'x-amzn-trace-id': 'X-Amzn-Trace-Id',
  'x-forwarded-for': 'X-Forwarded-For',
  'x-forwarded-port': 'X-Forwarded-Port',
  'x-forwarded-proto': 'X-Forwarded-Proto',
}

function passedHeaders(
  written: NonNullable<HttpRequestInput['headers']>,
  { headers, cookies }: HttpRequestParts,
): Record<string, readonly string[]> {
  const names = new Map(Object.keys(written).map((name) => [name.toLowerCase(), name]))
  const { 'content-length': _, connection: __, ...passed } = headers
  const withCookies = cookies.length > 0 ? { ...passed, cookie: [cookies.join('; ')] } : passed
  return Object.fromEntries(
    Object.entries(withCookies).map(([name, values]) => [
      (Object.hasOwn(capitalised, name) ? capitalised[name] : undefined) ?? names.get(name) ?? name,
      values,
    ]),
  )
}
