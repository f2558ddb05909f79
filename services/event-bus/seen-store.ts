import { checkOptions } from '../options/check-options.ts'
import { integer, type OptionRulesOf } from '../options/option-rules.ts'

/** Stores which deliveries were handled, so that a redelivery is not handled again. */
export interface SeenStore {
  has(key: string): Promise<boolean>
  add(key: string): Promise<void>
}

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
