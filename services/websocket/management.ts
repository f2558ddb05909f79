/** What is sent: text and bytes as they are, anything else as JSON. */
export type MessageData = string | Uint8Array | object

export interface ConnectionInfo {
  readonly connectedAt: Date
  readonly lastActiveAt?: Date
  readonly identity: { readonly sourceIp: string; readonly userAgent: string }
}

export interface BroadcastOptions {
  /** Most requests in flight. @defaultValue 32 */
  readonly concurrency?: number | undefined
  /**
   * Hears of each connection that is gone, once, and is awaited. What it throws is ignored.
   * @defaultValue nobody
   */
  readonly onGone?: ((connectionId: string) => unknown) | undefined
}

/** Every connection asked for is in exactly one of these, in no particular order. */
export interface BroadcastResult {
  readonly sent: string[]
  readonly gone: string[]
  readonly failed: { readonly connectionId: string; readonly error: unknown }[]
}

/**
 * Sends to, asks about and closes the connections of a WebSocket API.
 *
 * Errors of every method: the codes `websocket.*` of `docs/errors.md`.
 */
export interface WebSocketManagement {
  /**
   * Sends `data`, at most 128 KB of it. Messages to one connection leave in the order in which they were asked for.
   * A message whose answer was lost may be sent again: a client can receive it twice.
   */
  postToConnection(connectionId: string, data: MessageData): Promise<void>
  getConnection(connectionId: string): Promise<ConnectionInfo>
  /** Closes the connection from this side. */
  deleteConnection(connectionId: string): Promise<void>
  /**
   * Sends `data` to every one of `connectionIds`, each once, and never fails because of one of them.
   * What is wrong with `data` itself is thrown before anything is sent.
   * @throws TypeError that names the option, or where `connectionIds` is a single ID
   */
  broadcast(
    connectionIds: Iterable<string>,
    data: MessageData,
    options?: BroadcastOptions,
  ): Promise<BroadcastResult>
}
