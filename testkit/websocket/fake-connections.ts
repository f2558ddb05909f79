import type { Clock } from '../../services/clock/clock.ts'
import { isConnectionId, MAX_MESSAGE_BYTES } from '../../services/websocket/message.ts'
import { ConnectionScript } from './connection-script.ts'
import {
  type ConnectionAnswer,
  type ConnectionDescription,
  type ConnectionOperation,
  descriptionAnswer,
  emptyAnswer,
  errorAnswer,
  errorNameOf,
} from './connections-wire.ts'

/** A call that was received. */
export interface WebSocketCall {
  /** What was asked for, as API Gateway names it. */
  readonly operation: ConnectionOperation
  /** The endpoint that the call was sent to. */
  readonly endpoint: string
  /** The connection that the call was for, open or not. */
  readonly connectionId: string
  /** The posted message: as text, or as bytes if it is not UTF-8. */
  readonly data?: string | Uint8Array
}

/** The connections that exist, and the answers of `@connections`. */
export class FakeConnections {
  readonly calls: WebSocketCall[] = []
  readonly script: ConnectionScript = new ConnectionScript()
  readonly #clock: Clock
  readonly #connections: Map<string, ConnectionDescription> = new Map()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  open(connectionId: string, from: { readonly sourceIp: string; readonly userAgent: string }): void {
    const now = this.#clock.now()
    this.#connections.set(connectionId, { ...from, connectedAt: now, lastActiveAt: now })
  }

  close(connectionId: string): void {
    this.#connections.delete(connectionId)
  }

  isOpen(connectionId: string): boolean {
    return this.#connections.has(connectionId)
  }

  reset(): void {
    this.calls.length = 0
    this.#connections.clear()
    this.script.clear()
  }

  /**
   * Records the call and returns its answer; `undefined` for a scripted call without an answer.
   * @throws Error for a scripted failure of the network
   */
  answer(
    call: Omit<WebSocketCall, 'data'>,
    bytes: Uint8Array = new Uint8Array(),
  ): ConnectionAnswer | undefined {
    const { operation, connectionId } = call
    this.calls.push(operation === 'PostToConnection' ? { ...call, data: textOrBytes(bytes) } : call)
    const fault = this.script.next(operation, connectionId)
    if (fault === 'connection-reset') throw connectionReset()
    if (fault === 'no-answer') return undefined
    if (fault !== undefined) return errorAnswer(errorNameOf(fault) ?? 'InternalServerError')
    const connection = this.#connections.get(connectionId)
    if (!connection)
      return errorAnswer(isConnectionId(connectionId) ? 'GoneException' : 'BadRequestException')
    if (bytes.byteLength > MAX_MESSAGE_BYTES) {
      return errorAnswer('PayloadTooLargeException', 'Message too long')
    }
    if (operation === 'GetConnection') return descriptionAnswer(connection)
    if (operation === 'DeleteConnection') {
      this.#connections.delete(connectionId)
      return emptyAnswer(204)
    }
    this.#connections.set(connectionId, { ...connection, lastActiveAt: this.#clock.now() })
    return emptyAnswer(200)
  }
}

function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return bytes
  }
}

function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' })
}
