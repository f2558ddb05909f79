import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'

/** The context that an authorizer of `$connect` returns; `undefined` if it denies access. */
export type AuthorizerContext = Readonly<Record<string, unknown>> | undefined

export type Authorizer = (event: WebSocketEvent) => AuthorizerContext | Promise<AuthorizerContext>
