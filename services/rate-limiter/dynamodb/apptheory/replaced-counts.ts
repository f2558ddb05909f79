import { KeyCache } from '../../key-cache.ts'
import type { SpentSubWindow } from '../../strategy/window-decision.ts'
import type { CounterRequest } from '../counter-store.ts'
import type { CountedItem, ReplacedItems } from './replaced-items.ts'

interface KnownCount {
  readonly windowMs: number
  readonly startMs: number
  readonly count: number
}

const REMEMBERED_KEYS = 10_000

/** What replaced strategies have counted in several windows of a key, once it has been read. */
export class ReplacedCounts {
  readonly #replaced: ReplacedItems
  readonly #known: KeyCache<readonly KnownCount[]> = new KeyCache(REMEMBERED_KEYS)

  constructor(replaced: ReplacedItems) {
    this.#replaced = replaced
  }

  /** The counts by window; `undefined` until they have been read. Empty if there can be none. */
  of({ key, now }: CounterRequest, current: readonly SpentSubWindow[]): readonly number[] | undefined {
    const known = this.#known.get(key) ?? []
    const isPossible = current.map((one) => this.#replaced.of(one, now).length > 0)
    if (!isPossible.includes(true)) return []
    const counts = current.map(({ window, startMs }, i) =>
      isPossible[i]
        ? known.find((one) => one.windowMs === window.windowMs && one.startMs === startMs)?.count
        : 0,
    )
    return counts.every((count) => count !== undefined) ? counts : undefined
  }

  /** The items to read, oldest first within each window. */
  itemsOf({ now }: CounterRequest, current: readonly SpentSubWindow[]): readonly CountedItem[] {
    return current.flatMap((one) => this.#replaced.of(one, now))
  }

  remember({ key }: CounterRequest, current: readonly SpentSubWindow[], counts: readonly number[]): void {
    this.#known.set(
      key,
      current.map(({ window: { windowMs }, startMs }, i) => ({ windowMs, startMs, count: counts[i] ?? 0 })),
    )
  }

  forget({ key }: CounterRequest): void {
    this.#known.delete(key)
  }
}
