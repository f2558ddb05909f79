import { KeyCache } from '../../key-cache.ts'
import type { PolicyWindow } from '../../strategy/strategy.ts'
import { type SpentSubWindow, spentWithin } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters, SpendOutcome } from '../counter-store.ts'
import { type CompactImage, type CompactNames, carriedInto, countersOf } from './item.ts'
import type { Keeping } from './surplus.ts'
import type { CompactTable } from './table.ts'
import type { CompactOutcome } from './update.ts'

const REMEMBERED_KEYS = 10_000
const KEPT: Keeping = { perRun: 2, all: 6 }

/** The most ended counters that a decision removes beside its own work: each needs a condition. */
const REMOVED_IN_PASSING = 8

/** One window of a request, and where its counter is. */
interface CurrentWindow {
  readonly window: PolicyWindow
  readonly names: CompactNames
  /** Number of the window since the epoch. */
  readonly number: number
  readonly startMs: number
}

/** What this process knows of the item of a key since its last request. */
interface ItemMemo {
  /** The newest windows and the expiry. */
  readonly image: CompactImage
  /** Counters, as the last update by this process left them. */
  readonly own: ReadonlyMap<string, number>
  /** Counters of ended windows that no other process has changed since. */
  readonly ended: ReadonlyMap<string, number>
}

/**
 * Layout `compact` for fixed windows, one or several: one item per key, one conditional update per decision.
 * The number of a window is part of its counter's name, so that a new window begins at zero.
 */
export class CompactCalendarStore implements CounterStore {
  readonly #table: CompactTable
  readonly #memos: KeyCache<ItemMemo> = new KeyCache(REMEMBERED_KEYS)

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
    for (const { window, startMs } of spent) {
      const names = this.#table.namesOf(window)
      await this.#table.subtract(request, names.counter(names.numberAt(startMs)))
    }
  }

  async reset(request: CounterRequest): Promise<void> {
    await this.#table.delete(request)
    this.#memos.delete(request.key)
  }

  async read(request: CounterRequest): Promise<Counters> {
    const image = await this.#table.read(request)
    return this.#counters(this.#caughtUp(request, image), image)
  }

  async #spend(given: CounterRequest, isLimited: boolean): Promise<SpendOutcome> {
    const memo = this.#memos.get(given.key)
    const known = this.#knows(memo, given) ? memo?.image : undefined
    let found: CompactImage | undefined
    const outcome = await this.#table.until(given, async () => {
      const image = found ?? known
      const request = image ? this.#caughtUp(given, image) : given
      if (found && isLimited && !this.#hasRoom(request, found)) {
        return { request, applied: false, image: found }
      }
      const ended = found ? undefined : memo?.ended
      const sent = await this.#send(request, image, ended, isLimited)
      found = sent.image
      return sent.applied ? { request, ...sent } : undefined
    })
    const { request, applied, image } = outcome
    this.#remember(request, memo, outcome)
    if (applied) await this.#removeSurplus(request, image)
    return { admitted: applied, ...this.#counters(request, image) }
  }

  /** @param image what is known of the item; `undefined` if nothing is */
  #send(
    request: CounterRequest,
    image: CompactImage | undefined,
    ended: ReadonlyMap<string, number> | undefined,
    isLimited: boolean,
  ): Promise<CompactOutcome> {
    const { cost } = request
    const update = this.#table.update(request)
    const current = this.#currentWindows(request)
    if (!image) update.createsItem()
    this.#table.keepUntil(update, latestEnd(current), image)
    for (const { window, names, number, startMs } of current) {
      const counter = names.counter(number)
      const newest = image?.get(names.newest)
      const carried = image && newest === undefined ? carriedInto(window, image, startMs, request.now) : 0
      update.sets(names.newest, number)
      // An item without this window may hold what is carried into it.
      if (image && newest === undefined) update.requires(names.newest, undefined)
      else update.requiresAtMost(names.newest, Math.max(number, newest ?? number))
      if (carried > 0) {
        update.sets(counter, carried + cost)
        update.requires(counter, undefined)
      } else {
        update.adds(counter, cost)
        if (isLimited) update.requiresAtMostOrAbsent(counter, window.limit - cost)
      }
    }
    for (const [name, count] of ended ?? []) {
      update.removes(name)
      update.requires(name, count)
    }
    return update.send()
  }

  #hasRoom(request: CounterRequest, image: CompactImage): boolean {
    const { spent } = this.#counters(request, image)
    return request.windows.every(({ limit }, i) => (spent[i]?.total ?? 0) + request.cost <= limit)
  }

  #counters(request: CounterRequest, image: CompactImage): Counters {
    const spent = this.#currentWindows(request).map(({ window, names, number, startMs }) => {
      const carried = image.has(names.newest) ? 0 : carriedInto(window, image, startMs, request.now)
      const count = (image.get(names.counter(number)) ?? 0) + carried
      return spentWithin(window, request.now, [{ startMs, count }])
    })
    return { spent, now: request.now }
  }

  #caughtUp(request: CounterRequest, image: CompactImage): CounterRequest {
    const newestMs = request.windows.map((window) => {
      const newest = image.get(this.#table.namesOf(window).newest) ?? Number.NEGATIVE_INFINITY
      return this.#table.caughtUp(request.now, newest * window.windowMs)
    })
    return { ...request, now: Math.max(request.now, ...newestMs) }
  }

  #currentWindows({ windows, now }: CounterRequest): readonly CurrentWindow[] {
    return windows.map((window) => {
      const names = this.#table.namesOf(window)
      const number = names.numberAt(now)
      return { window, names, number, startMs: number * window.windowMs }
    })
  }

  /**
   * Whether a memo has all windows of a request. An item without one of them may hold what is carried
   * over.
   */
  #knows(memo: ItemMemo | undefined, { windows }: CounterRequest): boolean {
    return windows.every((window) => memo?.image.has(this.#table.namesOf(window).newest))
  }

  #remember(request: CounterRequest, before: ItemMemo | undefined, { applied, image }: CompactOutcome): void {
    const written = applied ? this.#currentWindows(request) : []
    const own = new Map(before?.own)
    for (const { names, number } of written) {
      const name = names.counter(number)
      own.set(name, image.get(name) ?? 0)
    }
    const ended = new Map<string, number>()
    for (const { name, startMs, windowMs, count } of countersOf(image)) {
      if (startMs + windowMs > request.now || (own.get(name) ?? before?.ended.get(name)) !== count) continue
      if (ended.size < REMOVED_IN_PASSING) ended.set(name, count)
    }
    for (const [name, count] of own) {
      if (ended.has(name) || image.get(name) !== count) own.delete(name)
    }
    const known = [...image].filter(([name]) => name === 'ttl' || name.endsWith('@'))
    this.#memos.set(request.key, { image: new Map(known), own, ended })
  }

  async #removeSurplus(request: CounterRequest, image: CompactImage): Promise<void> {
    const names = this.#table.surplus(image, request.now, request.windows, KEPT)
    if (names.length === 0) return
    const update = this.#table.update(request)
    for (const name of names) {
      update.removes(name)
      update.requires(name, image.get(name))
    }
    // The decision is made. If this fails, a later request cleans up.
    await update.send().catch(() => {})
  }
}

function latestEnd(current: readonly CurrentWindow[]): number {
  return Math.max(...current.map(({ window, startMs }) => startMs + window.windowMs))
}
