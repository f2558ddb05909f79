import type { WebSocket } from 'ws'
import type { ConnectionDescription } from '../websocket/connections-wire.ts'

/**
 * The limit for one frame. A message has at most four of them.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const MAX_FRAME_BYTES: number = 32 * 1024
export const IDLE_TIMEOUT_MS: number = 10 * 60_000
export const MAX_DURATION_MS: number = 2 * 3_600_000

export interface ConnectionOrigin {
  readonly connectionId: string
  readonly connectedAt: number
  readonly sourceIp: string
  readonly userAgent: string
  readonly authorizer: Readonly<Record<string, unknown>> | undefined
}

/** A connection from its accepted `$connect` until it is closed by either side. */
export class OpenConnection {
  readonly origin: ConnectionOrigin
  lastActiveAt: number
  isOpen = true
  readonly #socket: WebSocket

  constructor(origin: ConnectionOrigin, socket: WebSocket) {
    this.origin = origin
    this.lastActiveAt = origin.connectedAt
    this.#socket = socket
  }

  get description(): ConnectionDescription {
    const { connectedAt, sourceIp, userAgent } = this.origin
    return { connectedAt, sourceIp, userAgent, lastActiveAt: this.lastActiveAt }
  }

  /** Sends a text message, in frames within the limit. Rejects if the connection breaks meanwhile. */
  send(message: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null): void => (error ? reject(error) : resolve())
      for (let at = 0; at === 0 || at < message.length; at += MAX_FRAME_BYTES) {
        const fin = at + MAX_FRAME_BYTES >= message.length
        const frame = message.subarray(at, at + MAX_FRAME_BYTES)
        this.#socket.send(frame, { binary: false, fin }, fin ? done : undefined)
      }
    })
  }

  close(code: number, reason: string): void {
    this.isOpen = false
    this.#socket.close(code, reason)
  }

  terminate(): void {
    this.#socket.terminate()
  }
}
