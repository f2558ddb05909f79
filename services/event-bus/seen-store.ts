/** Remembers which deliveries were handled, so that one that comes again is not handled again. */
export interface SeenStore {
  has(key: string): Promise<boolean>
  add(key: string): Promise<void>
}

export interface MemorySeenStoreOptions {
  /** Most keys that are remembered; the oldest go first. @defaultValue 10000 */
  readonly maxKeys?: number | undefined
}

/** Remembers in the memory of one execution environment: most duplicates come to the same one. */
export class MemorySeenStore implements SeenStore {
  readonly #maxKeys: number
  /** In the order in which they were added last. */
  readonly #keys = new Set<string>()

  /** @throws TypeError for a `maxKeys` that is no positive whole number */
  constructor({ maxKeys = 10_000 }: MemorySeenStoreOptions = {}) {
    if (!Number.isInteger(maxKeys) || maxKeys < 1) {
      throw new TypeError(`Option 'maxKeys' must be a positive whole number`)
    }
    this.#maxKeys = maxKeys
  }

  async has(key: string): Promise<boolean> {
    return this.#keys.has(key)
  }

  async add(key: string): Promise<void> {
    this.#keys.delete(key)
    this.#keys.add(key)
    const [oldest] = this.#keys
    if (this.#keys.size > this.#maxKeys && oldest !== undefined) this.#keys.delete(oldest)
  }
}
