import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'

/** What an authorizer of `$connect` found; nothing where it refuses. */
export type AuthorizerContext = Readonly<Record<string, unknown>> | undefined

export type Authorizer = (event: WebSocketEvent) => AuthorizerContext | Promise<AuthorizerContext>
