import { MAX_BATCH_GET_KEYS } from '../../../dynamodb/limits.ts'
import type { PolicyWindow, RateLimitStrategy } from '../../strategy/strategy.ts'
import { type SpentSubWindow, subWindowStart } from '../../strategy/window-decision.ts'

/** In which items a strategy counts. */
export interface ItemFormat {
  /** How long the sub-windows of a window can be, the shortest first. */
  readonly granularitiesOf: (window: PolicyWindow) => readonly number[]
  /** Whether the key of an item names the length of its window. */
  readonly namesLength: (window: PolicyWindow) => boolean
  /** Whether an item of the strategy's own window can look like that of a window of another length. */
  readonly resembles?: (window: PolicyWindow, startMs: number) => boolean
  /** Whether it is only supposed that a strategy counted like this: an item can be of another window. */
  readonly isSupposed?: boolean
}

/** An item of a window's counter, if another strategy may have written it. */
export interface CountedItem extends SpentSubWindow {
  /** @defaultValue as the limiter's own strategy does */
  readonly namesLength?: boolean
  /** Start of the limiter's own sub-window with which its count leaves. @defaultValue `startMs` */
  readonly countsFromMs?: number
  /** The item may be that of a window of another length: its expiry tells. */
  readonly isSupposed?: boolean | undefined
}

export function itemFormatOf({ kind, windows: [own] }: RateLimitStrategy): ItemFormat {
  // A fixed or sliding window of the strategy's own length has the key that AppTheory's services write.
  const namesLength = ({ windowMs }: PolicyWindow): boolean => kind === 'multi' || windowMs !== own?.windowMs
  const granularitiesOf = ({ windowMs }: PolicyWindow): readonly number[] => {
    const granularityMs = kind === 'sliding' && own ? own.granularityMs : windowMs
    const isDivisor = windowMs % granularityMs === 0 && windowMs / granularityMs <= MAX_BATCH_GET_KEYS
    return isDivisor ? [granularityMs] : []
  }
  // Keys and expiries have whole seconds: items of windows of about the same length can share both.
  const resembles = ({ windowMs }: PolicyWindow, startMs: number): boolean => {
    if (kind === 'multi' || !own) return false
    const second = secondOf(startMs)
    const ownMs = Math.ceil((second * 1000) / own.granularityMs) * own.granularityMs
    return secondOf(ownMs) === second && Math.abs(ownMs + own.windowMs - startMs - windowMs) < 1000
  }
  return { granularitiesOf, namesLength, resembles }
}

const DAY_MS = 86_400_000

/** Into how many sub-windows people divide windows: all divisors of these. One request reads all of them. */
function usualDivisions({ windowMs }: PolicyWindow): readonly number[] {
  const days = windowMs / DAY_MS
  if (!Number.isInteger(days)) return [60]
  // By the hour or by the day, or as `slidingWindow` does by default.
  if (days <= 3) return [days * 24, 10]
  return days <= 90 ? [days, 10] : [10]
}

function usualGranularities(window: PolicyWindow): readonly number[] {
  const finest = usualDivisions(window)
  const counts = Array.from({ length: MAX_BATCH_GET_KEYS }, (_, i) => MAX_BATCH_GET_KEYS - i)
  const divisors = counts.filter((count) => finest.some((most) => most % count === 0))
  // Keys and expiries have whole seconds: parts of one would be taken for a window of about the same length.
  const isFound = (ms: number): boolean => ms % 1000 === 0 || ms === window.windowMs
  return divisors.map((count) => window.windowMs / count).filter(isFound)
}

/**
 * How the strategy that was in force before may have counted, if the user does not tell: in items of the
 * window itself, and of usual sub-windows.
 */
export const supposedBefore: readonly ItemFormat[] = [
  { granularitiesOf: usualGranularities, namesLength: () => false, isSupposed: true },
  { granularitiesOf: ({ windowMs }) => [windowMs], namesLength: () => true },
]

/**
 * Finds the items of windows that had begun before the limiter was first used. Later windows have no counts
 * of a strategy that was replaced.
 */
export class ReplacedItems {
  readonly #formats: readonly ItemFormat[]
  readonly #own: ItemFormat
  #firstUsedMs = Number.POSITIVE_INFINITY

  /** @param formats of the strategies that were replaced, the last one first */
  constructor(own: ItemFormat, formats: readonly ItemFormat[]) {
    this.#own = own
    this.#formats = formats
  }

  /** Whether the window of `current` can hold counts of a replaced strategy. */
  canBeIn({ window: { windowMs, granularityMs }, startMs }: SpentSubWindow, now: number): boolean {
    if (this.#firstUsedMs === Number.POSITIVE_INFINITY) this.#firstUsedMs = now
    if (this.#formats.length === 0) return false
    const newestMs = Math.min(now, this.#firstUsedMs)
    // Sub-windows of another length can reach into the next one of the limiter's own.
    return (granularityMs === windowMs ? startMs : startMs - windowMs) < newestMs
  }

  /**
   * The items that count in the window of `current`, without those that the limiter's own strategy counts in.
   */
  of(current: SpentSubWindow, now: number): readonly CountedItem[] {
    if (!this.canBeIn(current, now)) return []
    const { window, startMs: currentMs } = current
    const oldestMs = currentMs - window.windowMs + window.granularityMs
    const newestMs = Math.min(now, this.#firstUsedMs)
    const own = ownSeconds(current)
    const items = new Map<string, CountedItem>()
    for (const { granularitiesOf, namesLength: isNamed, isSupposed } of this.#formats) {
      const namesLength = isNamed(window)
      const isOwnNamed = namesLength === this.#own.namesLength(window)
      for (const granularityMs of granularitiesOf(window)) {
        // A count leaves the window when it would have left it before, or later.
        const placeOf = (startMs: number): number =>
          subWindowStart(window, startMs + Math.min(granularityMs, window.granularityMs) - 1)
        let startMs = Math.floor(newestMs / granularityMs) * granularityMs
        for (; placeOf(startMs) >= oldestMs; startMs -= granularityMs) {
          const second = secondOf(startMs)
          const isOwn = isOwnNamed ? own.has(second) : !namesLength && this.#own.resembles?.(window, startMs)
          if (isOwn) continue
          const countsFromMs = placeOf(startMs)
          items.set(`${namesLength} ${second}`, { window, startMs, namesLength, countsFromMs, isSupposed })
        }
      }
    }
    return [...items.values()]
  }
}

/** The seconds in which the limiter's own sub-windows begin: the keys of items name no fractions. */
function ownSeconds({ window: { windowMs, granularityMs }, startMs }: SpentSubWindow): ReadonlySet<number> {
  const subWindows = windowMs / granularityMs
  return new Set(Array.from({ length: subWindows }, (_, i) => secondOf(startMs - i * granularityMs)))
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000)
}
