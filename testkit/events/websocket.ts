import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aString,
  integer,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
  recordOf,
} from '../../services/options/option-rules.ts'
import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'
import { derivedHex } from './derived-ids.ts'
import { aTime, epochMs } from './event-time.ts'
import { authorizerContext } from './http/authorizer-context.ts'
import {
  commonLogTime,
  type HttpRequestInput,
  httpRequestParts,
  httpRequestRules,
} from './http/http-request.ts'
import { forwardedFor, traceId } from './http/proxied-request.ts'
import { assertFits, sizeLimits } from './size-limits.ts'

/** What happened on a WebSocket connection, as a person would write it. */
export interface WebSocketEventInput
  extends Pick<
    HttpRequestInput,
    'headers' | 'query' | 'sourceIp' | 'authorizer' | 'time' | 'requestId' | 'body'
  > {
  /** `CONNECT`, `MESSAGE` or `DISCONNECT`. @defaultValue `MESSAGE` */
  readonly eventType?: 'CONNECT' | 'MESSAGE' | 'DISCONNECT' | undefined
  /** The key of the route. @defaultValue `$connect`, `$disconnect`, and for a message `$default` */
  readonly routeKey?: string | undefined
  /** The ID of the connection. @defaultValue `L0SM9cOFvHcCIhw=` */
  readonly connectionId?: string | undefined
  /** The name of the stage. @defaultValue `prod` */
  readonly stage?: string | undefined
  /** The ID of the API. @defaultValue `api1234567` */
  readonly apiId?: string | undefined
  /** The domain of the API. @defaultValue the API's own in us-east-1 */
  readonly domainName?: string | undefined
  /** When `$connect` came. @defaultValue `time` */
  readonly connectedAt?: Date | string | number | undefined
  /** The variables of the stage, by name. @defaultValue none */
  readonly stageVariables?: Readonly<Record<string, string>> | undefined
  /** The close code of a `DISCONNECT`. @defaultValue 1005, none was given */
  readonly disconnectStatusCode?: number | undefined
  /** The close reason of a `DISCONNECT`. @defaultValue empty */
  readonly disconnectReason?: string | undefined
}

const { method: _, path: __, cookies: ___, ...requestRules } = httpRequestRules
export const webSocketRules: OptionRulesOf<WebSocketEventInput> = {
  ...requestRules,
  eventType: oneOf('CONNECT', 'MESSAGE', 'DISCONNECT'),
  routeKey: nonEmptyString,
  connectionId: nonEmptyString,
  stage: nonEmptyString,
  apiId: nonEmptyString,
  domainName: nonEmptyString,
  connectedAt: aTime,
  stageVariables: recordOf(aString),
  disconnectStatusCode: integer(1000, 4999),
  disconnectReason: aString,
}

/**
 * An event of a WebSocket API: the handshake, a message, or the end of a connection.
 *
 * @example
 * ```ts
 * const event = buildWebSocketEvent({ connectionId: 'ann', body: 'hi' })
 * ```
 *
 * @see
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 * @throws TypeError that names the option, such as a `body` over 128 KB
 */
export function buildWebSocketEvent(
  input: WebSocketEventInput = {},
): WebSocketEvent & APIGatewayProxyWebsocketEventV2 {
  checkOptions('buildWebSocketEvent', input, webSocketRules)
  const { eventType = 'MESSAGE', stageVariables } = input
  const { body, isBase64Encoded, ...request } = httpRequestParts(input)
  const bytes = Buffer.byteLength(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
  assertFits('buildWebSocketEvent', 'body', bytes, sizeLimits.webSocketMessage)
  const hasQuery = eventType === 'CONNECT' && Object.keys(request.query).length > 0
  const event: WebSocketEvent = {
    ...headersOf(input, eventType, request),
    ...(hasQuery && {
      queryStringParameters: mapValues(request.query, (values) => values.at(-1) ?? ''),
      multiValueQueryStringParameters: mapValues(request.query, (values) => [...values]),
    }),
    ...(stageVariables && { stageVariables }),
    requestContext: requestContextOf(input, request),
    ...(eventType === 'MESSAGE' && body !== undefined && { body }),
    isBase64Encoded: eventType === 'MESSAGE' && isBase64Encoded,
  }
  // The types say that each event has a message ID; API Gateway sends it with messages alone.
  return event as WebSocketEvent & APIGatewayProxyWebsocketEventV2
}

type Request = Omit<ReturnType<typeof httpRequestParts>, 'body' | 'isBase64Encoded'>

const routeKeys = { CONNECT: '$connect', MESSAGE: '$default', DISCONNECT: '$disconnect' } as const

function requestContextOf(input: WebSocketEventInput, request: Request): WebSocketEvent['requestContext'] {
  const { eventType = 'MESSAGE', apiId = 'api1234567', authorizer } = input
  const { timeEpoch, requestId, userAgent } = request
  return {
    routeKey: input.routeKey ?? routeKeys[eventType],
    ...(eventType === 'MESSAGE' && { messageId: `message-${requestId}` }),
    ...(authorizer && { authorizer: authorizerContext(authorizer) }),
    ...(eventType === 'DISCONNECT' && {
      disconnectStatusCode: input.disconnectStatusCode ?? 1005,
      disconnectReason: input.disconnectReason ?? '',
    }),
    eventType,
    extendedRequestId: requestId,
    requestTime: commonLogTime(timeEpoch),
    messageDirection: 'IN',
    stage: input.stage ?? 'prod',
    connectedAt: epochMs(input.connectedAt ?? timeEpoch),
    requestTimeEpoch: timeEpoch,
    identity: { sourceIp: request.sourceIp, ...(userAgent !== '' && { userAgent }) },
    requestId,
    domainName: domainNameOf(input),
    connectionId: input.connectionId ?? 'L0SM9cOFvHcCIhw=',
    apiId,
  }
}

function domainNameOf({ domainName, apiId = 'api1234567' }: WebSocketEventInput): string {
  return domainName ?? `${apiId}.execute-api.us-east-1.amazonaws.com`
}

/** A message has no headers; the end of a connection has four that say nothing. */
function headersOf(
  input: WebSocketEventInput,
  eventType: string,
  request: Request,
): Pick<WebSocketEvent, 'headers' | 'multiValueHeaders'> {
  if (eventType === 'MESSAGE') return {}
  const lists: Readonly<Record<string, readonly string[]>> =
    eventType === 'CONNECT'
      ? handshakeHeaders(input, request)
      : { Host: [domainNameOf(input)], 'x-api-key': [''], 'X-Forwarded-For': [''], 'x-restapi': [''] }
  return {
    headers: mapValues(lists, (values) => values.at(-1) ?? ''),
    multiValueHeaders: mapValues(lists, (values) => [...values]),
  }
}

/**
 * The headers of a handshake (RFC 6455, section 4.1) and those that API Gateway adds. The names of others
 * arrive as the client wrote them.
 */
function handshakeHeaders(
  input: WebSocketEventInput,
  request: Request,
): Readonly<Record<string, readonly string[]>> {
  const { headers, sourceIp, requestId } = request
  const key = Buffer.from(derivedHex(`handshake ${requestId}`, 32), 'hex').toString('base64')
  const added: Readonly<Record<string, readonly string[]>> = {
    Host: [domainNameOf(input)],
    'Sec-WebSocket-Extensions': ['permessage-deflate; client_max_window_bits'],
    'Sec-WebSocket-Key': [key],
    'Sec-WebSocket-Version': ['13'],
    'X-Amzn-Trace-Id': [traceId(request)],
    'X-Forwarded-For': [forwardedFor(headers['x-forwarded-for'] ?? [], sourceIp, { forwardedFor: 'append' })],
    'X-Forwarded-Port': ['443'],
    'X-Forwarded-Proto': ['https'],
  }
  const written = new Map(Object.keys(input.headers ?? {}).map((name) => [name.toLowerCase(), name]))
  const ours = Object.entries(added).filter(
    ([name]) => name.startsWith('X-Forwarded') || !written.has(name.toLowerCase()),
  )
  const theirs = [...written].filter(([name]) => !name.startsWith('x-forwarded-'))
  return Object.fromEntries([...ours, ...theirs.map(([name, asWritten]) => [asWritten, headers[name] ?? []])])
}

function mapValues<TValue, TResult>(
  record: Readonly<Record<string, TValue>>,
  map: (value: TValue) => TResult,
): Record<string, TResult> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
