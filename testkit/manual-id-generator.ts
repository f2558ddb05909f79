import type { IdGenerator } from '../services/ids/ids.ts'
import { checkOptions } from '../services/options/check-options.ts'
import { aString } from '../services/options/option-rules.ts'

/**
 * Predictable identifiers: the queued ones first, then `test-id-1`, `test-id-2`, and so on.
 *
 * @example
 * ```ts
 * const ids = new ManualIdGenerator()
 * ids.queue('order-1')
 * ids.next() // order-1
 * ids.next() // test-id-1
 * ```
 */
export class ManualIdGenerator implements IdGenerator {
  readonly #queue: string[] = []
  readonly #prefix: string
  #sequence = 0

  /** @param prefix - what sequential identifiers begin with. Default: `test-id-` */
  constructor(prefix = 'test-id-') {
    checkOptions('ManualIdGenerator', { prefix }, { prefix: aString })
    this.#prefix = prefix
  }

  /** Makes `ids` the next identifiers, after those that are queued already. */
  queue(...ids: string[]): this {
    this.#queue.push(...ids)
    return this
  }

  /** Starts again: nothing is queued, and the first sequential identifier comes next. */
  reset(): this {
    this.#queue.length = 0
    this.#sequence = 0
    return this
  }

  /** The next queued identifier, or the next sequential one if none is queued. */
  next(): string {
    const queued = this.#queue.shift()
    if (queued !== undefined) return queued
    this.#sequence += 1
    return `${this.#prefix}${this.#sequence}`
  }
}
