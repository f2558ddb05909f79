import type { Clock } from '../../../clock/clock.ts'
import { KeyCache } from '../../key-cache.ts'
import type { CounterRequest } from '../counter-store.ts'

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

/** The keys that others count in at the same time, so that transactions would conflict. */
export class ContendedKeys {
  readonly #clock: Clock
  /** Until when a key counts as contended, in epoch milliseconds. */
  readonly #until: KeyCache<number> = new KeyCache(REMEMBERED_KEYS)
  readonly #sightings: KeyCache<Sighting> = new KeyCache(REMEMBERED_KEYS)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  has({ key }: CounterRequest): boolean {
    const until = this.#until.get(key) ?? Number.NEGATIVE_INFINITY
    const now = this.#clock.now()
    return now < until && now >= until - CONTENDED_MS
  }

  add({ key }: CounterRequest): void {
    this.#until.set(key, this.#clock.now() + CONTENDED_MS)
  }

  /**
   * A key is contended if others have counted in it since the last decision of this process, a moment ago.
   * Their updates conflict with the transactions of this process, which would not notice them.
   * @param startMs start of the first window
   * @param count what the first window holds after a transaction
   */
  noteOthers(request: CounterRequest, startMs: number, count: number): void {
    const atMs = this.#clock.now()
    const last = this.#sightings.get(request.key)
    const isRecent = last?.startMs === startMs && atMs - last.atMs < CONTENDED_MS
    if (last && isRecent && count > last.count + request.cost) this.add(request)
    this.#sightings.set(request.key, { startMs, count, atMs })
  }

  /**
   * The first decision that meets a conflict on a key retries its transaction a few times. Others, and later
   * ones, count one by one meanwhile.
   */
  conflictRule(request: CounterRequest): (conflicts: number) => boolean {
    return (conflicts) => {
      if (conflicts === 1 && this.has(request)) return false
      this.add(request)
      return conflicts <= MAX_CONFLICT_RETRIES
    }
  }
}
