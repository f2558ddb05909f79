import { checkOptions } from '../options/check-options.ts'
import { integer, type OptionRulesOf } from '../options/option-rules.ts'

/** Remembers which deliveries were handled, so that one that comes again is not handled again. */
export interface SeenStore {
  has(key: string): Promise<boolean>
  add(key: string): Promise<void>
}

export interface MemorySeenStoreOptions {
  /** Most keys that are remembered; the oldest go first. @defaultValue 10000 */
  readonly maxKeys?: number | undefined
}

const optionRules: OptionRulesOf<MemorySeenStoreOptions> = { maxKeys: integer(1) }

/** Remembers in the memory of one execution environment, to which most redeliveries come. */
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
