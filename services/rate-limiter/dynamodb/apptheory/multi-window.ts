import { KeyCache } from '../../key-cache.ts'
import { type SpentSubWindow, spentWithin, subWindowStart } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters, SpendOutcome } from '../counter-store.ts'
import { AppTheoryItems, type AppTheoryItemsOptions } from './items.ts'
import { type TransactionOptions, transact } from './transactions.ts'
import type { Expiry } from './updates.ts'

export interface MultiWindowStoreOptions extends AppTheoryItemsOptions, TransactionOptions {}

const REMEMBERED_KEYS = 10_000

/**
 * For how long after a conflict, or after the last decision like that, a key's windows are counted one by
 * one.
 */
const CONTENDED_MS = 1000
const MAX_CONFLICT_RETRIES = 3

/** What a transaction of this process left in the first window of a key. */
interface Sighting {
  readonly startMs: number
  readonly count: number
  readonly atMs: number
}

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
  /** Until when a key counts as contended, in epoch milliseconds. */
  readonly #contended: KeyCache<number> = new KeyCache(REMEMBERED_KEYS)
  readonly #sightings: KeyCache<Sighting> = new KeyCache(REMEMBERED_KEYS)

  constructor(options: MultiWindowStoreOptions) {
    this.#options = options
    this.#items = new AppTheoryItems(options)
  }

  async spendIfRoom(request: CounterRequest, onCounted: (counters: Counters) => void): Promise<SpendOutcome> {
    const items = currentSubWindows(request)
    if (!this.#isContended(request)) {
      const outcome = await this.#spendTogether(request, items, onCounted)
      if (outcome) return outcome
    }
    // As long as the key is busy: a transaction would conflict with the updates of other decisions.
    this.#setContended(request)
    const counts = await this.#read(request, items)
    if (!hasRoom(request, items, counts)) return { admitted: false, ...countersOf(request, items, counts) }
    return this.#spendOneByOne(request, items, counts)
  }

  async spend(request: CounterRequest): Promise<void> {
    const items = currentSubWindows(request)
    if (!this.#isContended(request)) {
      const updates = items.map((item) => this.#items.updates.spend(request, item, 'keep'))
      const outcome = await transact(this.#options, updates, request, this.#conflictRule(request))
      if (outcome.is === 'applied') return
    }
    await Promise.all(items.map((item) => this.#items.spend(request, item)))
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    for (const item of spent) await this.#items.subtract(request, item)
  }

  async reset(request: CounterRequest): Promise<void> {
    await Promise.all(currentSubWindows(request).map((item) => this.#items.delete(request, item)))
  }

  async read(request: CounterRequest): Promise<Counters> {
    const items = currentSubWindows(request)
    const counts = await this.#items.read(request, items)
    return countersOf(
      request,
      items,
      counts.map(({ count }) => count),
    )
  }

  /** One transaction; `undefined` if it met conflicts. */
  async #spendTogether(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    onCounted: (counters: Counters) => void,
  ): Promise<SpendOutcome | undefined> {
    const { updates } = this.#items
    const isRetried = this.#conflictRule(request)
    let expiries: readonly Expiry[] = items.map(() => 'keep')
    for (;;) {
      const spending = items.map((item, i) =>
        updates.spendWithin(request, item, item.window.limit, expiries[i] ?? 'keep'),
      )
      const outcome = await transact(this.#options, spending, request, isRetried)
      if (outcome.is === 'in conflict') return undefined
      if (outcome.is === 'applied') return this.#admission(request, items, onCounted)
      const found = outcome.reasons.map(({ Item }) => Item)
      const counts = found.map((item) => item && updates.countOf(item))
      if (!hasRoom(request, items, counts)) return this.#denial(request, items, counts)
      // The conditions failed by what was expected of the expiry.
      expiries = items.map((item, i) => (updates.expiresTooEarly(found[i], item) ? 'extend' : 'keep'))
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
      this.#noteOthers(request, items[0], counts[0] ?? 0)
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
    return known.includes(undefined) ? { ...outcome, inFull } : outcome
  }

  /** The counts of the items, read consistently unless they are `known`. */
  async #read(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    known: KnownCounts = [],
  ): Promise<readonly number[]> {
    const unknown = items.filter((_, i) => known[i] === undefined)
    const read = await this.#items.read(request, unknown, true)
    const counts = new Map(unknown.map((item, i) => [item, read[i]?.count ?? 0]))
    return items.map((item, i) => known[i] ?? counts.get(item) ?? 0)
  }

  #isContended({ key }: CounterRequest): boolean {
    const until = this.#contended.get(key) ?? Number.NEGATIVE_INFINITY
    const now = this.#options.clock.now()
    return now < until && now >= until - CONTENDED_MS
  }

  /**
   * A key is contended if others have counted in it since the last decision of this process, a moment ago.
   * Their updates conflict with the transactions of this process, which would not notice them.
   */
  #noteOthers(request: CounterRequest, first: SpentSubWindow | undefined, count: number): void {
    const startMs = first?.startMs ?? 0
    const atMs = this.#options.clock.now()
    const last = this.#sightings.get(request.key)
    const isRecent = last?.startMs === startMs && atMs - last.atMs < CONTENDED_MS
    if (last && isRecent && count > last.count + request.cost) this.#setContended(request)
    this.#sightings.set(request.key, { startMs, count, atMs })
  }

  #setContended({ key }: CounterRequest): void {
    this.#contended.set(key, this.#options.clock.now() + CONTENDED_MS)
  }

  /**
   * The first decision that meets a conflict on a key retries its transaction a few times. Others, and later
   * ones, count one by one meanwhile.
   */
  #conflictRule(request: CounterRequest): (conflicts: number) => boolean {
    return (conflicts) => {
      if (conflicts === 1 && this.#isContended(request)) return false
      this.#setContended(request)
      return conflicts <= MAX_CONFLICT_RETRIES
    }
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
