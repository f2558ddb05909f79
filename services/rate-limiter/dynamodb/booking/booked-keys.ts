import type { Clock } from '../../../clock/clock.ts'
import { KeyCache } from '../../key-cache.ts'
import type { LimitDecision, RateLimitKey } from '../../rate-limiter.ts'
import { type PolicyWindow, sameWindows } from '../../strategy/strategy.ts'
import { BookedUnits } from './booked-units.ts'
import { Demand, type Lease } from './demand.ts'
import type { UpdateUnderWay } from './update-under-way.ts'
import type { BookingOutcome, WaitingDecision } from './waiting-decision.ts'

/** What is under way for a key, and what is booked for it, under one plan. */
export class BookedKey {
  readonly key: RateLimitKey
  readonly windows: readonly PolicyWindow[]
  /** Absent without leases. */
  readonly demand: Demand | undefined
  /** How many updates are under way. */
  updates = 0
  waiting: WaitingDecision[] = []
  cancelTimer: (() => void) | undefined
  /** The update of a decision that arrived alone. */
  alone: UpdateUnderWay | undefined
  #booked: BookedUnits | undefined

  constructor(key: RateLimitKey, windows: readonly PolicyWindow[], lease: Lease | undefined) {
    this.key = key
    this.windows = windows
    this.demand = lease && new Demand(lease)
  }

  get booked(): BookedUnits {
    this.#booked ??= new BookedUnits(this.windows)
    return this.#booked
  }

  /** The decisions that still wait. From now on, none do. */
  takeWaiting(): readonly WaitingDecision[] {
    const { waiting } = this
    // Most decisions arrive alone: no new array for each of them, which the key would hold.
    if (waiting.length > 0) this.waiting = []
    return waiting.filter(({ isOver }) => !isOver)
  }

  /** Without leases: forgets what the table said, once nothing is under way. */
  rest(): void {
    if (!this.demand) this.#booked = undefined
  }
}

export interface BookedKeysOptions {
  readonly clock: Clock
  readonly lease: Lease | undefined
}

const REMEMBERED_KEYS = 10_000

/** A request, as far as bookings go. */
interface Asking {
  readonly key: RateLimitKey
  readonly windows: readonly PolicyWindow[]
  readonly cost: number
}

/** The bookings of this process. A key whose limits have changed begins without units. */
export class BookedKeys {
  readonly #keys: KeyCache<BookedKey> = new KeyCache(REMEMBERED_KEYS)
  readonly #clock: Clock
  readonly #lease: Lease | undefined

  constructor({ clock, lease }: BookedKeysOptions) {
    this.#clock = clock
    this.#lease = lease
  }

  of({ key, windows }: Pick<Asking, 'key' | 'windows'>): BookedKey {
    const known = this.#keys.get(key)
    if (known && sameWindows(known.windows, windows)) return known
    const made = new BookedKey(key, windows, this.#lease)
    this.#keys.set(key, made)
    return made
  }

  /** Admits without a request, if units are booked and no decision waits. `isLook`: spends nothing. */
  spend(asking: Asking, isLook: boolean = false): BookingOutcome | undefined {
    if (!this.#lease) return undefined
    const { booked, demand, waiting } = this.of(asking)
    const atMs = this.#clock.now()
    if (!isLook) demand?.arrives(asking.cost, atMs)
    if (waiting.length > 0) return undefined
    const outcome = booked.spend(asking.cost, atMs, isLook)
    return outcome && { ...outcome, atMs, leased: true }
  }

  /** @returns how many units of a refund were taken back here, and need not be subtracted in the table */
  refund(asking: Asking, decision: LimitDecision): number {
    if (!this.#lease) return 0
    const endMs = Math.min(...decision.windows.map(({ resetsAt }) => resetsAt.getTime()))
    return this.of(asking).booked.refund(asking.cost, endMs, this.#clock.now())
  }

  /** Forgets what is booked for a key. */
  forget(key: RateLimitKey): void {
    this.#keys.delete(key)
  }
}
