import type { PolicyWindow } from '../../strategy/strategy.ts'
import { type SpentSubWindow, spentWithin } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters } from '../counter-store.ts'
import type { CompactNames } from './item.ts'
import { type CompactImage, type CompactOutcome, type CompactStoreOptions, CompactTable } from './table.ts'

type Answer = Counters & { readonly admitted: boolean }

/** The window of a request, and the number of its current sub-window. */
interface Current {
  readonly window: PolicyWindow
  readonly names: CompactNames
  readonly number: number
}

/**
 * Layout `compact` for a sliding window: one item per key with the number of the newest sub-window, the
 * sum over those that count, and each of them. While the sub-window lasts, one conditional update
 * decides. The first request of a new one finds that the condition fails, and rolls: it writes the new
 * sum without the sub-windows that have left.
 */
export class CompactSlidingStore implements CounterStore {
  readonly #table: CompactTable

  constructor(options: CompactStoreOptions) {
    this.#table = new CompactTable(options)
  }

  async spendIfRoom(request: CounterRequest): Promise<Answer> {
    return this.#spend(request, true)
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#spend(request, false)
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    for (const { window, startMs } of spent) {
      const names = this.#table.namesOf(window)
      await this.#table.subtract(request, [names.counter(names.numberAt(startMs)), names.total])
    }
  }

  async read(request: CounterRequest): Promise<Counters> {
    const image = await this.#table.read(request)
    return this.#counters(this.#caughtUp(request, image), image)
  }

  async #spend(given: CounterRequest, limited: boolean): Promise<Answer> {
    let request = given
    let outcome = await this.#addToCurrent(request, limited)
    while (!outcome.applied) {
      request = this.#caughtUp(request, outcome.image)
      const { window, names, number } = this.#current(request)
      const isNewest = outcome.image.get(names.newest) === number
      const live = spentWithin(window, request.now, names.subWindows(outcome.image))
      const total = isNewest ? (outcome.image.get(names.total) ?? 0) : live.total
      const hasRoom = !limited || total + request.cost <= window.limit
      if (!hasRoom) return { admitted: false, ...this.#counters(request, outcome.image) }
      outcome = isNewest
        ? await this.#addToCurrent(request, limited)
        : await this.#roll(request, outcome.image)
    }
    return { admitted: true, ...this.#counters(request, outcome.image) }
  }

  /** Counts in the current sub-window, if that is the newest, and if `limited` where there is room. */
  #addToCurrent(request: CounterRequest, limited: boolean): Promise<CompactOutcome> {
    const { window, names, number } = this.#current(request)
    const update = this.#update(request)
    update.countsUp(names.total)
    update.countsUp(names.counter(number))
    update.requires(names.newest, number)
    if (limited) update.requiresAtMost(names.total, window.limit - request.cost, { orAbsent: false })
    return update.send()
  }

  /** Makes the current sub-window the newest and counts in it, if the item still is as in `image`. */
  #roll(request: CounterRequest, image: CompactImage): Promise<CompactOutcome> {
    const { window, names, number } = this.#current(request)
    const update = this.#update(request)
    const found = names.subWindows(image)
    const oldest = number - window.windowMs / window.granularityMs + 1
    const live = found.filter((subWindow) => subWindow.number >= oldest)
    update.sets(names.newest, number)
    update.sets(names.counter(number), request.cost)
    update.sets(
      names.total,
      live.reduce((sum, { count }) => sum + count, request.cost),
    )
    update.removes(
      found.filter((subWindow) => subWindow.number < oldest).map((gone) => names.counter(gone.number)),
    )
    update.requires(names.newest, image.get(names.newest))
    // Each of them, and not their sum alone, which a refund and another request together leave as it was.
    for (const subWindow of live) update.requires(names.counter(subWindow.number), subWindow.count)
    return update.send()
  }

  #update(request: CounterRequest): ReturnType<CompactTable['update']> {
    const { window, number } = this.#current(request)
    return this.#table.update(request, number * window.granularityMs + window.windowMs)
  }

  /** The request at the newest time that any host has written: it holds, as it would within one process. */
  #caughtUp(request: CounterRequest, image: CompactImage): CounterRequest {
    const { window, names, number } = this.#current(request)
    const newest = image.get(names.newest) ?? number
    return newest > number ? { ...request, now: newest * window.granularityMs } : request
  }

  #counters(request: CounterRequest, image: CompactImage): Counters {
    const { window, names } = this.#current(request)
    return { spent: [spentWithin(window, request.now, names.subWindows(image))], now: request.now }
  }

  #current({ windows, now }: CounterRequest): Current {
    const [window] = windows
    if (!window) throw new RangeError('a strategy has at least one window')
    const names = this.#table.namesOf(window)
    return { window, names, number: names.numberAt(now) }
  }
}
