import type { Clock } from '../../../clock/clock.ts'
import type { CounterRequest, CounterStore } from '../counter-store.ts'
import type { BookedKey } from './booked-keys.ts'
import { withUnspent } from './booked-units.ts'
import { countedInFirst, firstEnd, fitInOrder, roomIn, smallestLimit, unitsToBook } from './booking-rules.ts'
import { type BookingOutcome, jointSignal, type WaitingDecision } from './waiting-decision.ts'

/** What the table said to an update, and how many units it has left. */
interface Answer {
  readonly outcome: BookingOutcome
  readonly room: number
}

export interface BatchOptions {
  readonly store: CounterStore
  readonly clock: Clock
}

/** Decisions about one key that are made together: one update asks for units for all of them. */
export class Batch {
  /** Aborted when no decision waits any more. */
  readonly signal: AbortSignal
  readonly #key: BookedKey
  readonly #decisions: readonly WaitingDecision[]
  readonly #store: CounterStore
  readonly #clock: Clock
  #answer: Answer | undefined

  constructor(key: BookedKey, decisions: readonly WaitingDecision[], { store, clock }: BatchOptions) {
    this.signal = jointSignal(decisions)
    this.#key = key
    this.#decisions = decisions
    this.#store = store
    this.#clock = clock
    // The failure of one request is reported once.
    const [first] = decisions
    if (first) first.request.guarded.isFollower = false
  }

  /** Settles every decision. */
  async decide(): Promise<void> {
    try {
      for (let waiting = this.#spendBooked(); waiting.length > 0; waiting = this.#spendBooked()) {
        await this.#ask(waiting)
      }
    } catch (error) {
      for (const one of this.#spendBooked()) one.reject(error)
    }
  }

  /** Admits those that booked units suffice for, in order. Returns the others that still wait. */
  #spendBooked(): readonly WaitingDecision[] {
    const atMs = this.#clock.now()
    const { booked, demand } = this.#key
    return this.#decisions.filter((one) => {
      if (one.isOver) return false
      const outcome = booked.spend(one.cost, atMs)
      if (outcome) one.resolve({ ...outcome, atMs, leased: demand !== undefined })
      return !outcome
    })
  }

  /** Asks the table for units, or denies if its last answer leaves too few for each of `waiting`. */
  async #ask(waiting: readonly WaitingDecision[]): Promise<void> {
    const { windows, booked, demand } = this.#key
    const atMs = this.#clock.now()
    const held = booked.take(atMs)
    const units = this.#unitsFor(waiting, held.units, atMs)
    if (units === undefined) {
      booked.putBack(held)
      const last = this.#answer?.outcome
      // Only counts that are told are read in full. To ask again, those of the windows that denied suffice.
      const denial = last?.inFull ? { ...last, ...(await last.inFull()) } : last
      for (const one of waiting) if (denial && !one.isOver) one.resolve({ ...denial, admitted: false })
      return
    }
    let outcome: BookingOutcome
    try {
      outcome = { ...(await this.#spendIfRoom(waiting, units, atMs)), atMs }
    } catch (error) {
      booked.putBack(held)
      throw error
    }
    const endMs = firstEnd(windows, outcome.now)
    demand?.answered(endMs, outcome.admitted ? units : 0, countedInFirst(windows, outcome))
    const room = roomIn(windows, outcome)
    this.#answer = { outcome, room: outcome.admitted ? room : Math.min(room, units - 1) }
    if (outcome.admitted) {
      this.#admit(waiting, outcome, units + (held.endMs === endMs ? held.units : 0))
    } else {
      if (!outcome.inFull) booked.book(outcome, atMs, { unspent: 0, spent: 0 })
      booked.putBack(held)
    }
  }

  #unitsFor(waiting: readonly WaitingDecision[], held: number, atMs: number): number | undefined {
    const { windows, booked, demand } = this.#key
    const costs = waiting.map(({ cost }) => cost)
    const unitsIn = (room: number): number | undefined => {
      const ahead = demand?.unitsAhead(room, firstEnd(windows, atMs) - atMs) ?? 0
      return unitsToBook({ costs, held, room, ahead })
    }
    if (this.#answer) return unitsIn(this.#answer.room)
    // An older answer tells what to ask for. It denies nothing.
    const known = booked.countersAt(atMs)
    return (known && unitsIn(roomIn(windows, known))) ?? unitsIn(smallestLimit(windows))
  }

  #spendIfRoom(
    waiting: readonly WaitingDecision[],
    units: number,
    now: number,
  ): ReturnType<CounterStore['spendIfRoom']> {
    const { request } = waiting[0] as WaitingDecision
    const joint: CounterRequest = { ...request, cost: units, now, signal: this.signal }
    return this.#store.spendIfRoom(joint, (counters) => {
      for (const one of waiting) if (!one.isOver) one.onCounted(counters)
    })
  }

  /** Admits what `units` suffice for, in order, and books the rest. */
  #admit(waiting: readonly WaitingDecision[], outcome: BookingOutcome, units: number): void {
    const decisions = waiting.filter(({ isOver }) => !isOver)
    const left = fitInOrder(
      decisions.map(({ cost }) => cost),
      units,
    )
    const unspent = left.findLast((one) => one !== undefined) ?? units
    this.#key.booked.book(outcome, outcome.atMs ?? outcome.now, { unspent, spent: units - unspent })
    decisions.forEach((one, i) => {
      const after = left[i]
      if (after !== undefined) one.resolve({ ...outcome, ...withUnspent(this.#key.windows, outcome, after) })
    })
  }
}
