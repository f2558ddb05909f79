import type { ConnectionOperation } from './connections-wire.ts'

/** What calls to come meet instead of an answer. */
export interface WebSocketFault {
  /** The HTTP status, or that the connection breaks before an answer comes. */
  readonly error: 400 | 403 | 410 | 413 | 429 | 500 | 503 | 'connection-reset'
  /** @defaultValue any */
  readonly operation?: ConnectionOperation | undefined
  /** @defaultValue any */
  readonly connectionId?: string | undefined
  /** How many calls meet it. @defaultValue 1 */
  readonly times?: number | undefined
}

/** Faults in the order in which they were injected; each call meets the first that is for it. */
export class ConnectionScript {
  readonly #faults: { readonly fault: WebSocketFault; left: number }[] = []

  /** @returns a function that takes the fault back */
  inject(fault: WebSocketFault): () => void {
    const entry = { fault, left: fault.times ?? 1 }
    this.#faults.push(entry)
    return () => {
      entry.left = 0
    }
  }

  clear(): void {
    this.#faults.length = 0
  }

  /** The fault that this call meets, used up by one. */
  next(operation: ConnectionOperation, connectionId: string): WebSocketFault['error'] | undefined {
    const entry = this.#faults.find(
      ({ fault, left }) =>
        left > 0 &&
        (fault.operation ?? operation) === operation &&
        (fault.connectionId ?? connectionId) === connectionId,
    )
    if (!entry) return undefined
    entry.left -= 1
    return entry.fault.error
  }
}
