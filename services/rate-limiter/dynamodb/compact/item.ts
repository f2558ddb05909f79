import type { PolicyWindow } from '../../strategy/strategy.ts'
import type { SubWindowCount } from '../../strategy/window-decision.ts'

/** Attributes of an item in layout `compact`, as numbers by name. */
export type CompactCounters = ReadonlyMap<string, number>

/**
 * The names under which an item in layout `compact` keeps one window:
 *
 * - `60000@29372720`: what was spent in the sub-window of this number since the epoch
 * - `60000@`: the number of the newest sub-window that any host has written
 * - `600000/60000+`: of a sliding window, the sum over the sub-windows that count
 *
 * where `60000` is the length of the window and `600000/60000` those of a sliding window and its sub-windows.
 */
export class CompactNames {
  readonly newest: string
  readonly total: string
  readonly #prefix: string
  readonly #granularityMs: number

  constructor({ windowMs, granularityMs }: PolicyWindow) {
    this.#prefix = windowMs === granularityMs ? `${windowMs}@` : `${windowMs}/${granularityMs}@`
    this.#granularityMs = granularityMs
    this.newest = this.#prefix
    this.total = `${this.#prefix.slice(0, -1)}+`
  }

  /** The counter of the sub-window of this number. */
  counter(number: number): string {
    return `${this.#prefix}${number}`
  }

  /** The number of the sub-window that holds `ms`. */
  numberAt(ms: number): number {
    return Math.floor(ms / this.#granularityMs)
  }

  /** What `counters` hold of this window, by sub-window, oldest first. */
  subWindows(counters: CompactCounters): readonly (SubWindowCount & { readonly number: number })[] {
    const found = [...counters].flatMap(([name, count]) => {
      if (!name.startsWith(this.#prefix) || name === this.newest) return []
      const number = Number(name.slice(this.#prefix.length))
      return [{ number, startMs: number * this.#granularityMs, count }]
    })
    return found.sort((a, b) => a.number - b.number)
  }
}
