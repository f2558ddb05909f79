import { untilAborted } from './until-aborted.ts'

/**
 * Runs the actions of one connection one after the other, and those of different connections side by side.
 */
export class ConnectionOrder {
  readonly #last: Map<string, Promise<unknown>> = new Map()

  /**
   * Runs `action` once the earlier actions for `connectionId` have ended, successfully or not. An aborted
   * `signal` ends the wait, and the action with it.
   */
  async run<TResult>(
    connectionId: string,
    action: () => Promise<TResult>,
    signal?: AbortSignal,
  ): Promise<TResult> {
    const previous = this.#last.get(connectionId)
    const bounded = (): Promise<TResult> => untilAborted(signal, action)
    const current = previous ? previous.then(bounded, bounded) : bounded()
    this.#last.set(connectionId, current)
    const ended = (): void => {
      if (this.#last.get(connectionId) === current) this.#last.delete(connectionId)
    }
    current.then(ended, ended)
    return untilAborted(signal, () => current)
  }

  /** How many connections have an action that has not ended. */
  get size(): number {
    return this.#last.size
  }
}
