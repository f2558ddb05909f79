import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'
import { commonLogTime, type HttpRequestInput, httpRequestParts } from './http-request.ts'

/** What happened on a WebSocket connection, as a person would write it. */
export interface WebSocketEventInput
  extends Pick<
    HttpRequestInput,
    'headers' | 'query' | 'sourceIp' | 'authorizer' | 'time' | 'requestId' | 'body'
  > {
  /** @defaultValue `MESSAGE` */
  readonly eventType?: 'CONNECT' | 'MESSAGE' | 'DISCONNECT' | undefined
  /** @defaultValue `$connect`, `$disconnect`, and for a message `$default` */
  readonly routeKey?: string | undefined
  /** @defaultValue `L0SM9cOFvHcCIhw=` */
  readonly connectionId?: string | undefined
  /** @defaultValue `prod` */
  readonly stage?: string | undefined
  /** @defaultValue `api1234567` */
  readonly apiId?: string | undefined
  /** @defaultValue the API's own in us-east-1 */
  readonly domainName?: string | undefined
  /** When `$connect` came. @defaultValue `time` */
  readonly connectedAt?: Date | string | number | undefined
  readonly stageVariables?: Readonly<Record<string, string>> | undefined
  /** For `DISCONNECT`. @defaultValue 1005, none was given */
  readonly disconnectStatusCode?: number | undefined
  /** For `DISCONNECT`. @defaultValue empty */
  readonly disconnectReason?: string | undefined
}

/**
 * An event of a WebSocket API: the handshake, a message, or the end of a connection.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 */
export function buildWebSocketEvent(input: WebSocketEventInput = {}): WebSocketEvent {
  const { eventType = 'MESSAGE', stageVariables } = input
  const { body, isBase64Encoded, ...request } = httpRequestParts(input)
  const hasQuery = eventType === 'CONNECT' && Object.keys(request.query).length > 0
  return {
    ...headersOf(input, eventType, request.headers),
    ...(hasQuery && {
      queryStringParameters: mapValues(request.query, (values) => values.at(-1) ?? ''),
      multiValueQueryStringParameters: mapValues(request.query, (values) => [...values]),
    }),
    ...(stageVariables && { stageVariables }),
    requestContext: requestContextOf(input, request),
    ...(eventType === 'MESSAGE' && body !== undefined && { body }),
    isBase64Encoded: eventType === 'MESSAGE' && isBase64Encoded,
  }
}

type Request = Omit<ReturnType<typeof httpRequestParts>, 'body' | 'isBase64Encoded'>

const routeKeys = { CONNECT: '$connect', MESSAGE: '$default', DISCONNECT: '$disconnect' } as const

function requestContextOf(input: WebSocketEventInput, request: Request): WebSocketEvent['requestContext'] {
  const { eventType = 'MESSAGE', apiId = 'api1234567', authorizer } = input
  const { timeEpoch, requestId, userAgent } = request
  return {
    routeKey: input.routeKey ?? routeKeys[eventType],
    ...(eventType === 'MESSAGE' && { messageId: `message-${requestId}` }),
    ...(authorizer && { authorizer }),
    ...(eventType === 'DISCONNECT' && {
      disconnectStatusCode: input.disconnectStatusCode ?? 1005,
      disconnectReason: input.disconnectReason ?? '',
    }),
    eventType,
    extendedRequestId: requestId,
    requestTime: commonLogTime(timeEpoch),
    messageDirection: 'IN',
    stage: input.stage ?? 'prod',
    connectedAt: new Date(input.connectedAt ?? timeEpoch).getTime(),
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
  headers: Request['headers'],
): Pick<WebSocketEvent, 'headers' | 'multiValueHeaders'> {
  if (eventType === 'MESSAGE') return {}
  const host = domainNameOf(input)
  const lists: Readonly<Record<string, readonly string[]>> =
    eventType === 'CONNECT'
      ? { Host: [host], ...written(input.headers, headers) }
      : { Host: [host], 'x-api-key': [''], 'X-Forwarded-For': [''], 'x-restapi': [''] }
  return {
    headers: mapValues(lists, (values) => values.at(-1) ?? ''),
    multiValueHeaders: mapValues(lists, (values) => [...values]),
  }
}

/** API Gateway passes the names of headers as the client wrote them. */
function written(
  names: HttpRequestInput['headers'] = {},
  lists: Request['headers'],
): Record<string, readonly string[]> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, lists[name.toLowerCase()] ?? []]))
}

function mapValues<TValue, TResult>(
  record: Readonly<Record<string, TValue>>,
  map: (value: TValue) => TResult,
): Record<string, TResult> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
