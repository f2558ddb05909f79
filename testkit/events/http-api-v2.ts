import type { APIGatewayProxyEventV2, LambdaFunctionURLEvent } from 'aws-lambda'
import { commonLogTime, type HttpRequestInput, httpRequestParts } from './http-request.ts'

export interface HttpApiV2Input extends HttpRequestInput {
  /** Such as `GET /users/{id}`. @defaultValue `$default` */
  readonly routeKey?: string | undefined
  readonly pathParameters?: Readonly<Record<string, string>> | undefined
  readonly stageVariables?: Readonly<Record<string, string>> | undefined
  /** @defaultValue `$default` */
  readonly stage?: string | undefined
}

/**
 * An event of an HTTP API with payload format 2.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function buildHttpApiV2Event(input: HttpApiV2Input = {}): APIGatewayProxyEventV2 {
  const { pathParameters, stageVariables } = input
  return {
    ...payloadV2(input, { apiId: 'api1234567', domain: 'execute-api.us-east-1.amazonaws.com' }),
    ...(pathParameters && { pathParameters }),
    ...(stageVariables && { stageVariables }),
  }
}

/**
 * An event of a Lambda Function URL.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function buildFunctionUrlEvent(input: HttpRequestInput = {}): LambdaFunctionURLEvent {
  return payloadV2(input, {
    apiId: 'url1234567',
    domain: 'lambda-url.us-east-1.on.aws',
  }) as LambdaFunctionURLEvent
}

function payloadV2(
  input: HttpApiV2Input,
  { apiId, domain }: { readonly apiId: string; readonly domain: string },
): APIGatewayProxyEventV2 {
  const { routeKey = '$default', stage = '$default', authorizer } = input
  const request = httpRequestParts(input)
  const domainName = `${apiId}.${domain}`
  const query = joined(request.query)
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(request.cookies.length > 0 && { cookies: [...request.cookies] }),
    headers: { host: domainName, ...joined(request.headers) },
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: '123456789012',
      apiId,
      ...(authorizer && { authorizer }),
      domainName,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: request.userAgent,
      },
      requestId: request.requestId,
      routeKey,
      stage,
      time: commonLogTime(request.timeEpoch),
      timeEpoch: request.timeEpoch,
    },
    ...(request.body !== undefined && { body: request.body }),
    isBase64Encoded: request.isBase64Encoded,
  }
}

function joined(lists: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.join(',')]))
}
