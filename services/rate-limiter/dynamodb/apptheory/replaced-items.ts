import { MAX_BATCH_GET_KEYS } from '../../../dynamodb/limits.ts'
import type { PolicyWindow, RateLimitStrategy } from '../../strategy/strategy.ts'
import { type SpentSubWindow, subWindowStart } from '../../strategy/window-decision.ts'

/** In which items a strategy counts. */
export interface ItemFormat {
  /** Length of the sub-windows. @defaultValue that of the window */
  readonly granularityMs?: number | undefined
  /** Whether the key of an item names the length of its window. */
  readonly namesLength: (window: PolicyWindow) => boolean
}

/** An item of a window's counter, if another strategy may have written it. */
export interface CountedItem extends SpentSubWindow {
  /** @defaultValue as the limiter's own strategy does */
  readonly namesLength?: boolean
  /** Start of the limiter's own sub-window that its count belongs to. @defaultValue `startMs` */
  readonly countsFromMs?: number
}

export function itemFormatOf({ kind, windows: [own] }: RateLimitStrategy): ItemFormat {
  // A fixed or sliding window of the strategy's own length has the key that AppTheory's services write.
  const namesLength = ({ windowMs }: PolicyWindow): boolean => kind === 'multi' || windowMs !== own?.windowMs
  return kind === 'sliding' ? { granularityMs: own?.granularityMs, namesLength } : { namesLength }
}

/**
 * The formats of strategies that may have counted before this one, if the user names none: those that cost
 * no request, because the strategy reads anyway.
 */
export function formatsBefore({ kind, windows: [own] }: RateLimitStrategy): readonly ItemFormat[] {
  if (kind === 'multi') return [{ namesLength: () => false }]
  const hasEarlier = kind === 'sliding' && own !== undefined && own.granularityMs < own.windowMs
  return hasEarlier ? [{ namesLength: () => true }] : []
}

/**
 * Finds the items of windows that were in progress when the limiter was first used. Later windows have no
 * counts of a strategy that was replaced.
 */
export class ReplacedItems {
  readonly #formats: readonly ItemFormat[]
  readonly #own: ItemFormat
  #firstUsedMs: number | undefined

  /** @param formats of the strategies that were replaced, the last one first */
  constructor(own: ItemFormat, formats: readonly ItemFormat[]) {
    this.#own = own
    this.#formats = formats
  }

  /**
   * The items that count in the window of `current`, oldest first, without those that the limiter's own
   * strategy counts in.
   */
  of({ window, startMs: currentMs }: SpentSubWindow, now: number): readonly CountedItem[] {
    this.#firstUsedMs ??= now
    const { windowMs, granularityMs } = window
    const newestMs = Math.min(now, this.#firstUsedMs)
    if (this.#formats.length === 0 || currentMs - windowMs >= newestMs) return []
    const isOwnNamed = this.#own.namesLength(window)
    const items = new Map<string, CountedItem>()
    for (const format of this.#formats) {
      const replacedMs = format.granularityMs ?? windowMs
      if (windowMs % replacedMs !== 0 || windowMs / replacedMs > MAX_BATCH_GET_KEYS) continue
      const namesLength = format.namesLength(window)
      // A count leaves the window when it would have left it before, or later.
      const placeOf = (startMs: number): number =>
        Math.min(currentMs, subWindowStart(window, startMs + Math.min(replacedMs, granularityMs) - 1))
      let startMs = Math.floor(newestMs / replacedMs) * replacedMs
      for (; placeOf(startMs) > currentMs - windowMs; startMs -= replacedMs) {
        const isOwn = namesLength === isOwnNamed && startMs % granularityMs === 0
        if (isOwn) continue
        items.set(`${namesLength} ${startMs}`, {
          window,
          startMs,
          namesLength,
          countsFromMs: placeOf(startMs),
        })
      }
    }
    return [...items.values()].sort((a, b) => a.startMs - b.startMs)
  }
}
