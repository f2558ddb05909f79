import { KeyCache } from '../../key-cache.ts'
import type { PolicyWindow } from '../../strategy/strategy.ts'
import { type SpentSubWindow, spentWithin } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters, SpendOutcome } from '../counter-store.ts'
import { type CompactImage, type CompactNames, carriedInto, replacedBy } from './item.ts'
import type { Keeping } from './surplus.ts'
import type { CompactTable } from './table.ts'
import type { CompactOutcome, CompactUpdate } from './update.ts'

const REMEMBERED_KEYS = 10_000
const KEPT: Keeping = { perRun: 6, all: 12 }

/** The window of a request, and its current sub-window. */
interface Current {
  readonly window: PolicyWindow
  readonly names: CompactNames
  readonly number: number
  readonly startMs: number
}

/**
 * Layout `compact` for a sliding window: one item per key with the number of the newest sub-window, the sum
 * over those that count, and each of them. While the sub-window lasts, one conditional update decides. The
 * first request of a new sub-window finds that the condition fails. It starts the sub-window: it writes the
 * new sum without the sub-windows that have left the window.
 */
export class CompactSlidingStore implements CounterStore {
  readonly #table: CompactTable
  /** The expiry of an item, in Unix seconds. */
  readonly #expiries: KeyCache<number> = new KeyCache(REMEMBERED_KEYS)

  constructor(table: CompactTable) {
    this.#table = table
  }

  spendIfRoom(request: CounterRequest): Promise<SpendOutcome> {
    return this.#spend(request, true)
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#spend(request, false)
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    for (const { window, startMs } of spent) await this.#subtract(request, window, startMs)
  }

  async reset(request: CounterRequest): Promise<void> {
    await this.#table.delete(request)
    this.#expiries.delete(request.key)
  }

  async read(request: CounterRequest): Promise<Counters> {
    const image = await this.#table.read(request)
    return this.#counters(this.#caughtUp(request, image), image)
  }

  async #spend(given: CounterRequest, isLimited: boolean): Promise<SpendOutcome> {
    let found: CompactImage | undefined
    const { request, applied, image } = await this.#table.until(given, async () => {
      const at = found ? this.#caughtUp(given, found) : given
      if (found && isLimited && !this.#hasRoom(at, found))
        return { request: at, applied: false, image: found }
      const sent =
        found && !this.#isCurrent(at, found)
          ? await this.#start(at, found)
          : await this.#addToCurrent(at, found, isLimited)
      found = sent.image
      return sent.applied ? { request: at, ...sent } : undefined
    })
    this.#expiries.set(request.key, image.get(this.#table.ttlName) ?? 0)
    return { admitted: applied, ...this.#counters(request, image) }
  }

  /** Counts in the current sub-window, if that is the newest, and if `isLimited` where there is room. */
  #addToCurrent(
    request: CounterRequest,
    image: CompactImage | undefined,
    isLimited: boolean,
  ): Promise<CompactOutcome> {
    const { window, names, number } = this.#current(request)
    const expiry = this.#expiries.get(request.key)
    const known = expiry === undefined ? [] : [[this.#table.ttlName, expiry] as const]
    const update = this.#update(request, image ?? new Map(known))
    update.adds(names.total, request.cost)
    update.adds(names.counter(number), request.cost)
    update.requires(names.newest, number)
    if (isLimited) update.requiresAtMost(names.total, window.limit - request.cost)
    return update.send()
  }

  /** Makes the current sub-window the newest and counts in it, if the item still is as in `image`. */
  #start(request: CounterRequest, image: CompactImage): Promise<CompactOutcome> {
    const { window, names, number, startMs } = this.#current(request)
    const update = this.#update(request, image)
    const live = names.subWindows(image).filter((one) => isWithin(one.startMs, startMs, window))
    const counter = names.counter(number)
    const carried = this.#carried(request, image)
    update.sets(names.newest, number)
    update.sets(counter, (image.get(counter) ?? 0) + carried + request.cost)
    update.sets(
      names.total,
      live.reduce((sum, { count }) => sum + count, carried + request.cost),
    )
    update.requires(names.newest, image.get(names.newest))
    // Each of them, and not their sum alone: a refund and another request together leave the sum as it was.
    for (const { name, count } of live) update.requires(name, count)
    const replaced = image.has(names.newest) ? [] : replacedBy(window, image)
    const surplus = this.#table.surplus(image, request.now, request.windows, KEPT)
    for (const name of new Set([...replaced, ...surplus])) update.removes(name)
    return update.send()
  }

  /** Subtracts from the sub-window, and from the sum if that includes it. */
  async #subtract(request: CounterRequest, window: PolicyWindow, startMs: number): Promise<void> {
    const names = this.#table.namesOf(window)
    const counter = names.counter(names.numberAt(startMs))
    let newest: number | undefined = names.numberAt(request.now)
    let { cost } = request
    await this.#table.until(request, async () => {
      const isSummed = newest !== undefined && isWithin(startMs, newest * window.granularityMs, window)
      const update = this.#table.update(request)
      update.adds(counter, -cost)
      if (isSummed) update.adds(names.total, -cost)
      update.requiresAtLeast(counter, cost)
      update.requires(names.newest, newest)
      const { applied, image } = await update.send()
      newest = image.get(names.newest)
      const left = image.get(counter) ?? 0
      cost = Math.min(cost, left)
      return applied || left <= 0 ? { applied } : undefined
    })
  }

  #update(request: CounterRequest, image: CompactImage): CompactUpdate {
    const { window, startMs } = this.#current(request)
    const update = this.#table.update(request)
    this.#table.keepUntil(update, startMs + window.windowMs, image)
    return update
  }

  #isCurrent(request: CounterRequest, image: CompactImage): boolean {
    const { names, number } = this.#current(request)
    // A sum that is absent or wrong, as after a change of the strategy, is written again.
    const [spent] = this.#counters(request, image).spent
    return image.get(names.newest) === number && image.get(names.total) === spent?.total
  }

  #hasRoom(request: CounterRequest, image: CompactImage): boolean {
    const { window } = this.#current(request)
    const [spent] = this.#counters(request, image).spent
    return (spent?.total ?? 0) + request.cost <= window.limit
  }

  #caughtUp(request: CounterRequest, image: CompactImage): CounterRequest {
    const { window, names } = this.#current(request)
    const newest = image.get(names.newest) ?? Number.NEGATIVE_INFINITY
    return { ...request, now: this.#table.caughtUp(request.now, newest * window.granularityMs) }
  }

  #counters(request: CounterRequest, image: CompactImage): Counters {
    const { window, names, startMs } = this.#current(request)
    const carried = { startMs, count: this.#carried(request, image) }
    const spent = spentWithin(window, request.now, [...names.subWindows(image), carried])
    return { spent: [spent], now: request.now }
  }

  /** What an item that does not know this window yet has counted of it otherwise. */
  #carried(request: CounterRequest, image: CompactImage): number {
    const { window, names, startMs } = this.#current(request)
    if (image.has(names.newest)) return 0
    return carriedInto(window, image, startMs - window.windowMs + window.granularityMs, request.now)
  }

  #current({ windows, now }: CounterRequest): Current {
    const [window] = windows
    if (!window) throw new RangeError('a strategy has at least one window')
    const names = this.#table.namesOf(window)
    const number = names.numberAt(now)
    return { window, names, number, startMs: number * window.granularityMs }
  }
}

/** Whether a sub-window counts while the one that begins at `currentMs` is the current one. */
function isWithin(startMs: number, currentMs: number, window: PolicyWindow): boolean {
  return startMs <= currentMs && startMs > currentMs - window.windowMs
}
