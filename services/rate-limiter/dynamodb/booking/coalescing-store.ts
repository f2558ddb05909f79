import type { Clock, TimerClock } from '../../../clock/clock.ts'
import type { SpentSubWindow } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters } from '../counter-store.ts'
import { Batch } from './batch.ts'
import type { BookedKey, BookedKeys } from './booked-keys.ts'
import { UpdateUnderWay } from './update-under-way.ts'
import { type BookingOutcome, WaitingDecision } from './waiting-decision.ts'

export interface CoalescingOptions {
  readonly clock: Clock
  readonly timers: Pick<TimerClock, 'schedule'>
  /** How long a decision may take, in milliseconds. */
  readonly timeoutMs: number
}

/**
 * Decisions about one key that arrive in one turn of the event loop share an update. Those that arrive while
 * an update of the key is under way wait for it, and the next update asks for their sum. If the sum does not
 * fit, what fits is counted in the order of arrival, and the rest is denied.
 * With leases an update asks for more, which later decisions spend without a request.
 */
export class CoalescingStore implements CounterStore {
  readonly #store: CounterStore
  readonly #keys: BookedKeys
  readonly #clock: Clock
  readonly #timers: Pick<TimerClock, 'schedule'>
  /** How long decisions wait for an update before they ask beside it, because it may be lost. */
  readonly #patienceMs: number

  constructor(store: CounterStore, keys: BookedKeys, { clock, timers, timeoutMs }: CoalescingOptions) {
    this.#store = store
    this.#keys = keys
    this.#clock = clock
    this.#timers = timers
    this.#patienceMs = timeoutMs / 4
  }

  spendIfRoom(request: CounterRequest, onCounted: (counters: Counters) => void): Promise<BookingOutcome> {
    const key = this.#keys.of(request)
    key.alone?.watch()
    // Nothing else is made for a decision that arrives alone: `bench/rate-limiter.ts`.
    if (key.updates === 0 && !key.demand) return this.#decideAlone(key, request, onCounted)
    const decision = new WaitingDecision(request, onCounted)
    if (key.updates > 0) this.#wait(key, decision)
    else void this.#decideTogether(key, [decision])
    return decision.outcome
  }

  spend(request: CounterRequest): Promise<void> {
    return this.#store.spend(request)
  }

  giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    return this.#store.giveBack(request, spent)
  }

  reset(request: CounterRequest): Promise<void> {
    return this.#store.reset(request)
  }

  read(request: CounterRequest): Promise<Counters> {
    return this.#store.read(request)
  }

  async #decideAlone(
    key: BookedKey,
    request: CounterRequest,
    onCounted: (counters: Counters) => void,
  ): Promise<BookingOutcome> {
    const update = this.#begin(key, request.signal)
    key.alone = update
    try {
      // Decisions of the same turn share the update.
      await undefined
      if (key.waiting.length > 0) {
        const first = new WaitingDecision(request, onCounted)
        key.waiting.unshift(first)
        update.end()
        return await first.outcome
      }
      const spent = await this.#store.spendIfRoom(request, onCounted)
      const outcome = spent.inFull ? await spent.inFull() : spent
      if (key.waiting.length > 0) key.booked.book(outcome, request.now, { unspent: 0, spent: 0 })
      return outcome
    } finally {
      if (key.alone === update) key.alone = undefined
      update.end()
    }
  }

  async #decideTogether(key: BookedKey, decisions: readonly WaitingDecision[]): Promise<void> {
    const batch = new Batch(key, decisions, { store: this.#store, clock: this.#clock })
    const update = this.#begin(key, batch.signal)
    update.watch()
    await batch.decide()
    update.end()
  }

  #wait(key: BookedKey, decision: WaitingDecision): void {
    decision.request.guarded.isFollower = true
    key.waiting.push(decision)
    key.cancelTimer ??= this.#timers.schedule(this.#patienceMs, () => this.#decideWaiting(key))
  }

  #decideWaiting(key: BookedKey): void {
    key.cancelTimer?.()
    key.cancelTimer = undefined
    const decisions = key.takeWaiting()
    if (decisions.length > 0) void this.#decideTogether(key, decisions)
    else if (key.updates === 0) key.rest()
  }

  #begin(key: BookedKey, signal: AbortSignal): UpdateUnderWay {
    key.updates += 1
    return new UpdateUnderWay(signal, () => {
      key.updates -= 1
      this.#decideWaiting(key)
    })
  }
}
