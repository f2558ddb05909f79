import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'

/** The context that an authorizer of `$connect` returns; `undefined` if it denies access. */
export type AuthorizerContext = Readonly<Record<string, unknown>> | undefined

/** Decides on a `$connect`. It gets the event of the handshake; an error that it throws denies access. */
export type Authorizer = (event: WebSocketEvent) => AuthorizerContext | Promise<AuthorizerContext>
