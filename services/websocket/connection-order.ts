/** Lets what is done to one connection happen one after the other, and to different ones side by side. */
export class ConnectionOrder {
  readonly #last: Map<string, Promise<unknown>> = new Map()

  /** Runs `action` when whatever was asked for `connectionId` before has ended, well or not. */
  async run<TResult>(connectionId: string, action: () => Promise<TResult>): Promise<TResult> {
    const previous = this.#last.get(connectionId)
    const current = previous ? previous.then(action, action) : action()
    this.#last.set(connectionId, current)
    try {
      return await current
    } finally {
      if (this.#last.get(connectionId) === current) this.#last.delete(connectionId)
    }
  }

  /** How many connections something is under way for. */
  get size(): number {
    return this.#last.size
  }
}
