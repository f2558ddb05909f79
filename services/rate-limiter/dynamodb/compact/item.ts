import type { PolicyWindow } from '../../strategy/strategy.ts'
import type { SubWindowCount } from '../../strategy/window-decision.ts'

/** The numbers of an item in layout `compact`, by the name of their attribute. */
export type CompactImage = ReadonlyMap<string, number>

/** What one sub-window of one key holds. */
export interface CompactCounter extends SubWindowCount {
  readonly name: string
  readonly windowMs: number
  readonly granularityMs: number
  /** Of the sub-window, since the epoch. */
  readonly number: number
}

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
  readonly #granularityMs: number

  constructor({ windowMs, granularityMs }: PolicyWindow) {
    const spans = windowMs === granularityMs ? `${windowMs}` : `${windowMs}/${granularityMs}`
    this.newest = `${spans}@`
    this.total = `${spans}+`
    this.#granularityMs = granularityMs
  }

  /** The counter of the sub-window of this number. */
  counter(number: number): string {
    return `${this.newest}${number}`
  }

  /** The number of the sub-window that contains `ms`. */
  numberAt(ms: number): number {
    return Math.floor(ms / this.#granularityMs)
  }

  /** What `image` holds of this window, by sub-window, oldest first. */
  subWindows(image: CompactImage): readonly CompactCounter[] {
    return countersOf(image)
      .filter(({ name }) => name.startsWith(this.newest))
      .sort((a, b) => a.number - b.number)
  }
}

/** All counters of an item, of whatever windows. */
export function countersOf(image: CompactImage): readonly CompactCounter[] {
  return [...image].flatMap(([name, count]) => counterOf(name, count) ?? [])
}

function counterOf(name: string, count: number): CompactCounter | undefined {
  const [, window, granularity = window, number] = /^(\d+)(?:\/(\d+))?@(-?\d+)$/.exec(name) ?? []
  if (number === undefined) return undefined
  const granularityMs = Number(granularity)
  const startMs = Number(number) * granularityMs
  return { name, windowMs: Number(window), granularityMs, number: Number(number), startMs, count }
}

/**
 * What was counted of the same length of time in other sub-windows, before the strategy or the granularity
 * was changed, and is not in the counters of `window` yet. A window begins with it whose newest sub-window
 * the item does not name.
 */
export function carriedInto(window: PolicyWindow, image: CompactImage, startMs: number, now: number): number {
  const bySpans = new Map<number, Map<number, number>>()
  for (const { windowMs, granularityMs, startMs: atMs, count } of countersOf(image)) {
    if (windowMs !== window.windowMs || atMs < startMs || atMs > now) continue
    const counts = bySpans.get(granularityMs) ?? new Map<number, number>()
    const number = Math.floor(atMs / windowMs)
    bySpans.set(granularityMs, counts.set(number, (counts.get(number) ?? 0) + count))
  }
  // The counters that were written last hold what was carried into them.
  const own = bySpans.get(window.granularityMs)
  const missing = (counts: ReadonlyMap<number, number>): number =>
    [...counts].reduce((sum, [number, count]) => sum + Math.max(0, count - (own?.get(number) ?? 0)), 0)
  return Math.max(0, ...[...bySpans.values()].map(missing))
}

/**
 * The names of the newest sub-windows of the same length of time in other sub-windows. A window that begins
 * removes them, so that a strategy that is changed back begins with its count too.
 */
export function replacedBy(window: PolicyWindow, image: CompactImage): readonly string[] {
  const { newest } = new CompactNames(window)
  return [...image.keys()].filter((name) => name !== newest && lengthOf(name) === window.windowMs)
}

/** The length of the window, if `name` is that of a newest sub-window. */
function lengthOf(name: string): number | undefined {
  const [, windowMs] = /^(\d+)(?:\/\d+)?@$/.exec(name) ?? []
  return windowMs === undefined ? undefined : Number(windowMs)
}
