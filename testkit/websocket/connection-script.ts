import type { ConnectionOperation } from './connections-wire.ts'

/** What happens to calls instead of an answer. */
export interface WebSocketFault {
  /** An HTTP status; a connection that breaks before the answer; or no answer until the call is aborted. */
  readonly error: 400 | 403 | 410 | 413 | 429 | 500 | 503 | 'connection-reset' | 'no-answer'
  /** The operation that the fault applies to. @defaultValue any */
  readonly operation?: ConnectionOperation | undefined
  /** The connection that the fault applies to. @defaultValue any */
  readonly connectionId?: string | undefined
  /** How many calls it applies to. @defaultValue 1 */
  readonly times?: number | undefined
}

/** Faults in the order of their injection. Each call takes the first that applies to it. */
export class ConnectionScript {
  readonly #faults: { readonly fault: WebSocketFault; left: number }[] = []

  /** @returns a function that removes the fault */
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

  /** The fault of this call, used up by one. */
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
