import { KeyCache } from '../../key-cache.ts'
import type { SpentSubWindow, SubWindowCount } from '../../strategy/window-decision.ts'
import type { CounterRequest } from '../counter-store.ts'
import type { AppTheoryItems } from './items.ts'
import type { CountedItem, ReplacedItems } from './replaced-items.ts'

/** Counts by window, in the order of the windows. */
type CountsByWindow = readonly (readonly SubWindowCount[])[]

interface KnownCounts {
  readonly windowMs: number
  readonly counts: readonly SubWindowCount[]
}

// More than others remember: a key that is forgotten is read again at each decision. Most have no counts.
const REMEMBERED_KEYS = 50_000
const REMEMBERED_WINDOWS = 10
const none: CountsByWindow = []

/** What was read of a key: counts of the limiter's own items, and those of replaced strategies. */
interface CountsBeside {
  readonly own: readonly SubWindowCount[]
  readonly replaced: CountsByWindow
}

/** What replaced strategies have counted in the windows of a key. It is read once: it does not change. */
export class ReplacedCounts {
  readonly #items: AppTheoryItems
  readonly #replaced: ReplacedItems
  readonly #known: KeyCache<readonly KnownCounts[]> = new KeyCache(REMEMBERED_KEYS)

  constructor(items: AppTheoryItems, replaced: ReplacedItems) {
    this.#items = items
    this.#replaced = replaced
  }

  /** The counts by window; `undefined` until they have been read. Empty if there can be none. */
  of({ key, now }: CounterRequest, current: readonly SpentSubWindow[]): CountsByWindow | undefined {
    if (!current.some((one) => this.#replaced.canBeIn(one, now))) return none
    const known = this.#known.get(key)
    if (!known) return undefined
    const counts = current.map((one) => {
      if (!this.#replaced.canBeIn(one, now)) return []
      const inWindow = known.find(({ windowMs }) => windowMs === one.window.windowMs)
      return inWindow && countsWithin(one, inWindow.counts)
    })
    return counts.every((count) => count !== undefined) ? counts : undefined
  }

  /** The items that a replaced strategy may have counted in. */
  itemsOf({ now }: CounterRequest, current: readonly SpentSubWindow[]): readonly CountedItem[] {
    return current.flatMap((one) => this.#replaced.of(one, now))
  }

  /** Reads `own` items and, until they have been read consistently, those of replaced strategies. */
  async readBeside(
    request: CounterRequest,
    current: readonly SpentSubWindow[],
    own: readonly SpentSubWindow[],
    consistentRead?: true,
  ): Promise<CountsBeside> {
    const known = this.of(request, current)
    const others = known ? [] : this.itemsOf(request, current)
    const read = await this.#items.read(request, [...own, ...others], consistentRead)
    const counts = read.slice(own.length)
    const found = current.map(({ window }) => ({
      windowMs: window.windowMs,
      counts: bySubWindow(counts.filter((_, i) => others[i]?.window === window)),
    }))
    if (!known && consistentRead) this.#remember(request, found)
    const replaced = known ?? current.map((one, i) => countsWithin(one, found[i]?.counts ?? []))
    return { own: read.slice(0, own.length), replaced }
  }

  /** Windows of other plans of the key stay known. */
  #remember({ key }: CounterRequest, found: readonly KnownCounts[]): void {
    const others = this.#known
      .get(key)
      ?.filter((one) => found.every(({ windowMs }) => windowMs !== one.windowMs))
    this.#known.set(key, [...found, ...(others ?? [])].slice(0, Math.max(found.length, REMEMBERED_WINDOWS)))
  }

  forget({ key }: CounterRequest): void {
    this.#known.delete(key)
  }
}

/** One count for each sub-window that has any: of sixty old ones, a fixed window remembers one. */
function bySubWindow(counts: readonly SubWindowCount[]): readonly SubWindowCount[] {
  const sums = new Map<number, number>()
  for (const { startMs, count } of counts) {
    if (count > 0) sums.set(startMs, (sums.get(startMs) ?? 0) + count)
  }
  return [...sums].map(([startMs, count]) => ({ startMs, count }))
}

/** Those that count in the window. A sub-window that goes on after the current one begins counts in it. */
function countsWithin(
  { window, startMs: currentMs }: SpentSubWindow,
  counts: readonly SubWindowCount[],
): readonly SubWindowCount[] {
  const within = counts.filter(({ startMs }) => startMs > currentMs - window.windowMs)
  return within.map(({ startMs, count }) => ({ startMs: Math.min(startMs, currentMs), count }))
}
