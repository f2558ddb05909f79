import { KeyCache } from '../../key-cache.ts'
import { type SpentSubWindow, type SubWindowCount, spentWithin } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters, SpendOutcome } from '../counter-store.ts'
import { CurrentSubWindows } from './current-sub-windows.ts'
import { AppTheoryItems, type AppTheoryItemsOptions } from './items.ts'
import type { CountedItem, ReplacedItems } from './replaced-items.ts'

export interface SingleWindowStoreOptions extends AppTheoryItemsOptions {
  readonly replaced: ReplacedItems
}

/** What this process has seen of a key in the current sub-window. */
interface WindowMemo {
  readonly windowMs: number
  readonly startMs: number
  /**
   * The sub-windows before the current one, and what a replaced strategy has counted. They do not change any
   * more, except by refunds.
   */
  readonly earlier: readonly SubWindowCount[]
  /** Whether the item of the current sub-window exists and expires late enough. */
  readonly isSettled: boolean
}

const REMEMBERED_KEYS = 10_000

/**
 * Layout `apptheory` for one window, fixed or sliding: one item per sub-window. What earlier sub-windows
 * hold is read once per sub-window and key. A decision is then one conditional update of the current one.
 */
export class AppTheorySingleWindowStore implements CounterStore {
  readonly #items: AppTheoryItems
  readonly #subWindows: CurrentSubWindows = new CurrentSubWindows()
  readonly #replaced: ReplacedItems
  readonly #memos: KeyCache<WindowMemo> = new KeyCache(REMEMBERED_KEYS)
  /** Changes with every refund: counts that were read before it may not be remembered after it. */
  #refunds = 0

  constructor(options: SingleWindowStoreOptions) {
    this.#items = new AppTheoryItems(options)
    this.#replaced = options.replaced
  }

  async spendIfRoom(request: CounterRequest): Promise<SpendOutcome> {
    const asOf = this.#refunds
    const current = this.#current(request)
    const { startMs, window } = current
    const memo = this.#memoOf(request, current)
    const earlier = memo?.earlier ?? (await this.#readEarlier(request, current))
    const limit = window.limit - earlier.reduce((sum, { count }) => sum + count, 0)
    const { admitted, count, isSettled } = await this.#items.spendWithin(
      request,
      current,
      limit,
      memo?.isSettled,
    )
    if (asOf === this.#refunds && !memo?.isSettled) {
      this.#memos.set(request.key, { windowMs: window.windowMs, startMs, earlier, isSettled })
    }
    return {
      admitted,
      spent: [spentWithin(window, request.now, [...earlier, { startMs, count }])],
      now: request.now,
    }
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#items.spend(request, this.#current(request))
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    await this.#changing(request, async () => {
      for (const subWindow of spent) await this.#items.subtract(request, subWindow)
    })
  }

  async reset(request: CounterRequest): Promise<void> {
    const current = this.#current(request)
    await this.#changing(request, async () => {
      const items = [...this.#earlierItems(request, current), current]
      await Promise.all(items.map((item) => this.#items.delete(request, item)))
    })
  }

  async read(request: CounterRequest): Promise<Counters> {
    const current = this.#current(request)
    const counts = await this.#items.read(request, [...this.#earlierItems(request, current), current])
    return { spent: [spentWithin(current.window, request.now, oldestFirst(counts))], now: request.now }
  }

  /** What is remembered of the key does not hold after a change of earlier sub-windows. */
  async #changing({ key }: CounterRequest, change: () => Promise<void>): Promise<void> {
    try {
      await change()
    } finally {
      this.#refunds += 1
      this.#memos.delete(key)
    }
  }

  #current(request: CounterRequest): SpentSubWindow {
    const [current] = this.#subWindows.of(request)
    if (!current) throw new RangeError('a strategy has at least one window')
    return current
  }

  #memoOf({ key }: CounterRequest, { startMs, window }: SpentSubWindow): WindowMemo | undefined {
    const memo = this.#memos.get(key)
    return memo?.startMs === startMs && memo.windowMs === window.windowMs ? memo : undefined
  }

  async #readEarlier(request: CounterRequest, current: SpentSubWindow): Promise<readonly SubWindowCount[]> {
    const counts = await this.#items.read(request, this.#earlierItems(request, current), true)
    return oldestFirst(counts.filter(({ count }) => count > 0))
  }

  #earlierItems({ now }: CounterRequest, current: SpentSubWindow): readonly CountedItem[] {
    return [...earlierSubWindows(current), ...this.#replaced.of(current, now)]
  }
}

function oldestFirst(counts: readonly SubWindowCount[]): readonly SubWindowCount[] {
  return [...counts].sort((a, b) => a.startMs - b.startMs)
}

/** Oldest first. */
function earlierSubWindows({ window, startMs }: SpentSubWindow): readonly SpentSubWindow[] {
  const count = window.windowMs / window.granularityMs - 1
  return Array.from({ length: count }, (_, i) => ({
    window,
    startMs: startMs - (count - i) * window.granularityMs,
  }))
}
