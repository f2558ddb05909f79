import { checkOptions } from '../options/check-options.ts'
import { integer, type OptionRulesOf } from '../options/option-rules.ts'

/** Stores which deliveries were handled, so that a redelivery is not handled again. */
export interface SeenStore {
  /**
   * Whether `add` was called with this key, and the key has not expired. The key identifies a consumer and a
   * delivery.
   */
  has(key: string): Promise<boolean>
  /** Stores the key of a delivery that was handled. Adding a key again keeps it for longer. */
  add(key: string): Promise<void>
}

/** The options of {@link MemorySeenStore}. */
export interface MemorySeenStoreOptions {
  /** Maximum number of stored keys; the oldest are dropped. @defaultValue 10000 */
  readonly maxKeys?: number | undefined
}

const optionRules: OptionRulesOf<MemorySeenStoreOptions> = { maxKeys: integer(1) }

/**
 * Stores deliveries in the memory of one execution environment, which gets most redeliveries.
 *
 * @example
 * ```ts
 * const bus = new MemoryEventBus()
 * export const handler = eventBusStream({ bus, seen: new MemorySeenStore({ maxKeys: 50_000 }) })
 * ```
 */
export class MemorySeenStore implements SeenStore {
  readonly #maxKeys: number
  /** In the order in which they were added last. */
  readonly #keys = new Set<string>()

  /** @throws TypeError that names the option */
  constructor(options: MemorySeenStoreOptions = {}) {
    checkOptions('MemorySeenStore', options, optionRules)
    this.#maxKeys = options.maxKeys ?? 10_000
  }

  /**
   * Whether this execution environment has handled the delivery, and its key was not dropped for newer ones.
   */
  async has(key: string): Promise<boolean> {
    return this.#keys.has(key)
  }

  /** Stores the key of a delivery, and drops the oldest key if there are more than `maxKeys`. */
  async add(key: string): Promise<void> {
    this.#keys.delete(key)
    this.#keys.add(key)
    const [oldest] = this.#keys
    if (this.#keys.size > this.#maxKeys && oldest !== undefined) this.#keys.delete(oldest)
  }
}
