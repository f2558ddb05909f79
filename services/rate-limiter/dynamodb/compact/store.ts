import type { SpentSubWindow } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters, SpendOutcome } from '../counter-store.ts'
import { CompactCalendarStore } from './calendar.ts'
import { CompactSlidingStore } from './sliding.ts'
import { type CompactStoreOptions, CompactTable } from './table.ts'

/** Layout `compact`: one item per key. A sliding window of one sub-window is a fixed window. */
export class CompactStore implements CounterStore {
  readonly #calendar: CounterStore
  readonly #sliding: CounterStore

  constructor(options: CompactStoreOptions) {
    const table = new CompactTable(options)
    this.#calendar = new CompactCalendarStore(table)
    this.#sliding = new CompactSlidingStore(table)
  }

  spendIfRoom(request: CounterRequest, onCounted: (counters: Counters) => void): Promise<SpendOutcome> {
    return this.#storeFor(request).spendIfRoom(request, onCounted)
  }

  spend(request: CounterRequest): Promise<void> {
    return this.#storeFor(request).spend(request)
  }

  giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    return this.#storeFor(request).giveBack(request, spent)
  }

  reset(request: CounterRequest): Promise<void> {
    return this.#storeFor(request).reset(request)
  }

  read(request: CounterRequest): Promise<Counters> {
    return this.#storeFor(request).read(request)
  }

  #storeFor({ windows }: CounterRequest): CounterStore {
    const isCalendar = windows.every(({ windowMs, granularityMs }) => windowMs === granularityMs)
    return isCalendar ? this.#calendar : this.#sliding
  }
}
