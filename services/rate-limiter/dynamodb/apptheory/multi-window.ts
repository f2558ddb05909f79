import { KeyCache } from '../../key-cache.ts'
import {
  type SpentSubWindow,
  type SubWindowCount,
  spentWithin,
  subWindowStart,
} from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters, SpendOutcome } from '../counter-store.ts'
import { ContendedKeys } from './contended-keys.ts'
import { CurrentSubWindows } from './current-sub-windows.ts'
import { AppTheoryItems, type AppTheoryItemsOptions } from './items.ts'
import { ReplacedCounts } from './replaced-counts.ts'
import type { ReplacedItems } from './replaced-items.ts'
import { type TransactionOptions, transact } from './transactions.ts'

export interface MultiWindowStoreOptions extends AppTheoryItemsOptions, TransactionOptions {
  readonly replaced: ReplacedItems
}

const REMEMBERED_KEYS = 10_000

/** Counts in the order of the items; `undefined` where a count is not known. */
type KnownCounts = readonly (number | undefined)[]

/**
 * Layout `apptheory` for several windows: an item for each, and one transaction that counts in all of them or
 * in none. Transactions on one item conflict, so the windows of a contended key are counted one by one, by
 * conditional updates, which do not conflict with each other. What a denial counted by then is given back.
 */
export class AppTheoryMultiWindowStore implements CounterStore {
  readonly #options: MultiWindowStoreOptions
  readonly #items: AppTheoryItems
  readonly #current: CurrentSubWindows = new CurrentSubWindows()
  /** The sub-windows whose items of a key exist and expire late enough. */
  readonly #settled: KeyCache<readonly SpentSubWindow[]> = new KeyCache(REMEMBERED_KEYS)
  readonly #replaced: ReplacedCounts
  readonly #contended: ContendedKeys

  constructor(options: MultiWindowStoreOptions) {
    this.#options = options
    this.#items = new AppTheoryItems(options)
    this.#replaced = new ReplacedCounts(this.#items, options.replaced)
    this.#contended = new ContendedKeys(options.clock)
  }

  async spendIfRoom(request: CounterRequest, onCounted: (counters: Counters) => void): Promise<SpendOutcome> {
    const items = this.#current.of(request)
    const known = this.#replaced.of(request, items)
    if (known?.length === 0) return this.#spendWithinLimits(request, items, onCounted)
    const sums = known?.map(sumOf)
    const within = sums ? lessLimits(request, sums) : request
    const outcome = await this.#spendWithinLimits(within, this.#current.of(within), (counters) => {
      onCounted(sums ? plus(request, counters, sums) : counters)
    })
    const total = this.#withReplaced(request, items, outcome)
    if (known || !total.admitted) return total
    // The first read of a key tells what replaced strategies have counted.
    const replaced = this.#replaced.of(request, items) ?? []
    const isOver = items.some(
      ({ window }, i) => replaced[i]?.length && (total.spent[i]?.total ?? 0) > window.limit,
    )
    if (!isOver) return total
    // What cannot be given back stays counted: the request was over the limit, and is not admitted.
    await this.#returnAll(request, items).catch(() => {})
    const returned = items.map(() => -request.cost)
    return { admitted: false, ...plus(request, total, returned) }
  }

  #withReplaced(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    outcome: SpendOutcome,
  ): SpendOutcome {
    const { admitted, inFull } = outcome
    const replaced = this.#replaced.of(request, items) ?? []
    const total = { admitted, ...plus(request, outcome, replaced.map(sumOf)) }
    return inFull
      ? { ...total, inFull: async () => this.#withReplaced(request, items, await inFull()) }
      : total
  }

  /** Gives back what was counted in all items: one request, unless others count at the same time. */
  async #returnAll(request: CounterRequest, items: readonly SpentSubWindow[]): Promise<void> {
    if (items.length > 1 && !this.#contended.has(request)) {
      const updates = items.map((item) => this.#items.updates.subtract(request, item))
      const outcome = await transact(this.#options, updates, request, this.#contended.conflictRule(request))
      if (outcome.is === 'applied') return
    }
    await Promise.all(items.map((item) => this.#items.subtract(request, item)))
  }

  async spend(request: CounterRequest): Promise<void> {
    const items = this.#current.of(request)
    if (!this.#contended.has(request)) {
      const updates = items.map((item) => this.#items.updates.spend(request, item, 'keep'))
      const outcome = await transact(this.#options, updates, request, this.#contended.conflictRule(request))
      if (outcome.is === 'applied') return
    }
    await Promise.all(items.map((item) => this.#items.spend(request, item)))
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    for (const item of spent) await this.#items.subtract(request, item)
  }

  async reset(request: CounterRequest): Promise<void> {
    const items = this.#current.of(request)
    await this.#items.delete(request, items, this.#replaced.itemsOf(request, items))
    this.#replaced.forget(request)
  }

  async read(request: CounterRequest): Promise<Counters> {
    const items = this.#current.of(request)
    const { own, replaced } = await this.#replaced.readBeside(request, items, items)
    const counts = own.map(({ count }) => count)
    return plus(request, countersOf(request, items, counts), replaced.map(sumOf))
  }

  async #spendWithinLimits(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    onCounted: (counters: Counters) => void,
  ): Promise<SpendOutcome> {
    const isOpen = hasRoom(request, items, [])
    if (isOpen && !this.#contended.has(request)) {
      const outcome = await this.#spendTogether(request, items, onCounted)
      if (outcome) return outcome
    }
    // As long as the key is busy: a transaction would conflict with the updates of other decisions.
    if (isOpen) this.#contended.add(request)
    const counts = await this.#read(request, items)
    if (!hasRoom(request, items, counts)) return { admitted: false, ...countersOf(request, items, counts) }
    return this.#spendOneByOne(request, items, counts)
  }

  /** One transaction; `undefined` if it met conflicts. */
  async #spendTogether(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    onCounted: (counters: Counters) => void,
  ): Promise<SpendOutcome | undefined> {
    const { updates } = this.#items
    const isRetried = this.#contended.conflictRule(request)
    const isSettled = this.#settled.get(request.key) === items
    let spending = items.map((item) =>
      isSettled
        ? updates.spendMoreWithin(request, item, item.window.limit)
        : updates.spendWithin(request, item, item.window.limit, 'keep'),
    )
    for (;;) {
      const outcome = await transact(this.#options, spending, request, isRetried)
      if (outcome.is === 'in conflict') return undefined
      if (outcome.is === 'applied') {
        if (!isSettled) this.#settled.set(request.key, items)
        return this.#admission(request, items, onCounted)
      }
      const found = outcome.reasons.map(({ Item }) => Item)
      const counts = found.map((item) => item && updates.countOf(item))
      if (!hasRoom(request, items, counts)) return this.#denial(request, items, counts)
      // The conditions failed by what was expected of the expiry.
      spending = items.map((item, i) => {
        const expiry = updates.expiresTooEarly(found[i], item) ? 'extend' : 'keep'
        return updates.spendWithin(request, item, item.window.limit, expiry)
      })
    }
  }

  /** First the window with the least room, then all others at once. */
  async #spendOneByOne(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    before: readonly number[],
  ): Promise<SpendOutcome> {
    const room = (i: number): number => (items[i]?.window.limit ?? 0) - (before[i] ?? 0)
    const [scarcest = 0, ...others] = items.map((_, i) => i).sort((a, b) => room(a) - room(b))
    const counts: number[] = [...before]
    const counted: SpentSubWindow[] = []
    const spendIn = async (i: number): Promise<boolean> => {
      const item = items[i]
      if (!item) return true
      const { admitted, count } = await this.#items.spendWithin(request, item, item.window.limit)
      if (admitted) counted.push(item)
      counts[i] = count
      return admitted
    }
    const admissions = (await spendIn(scarcest)) ? await Promise.all(others.map(spendIn)) : [false]
    if (admissions.every(Boolean)) return { admitted: true, ...countersOf(request, items, counts) }
    await Promise.all(counted.map((item) => this.#items.subtract(request, item)))
    const left = counts.map((count, i) =>
      counted.includes(items[i] as SpentSubWindow) ? count - request.cost : count,
    )
    return { admitted: false, ...countersOf(request, items, left) }
  }

  async #admission(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    onCounted: (counters: Counters) => void,
  ): Promise<SpendOutcome> {
    const atLeast = countersOf(
      request,
      items,
      items.map(() => request.cost),
    )
    onCounted(atLeast)
    try {
      const counts = await this.#read(request, items)
      this.#contended.noteOthers(request, items[0]?.startMs ?? 0, counts[0] ?? 0)
      return { admitted: true, ...countersOf(request, items, counts) }
    } catch {
      return { admitted: true, ...atLeast }
    }
  }

  /** The windows that are not `known` had room for this request. */
  #denial(request: CounterRequest, items: readonly SpentSubWindow[], known: KnownCounts): SpendOutcome {
    const atMost = items.map(({ window }, i) => known[i] ?? Math.max(0, window.limit - request.cost))
    const outcome: SpendOutcome = { admitted: false, ...countersOf(request, items, atMost) }
    const inFull = async (): Promise<SpendOutcome> => {
      try {
        return { admitted: false, ...countersOf(request, items, await this.#read(request, items, known)) }
      } catch {
        return outcome
      }
    }
    const isOpen = known.includes(undefined) || !this.#replaced.of(request, items)
    return isOpen ? { ...outcome, inFull } : outcome
  }

  /**
   * The counts of the items, read consistently unless they are `known`. The first read of a key fetches
   * those of replaced strategies as well.
   */
  async #read(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    known: KnownCounts = [],
  ): Promise<readonly number[]> {
    const unread = items.filter((_, i) => known[i] === undefined)
    const { own } = await this.#replaced.readBeside(request, items, unread, true)
    const counts = own.values()
    return items.map((_, i) => known[i] ?? counts.next().value?.count ?? 0)
  }
}

function currentSubWindows({ windows, now }: CounterRequest): readonly SpentSubWindow[] {
  return windows.map((window) => ({ window, startMs: subWindowStart(window, now) }))
}

function hasRoom({ cost }: CounterRequest, items: readonly SpentSubWindow[], counts: KnownCounts): boolean {
  return items.every(({ window }, i) => (counts[i] ?? 0) + cost <= window.limit)
}

function countersOf(
  { now }: CounterRequest,
  items: readonly SpentSubWindow[],
  counts: readonly number[],
): Counters {
  const spent = items.map(({ window, startMs }, i) =>
    spentWithin(window, now, [{ startMs, count: counts[i] ?? 0 }]),
  )
  return { spent, now }
}

function sumOf(counts: readonly SubWindowCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0)
}

/** The request within what `counts` leave of the limits. */
function lessLimits(request: CounterRequest, counts: readonly number[]): CounterRequest {
  if (counts.every((count) => count === 0)) return request
  const windows = request.windows.map((window, i) => ({ ...window, limit: window.limit - (counts[i] ?? 0) }))
  return { ...request, windows }
}

/** The counters with `counts` added to them. */
function plus(request: CounterRequest, { spent }: Counters, counts: readonly number[]): Counters {
  const totals = spent.map(({ total }, i) => total + (counts[i] ?? 0))
  return countersOf(request, currentSubWindows(request), totals)
}
