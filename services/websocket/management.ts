/** What is sent: text and bytes as they are, anything else as JSON. */
export type MessageData = string | Uint8Array | object

export interface ConnectionInfo {
  readonly connectedAt: Date
  readonly lastActiveAt?: Date
  readonly identity: { readonly sourceIp: string; readonly userAgent: string }
}

export interface WebSocketCallOptions {
  /**
   * Ends the call when it is aborted: no further attempt begins, and the request under way is aborted. The
   * call then rejects with `websocket.unavailable`.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined
}

export interface BroadcastOptions {
  /** Most deliveries at a time. @defaultValue 32 */
  readonly concurrency?: number | undefined
  /**
   * Called once for each connection that is gone, and awaited. An error that it throws is ignored.
   * @defaultValue none
   */
  readonly onGone?: ((connectionId: string) => unknown) | undefined
  /**
   * Ends the broadcast when it is aborted. Connections that have no outcome by then are in `failed`, with
   * `websocket.unavailable`.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined
}

/** Each connection is in exactly one of these lists, in no particular order. */
export interface BroadcastResult {
  readonly sent: string[]
  readonly gone: string[]
  readonly failed: { readonly connectionId: string; readonly error: unknown }[]
}

/**
 * Sends to the connections of a WebSocket API, reads their details and closes them.
 *
 * Errors of every method: the codes `websocket.*` of `docs/errors.md`.
 */
export interface WebSocketManagement {
  /**
   * Sends `data`, at most 128 KB. Messages to one connection are sent one after the other, in the order of
   * the calls. If the answer to a request is lost, the message is sent again: a client can receive it twice.
   */
  postToConnection(connectionId: string, data: MessageData, options?: WebSocketCallOptions): Promise<void>
  getConnection(connectionId: string, options?: WebSocketCallOptions): Promise<ConnectionInfo>
  /** Closes the connection. */
  deleteConnection(connectionId: string, options?: WebSocketCallOptions): Promise<void>
  /**
   * Sends `data` to each of `connectionIds`, once. One connection that fails does not affect the others.
   * An error of `data` itself is thrown before anything is sent.
   * @throws TypeError that names the option, or if `connectionIds` is a single ID
   */
  broadcast(
    connectionIds: Iterable<string>,
    data: MessageData,
    options?: BroadcastOptions,
  ): Promise<BroadcastResult>
}
