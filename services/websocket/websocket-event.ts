import type { APIGatewayEventWebsocketRequestContextV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'

/**
 * The event of API Gateway for `$connect`, `$disconnect` and messages: the type of `@types/aws-lambda`, and
 * the members that it lacks.
 * @see API Gateway Developer Guide, apigateway-websocket-api-mapping-template-reference.html
 */
export interface WebSocketEvent extends Omit<APIGatewayProxyWebsocketEventV2, 'requestContext'> {
  /** The headers of the handshake, on `$connect`. Absent on messages. */
  readonly headers?: Readonly<Record<string, string>>
  /** The headers with all their values. Absent on messages. */
  readonly multiValueHeaders?: Readonly<Record<string, string[]>>
  /** The connection, the API, the route and the client of the event. */
  readonly requestContext: WebSocketRequestContext
}

/** The context of a WebSocket event: the type of `@types/aws-lambda`, and the members that it lacks. */
export interface WebSocketRequestContext extends Omit<APIGatewayEventWebsocketRequestContextV2, 'messageId'> {
  /** The ID of the message. Absent on `$connect` and `$disconnect`. */
  readonly messageId?: string
  /** The IP address and the user agent of the client. */
  readonly identity: { readonly sourceIp: string; readonly userAgent?: string }
  /**
   * The context that the authorizer of `$connect` returned, on every event of the connection. Absent without
   * an authorizer.
   */
  readonly authorizer?: Readonly<Record<string, unknown>>
  /** The code by which the connection was closed (RFC 6455, section 7.4). Only on `$disconnect`. */
  readonly disconnectStatusCode?: number
  /** The reason in the close frame, which may be empty. Only on `$disconnect`. */
  readonly disconnectReason?: string
}

/** The event, if it comes from a WebSocket API. */
export function webSocketEventOf(event: unknown): WebSocketEvent | undefined {
  const { connectionId, eventType } = (event as Partial<WebSocketEvent> | null)?.requestContext ?? {}
  const isOne = typeof connectionId === 'string' && eventTypes.has(eventType)
  return isOne ? (event as WebSocketEvent) : undefined
}

const eventTypes: ReadonlySet<unknown> = new Set(['CONNECT', 'MESSAGE', 'DISCONNECT'])
