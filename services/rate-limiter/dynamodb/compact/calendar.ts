import { KeyCache } from '../../key-cache.ts'
import { type SpentSubWindow, spentWithin } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters, SpendOutcome } from '../counter-store.ts'
import { Calendar, type CurrentWindows } from './current-windows.ts'
import { type CompactImage, carriedInto, replacedBy } from './item.ts'
import { type ItemMemo, memoOf } from './item-memo.ts'
import type { Keeping } from './surplus.ts'
import type { CompactTable } from './table.ts'
import type { CompactOutcome, PreparedUpdate } from './update.ts'

const REMEMBERED_KEYS = 10_000
const KEPT: Keeping = { perRun: 2, all: 6 }

/** The smallest update: of items in which all but the counters is as it has to be. */
interface Addition {
  readonly current: CurrentWindows
  readonly cost: number
  readonly update: PreparedUpdate
}

/**
 * Layout `compact` for fixed windows, one or several: one item per key, one conditional update per decision.
 * The number of a window is part of its counter's name, so that a new window begins at zero.
 */
export class CompactCalendarStore implements CounterStore {
  readonly #table: CompactTable
  readonly #calendar: Calendar
  readonly #memos: KeyCache<ItemMemo> = new KeyCache(REMEMBERED_KEYS)
  /** The last one. The requests of a function mostly have the same. */
  #addition: Addition | undefined

  constructor(table: CompactTable) {
    this.#table = table
    this.#calendar = new Calendar((window) => table.namesOf(window))
  }

  async spendIfRoom(request: CounterRequest): Promise<SpendOutcome> {
    const { key, now } = request
    const memo = this.#memos.get(key)
    const addition = memo && this.#additionTo(memo, request)
    if (!addition) return this.#spend(request, memo, { isLimited: true })
    const { applied, image } = await this.#table.send(addition.update, request)
    if (!applied) return this.#spend(request, memo, { isLimited: true, found: image })
    const spent = addition.current.each.map(({ window, startMs, counter }) => {
      const count = image.get(counter) ?? 0
      memo.own.set(counter, count)
      return spentWithin(window, now, [{ startMs, count }])
    })
    return { admitted: true, spent, now }
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#spend(request, this.#memos.get(request.key), { isLimited: false })
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

  /** @param how `found`: the item, where it is not as `memo` says */
  async #spend(
    given: CounterRequest,
    memo: ItemMemo | undefined,
    how: { readonly isLimited: boolean; readonly found?: CompactImage },
  ): Promise<SpendOutcome> {
    const { isLimited } = how
    let { found } = how
    const known = this.#knows(memo, given) ? memo?.image : undefined
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
    const written = applied ? this.#calendar.at(request).each.map(({ counter }) => counter) : []
    const { ttlName } = this.#table
    this.#memos.set(request.key, memoOf(memo, image, written, { now: request.now, ttlName }))
    if (applied) await this.#removeSurplus(request, image)
    return { admitted: applied, ...this.#counters(request, image) }
  }

  /**
   * The update that counts in counters that exist, where all else in the item is as it has to be: the
   * smallest, with the smallest answer. `undefined` if that is not known.
   */
  #additionTo(memo: ItemMemo, request: CounterRequest): Addition | undefined {
    const current = this.#calendar.at(request)
    if (memo.settledFor !== current && !this.#isSettled(memo, current)) return undefined
    memo.settledFor = current
    const { cost } = request
    const last = this.#addition
    if (last?.current === current && last.cost === cost) return last
    const update = this.#table.update(request)
    for (const { window, names, number, counter } of current.each) {
      update.adds(counter, cost)
      update.requiresAtMost(counter, window.limit - cost)
      update.requires(names.newest, number)
    }
    // What is not updated is known: the condition compares it.
    this.#addition = { current, cost, update: { ...update.prepared(), ReturnValues: 'UPDATED_NEW' } }
    return this.#addition
  }

  #isSettled({ image, own, ended }: ItemMemo, current: CurrentWindows): boolean {
    if (ended.size > 0) return false
    const lasts = this.#table.expiryOf(current.latestEndMs) <= (image.get(this.#table.ttlName) ?? 0)
    return (
      lasts &&
      current.each.every(
        ({ names, number, counter }) => image.get(names.newest) === number && own.has(counter),
      )
    )
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
    const current = this.#calendar.at(request)
    if (!image) update.createsItem()
    this.#table.keepUntil(update, current.latestEndMs, image)
    for (const { window, names, number, startMs, counter } of current.each) {
      const newest = image?.get(names.newest)
      const carried = image && newest === undefined ? carriedInto(window, image, startMs, request.now) : 0
      update.sets(names.newest, number)
      // An item without this window may hold what is carried into it.
      if (image && newest === undefined) {
        update.requires(names.newest, undefined)
        for (const name of replacedBy(window, image)) update.removes(name)
      } else update.requiresAtMost(names.newest, Math.max(number, newest ?? number))
      if (carried > 0) {
        const own = image?.get(counter)
        update.sets(counter, (own ?? 0) + carried + cost)
        update.requires(counter, own)
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
    const spent = this.#calendar.at(request).each.map(({ window, names, startMs, counter }) => {
      const carried = image.has(names.newest) ? 0 : carriedInto(window, image, startMs, request.now)
      const count = (image.get(counter) ?? 0) + carried
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

  /**
   * Whether a memo has all windows of a request. An item without one of them may hold what is carried
   * over.
   */
  #knows(memo: ItemMemo | undefined, { windows }: CounterRequest): boolean {
    return windows.every((window) => memo?.image.has(this.#table.namesOf(window).newest))
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
