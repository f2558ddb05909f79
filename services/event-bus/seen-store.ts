import { LRUCache } from 'lru-cache'

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
  readonly #keys: LRUCache<string, true>

  /** @throws TypeError for a `maxKeys` that is not positive */
  constructor({ maxKeys = 10_000 }: MemorySeenStoreOptions = {}) {
    this.#keys = new LRUCache({ max: maxKeys })
  }

  async has(key: string): Promise<boolean> {
    return this.#keys.has(key)
  }

  async add(key: string): Promise<void> {
    this.#keys.set(key, true)
  }
}
