/** A map that keeps the entries that were used last. */
export class RecentEntries<TValue extends object> {
  readonly #entries = new Map<string, TValue>()
  readonly #max: number

  /** @param max how many entries to keep */
  constructor(max: number) {
    this.#max = max
  }

  get(key: string): TValue | undefined {
    const value = this.#entries.get(key)
    if (value) this.set(key, value)
    return value
  }

  set(key: string, value: TValue): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    const [oldest] = this.#entries.size > this.#max ? this.#entries.keys() : []
    if (oldest !== undefined) this.#entries.delete(oldest)
  }
}
