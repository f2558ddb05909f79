import { KeyCache } from '../../key-cache.ts'
import type { PolicyWindow } from '../../strategy/strategy.ts'
import { type SpentSubWindow, spentWithin } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters } from '../counter-store.ts'
import type { CompactNames } from './item.ts'
import { type CompactImage, type CompactStoreOptions, CompactTable } from './table.ts'

const REMEMBERED_KEYS = 10_000

/** One window of a request, and where its counter is. */
interface CurrentWindow {
  readonly window: PolicyWindow
  readonly names: CompactNames
  /** Number of the window since the epoch. */
  readonly number: number
}

/**
 * Layout `compact` for fixed windows, one or several: one item per key, one conditional update per
 * decision. The number of a window is part of its counter's name, so that a new window begins at zero
 * without anybody's doing.
 */
export class CompactCalendarStore implements CounterStore {
  readonly #table: CompactTable
  /** Counters of windows that have ended, to be removed by the next write of their key. */
  readonly #stale: KeyCache<readonly string[]> = new KeyCache(REMEMBERED_KEYS)

  constructor(options: CompactStoreOptions) {
    this.#table = new CompactTable(options)
  }

  async spendIfRoom(request: CounterRequest): Promise<Counters & { readonly admitted: boolean }> {
    return this.#spend(request, true)
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#spend(request, false)
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    for (const { window, startMs } of spent) {
      const names = this.#table.namesOf(window)
      await this.#table.subtract(request, [names.counter(names.numberAt(startMs))])
    }
  }

  async read(request: CounterRequest): Promise<Counters> {
    const image = await this.#table.read(request)
    return this.#counters(this.#caughtUp(request, this.#currentWindows(request), image), image)
  }

  async #spend(
    request: CounterRequest,
    limited: boolean,
  ): Promise<Counters & { readonly admitted: boolean }> {
    const current = this.#currentWindows(request)
    const update = this.#table.update(request, latestEnd(current))
    for (const { window, names, number } of current) {
      update.countsUp(names.counter(number))
      update.sets(names.newest, number)
      // Without it a host whose clock is behind could count in a window whose counter was removed already.
      update.requiresAtMost(names.newest, number, { orAbsent: true })
      const room = window.limit - request.cost
      if (limited) update.requiresAtMost(names.counter(number), room, { orAbsent: room >= 0 })
    }
    update.removes(this.#staleNames(request, current))
    const { applied, image } = await update.send()
    this.#remember(request, current, image)
    const caughtUp = applied ? request : this.#caughtUp(request, current, image)
    if (caughtUp.now > request.now) return this.#spend(caughtUp, limited)
    return { admitted: applied, ...this.#counters(request, image) }
  }

  /** The request at the newest time that any host has written: it holds, as it would within one process. */
  #caughtUp(request: CounterRequest, current: readonly CurrentWindow[], image: CompactImage): CounterRequest {
    const newestMs = newestSeenMs(current, image)
    return newestMs > request.now ? { ...request, now: newestMs } : request
  }

  #counters(request: CounterRequest, image: CompactImage): Counters {
    const spent = request.windows.map((window) =>
      spentWithin(window, request.now, this.#table.namesOf(window).subWindows(image)),
    )
    return { spent, now: request.now }
  }

  #currentWindows({ windows, now }: CounterRequest): readonly CurrentWindow[] {
    return windows.map((window) => {
      const names = this.#table.namesOf(window)
      return { window, names, number: names.numberAt(now) }
    })
  }

  #staleNames({ key }: CounterRequest, current: readonly CurrentWindow[]): readonly string[] {
    const inUse = new Set(current.map(({ names, number }) => names.counter(number)))
    return (this.#stale.get(key) ?? []).filter((name) => !inUse.has(name))
  }

  #remember({ key }: CounterRequest, current: readonly CurrentWindow[], image: CompactImage): void {
    const stale = current.flatMap(({ names, number }) =>
      names
        .subWindows(image)
        .flatMap((found) => (found.number < number ? [names.counter(found.number)] : [])),
    )
    if (stale.length > 0) this.#stale.set(key, stale)
    else this.#stale.delete(key)
  }
}

function latestEnd(current: readonly CurrentWindow[]): number {
  return Math.max(...current.map(({ window, number }) => (number + 1) * window.windowMs))
}

/** Where the newest window begins that any host has written, of those that are later than ours. */
function newestSeenMs(current: readonly CurrentWindow[], image: CompactImage): number {
  return Math.max(
    Number.NEGATIVE_INFINITY,
    ...current.map(({ window, names, number }) => {
      const newest = image.get(names.newest) ?? number
      return newest > number ? newest * window.windowMs : Number.NEGATIVE_INFINITY
    }),
  )
}
