/** What is sent: text and bytes as they are, anything else as JSON. */
export type MessageData = string | Uint8Array | object

/** What API Gateway reports about an open connection. */
export interface ConnectionInfo {
  /** When the client connected. */
  readonly connectedAt: Date
  /** When the connection last carried a message. Absent if API Gateway does not report it. */
  readonly lastActiveAt?: Date
  /** The IP address and the user agent of the client; empty where API Gateway reports none. */
  readonly identity: { readonly sourceIp: string; readonly userAgent: string }
}

/** The options of a call for one connection. */
export interface WebSocketCallOptions {
  /**
   * Ends the call when it is aborted: no further attempt begins, and the request under way is aborted. The
   * call then rejects with `websocket.unavailable`.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined
}

/** The options of a broadcast. */
export interface BroadcastOptions {
  /** Most deliveries at a time, with those that wait for a retry. @defaultValue 32 */
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
  /** The IDs of the connections that API Gateway accepted the message for. */
  readonly sent: string[]
  /** The IDs of the connections that do not exist any more. */
  readonly gone: string[]
  /** The connections that the message could not be sent to, each with its error. */
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
  /** When a client connected and was last active, and where it connected from. */
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
