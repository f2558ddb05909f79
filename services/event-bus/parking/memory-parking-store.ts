import { type Clock, systemClock } from '../../clock/clock.ts'
import { checkOptions } from '../../options/check-options.ts'
import { aClock, type OptionRulesOf } from '../../options/option-rules.ts'
import type { ParkedEvent, ParkingCause, ParkingLane, ParkingPlace, ParkingStore } from './parking-store.ts'

/** The options of {@link MemoryParkingStore}. */
export interface MemoryParkingStoreOptions {
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

const optionRules: OptionRulesOf<MemoryParkingStoreOptions> = { clock: aClock }

/**
 * Parks events in the memory of one process, for tests and development.
 *
 * @example
 * ```ts
 * const bus = new MemoryEventBus()
 * const handler = eventBusStream({ bus, park: { table: new MemoryParkingStore() } })
 * ```
 */
export class MemoryParkingStore implements ParkingStore {
  readonly #clock: Clock
  readonly #failures = new Map<string, number>()
  readonly #parked = new Map<string, ParkedEvent>()

  /** @throws TypeError that names the option */
  constructor(options: MemoryParkingStoreOptions = {}) {
    checkOptions('MemoryParkingStore', options, optionRules)
    this.#clock = options.clock ?? systemClock
  }

  /** Counts a failed delivery of an event that is not parked. @returns how many there were */
  async countFailure(place: ParkingPlace): Promise<number> {
    const failures = (this.#failures.get(keyOf(place)) ?? 0) + 1
    this.#failures.set(keyOf(place), failures)
    return failures
  }

  /**
   * Stores an event that failed too often, or that waits behind such an event. An event that is parked
   * already stays as it is.
   */
  async park(event: Omit<ParkedEvent, 'firstAt' | 'lastAt'>): Promise<void> {
    const now = new Date(this.#clock.now())
    this.#failures.delete(keyOf(event))
    if (!this.#parked.has(keyOf(event)))
      this.#parked.set(keyOf(event), { ...event, firstAt: now, lastAt: now })
  }

  /** The first events of a lane, in the order of the stream, at most `limit`. */
  async first({ consumer, tenantId }: ParkingLane, limit: number): Promise<readonly ParkedEvent[]> {
    return [...this.#parked.values()]
      .filter((event) => event.consumer === consumer && event.tenantId === tenantId)
      .sort((a, b) => (a.position < b.position ? -1 : 1))
      .slice(0, limit)
  }

  /** Counts another failure of a parked event, and replaces its cause. */
  async failedAgain(place: ParkingPlace, cause: ParkingCause): Promise<void> {
    const event = this.#parked.get(keyOf(place))
    if (!event) return
    const lastAt = new Date(this.#clock.now())
    this.#parked.set(keyOf(place), { ...event, attempts: event.attempts + 1, cause, lastAt })
  }

  /** Deletes a parked event, once it was handled. */
  async remove(place: ParkingPlace): Promise<void> {
    this.#parked.delete(keyOf(place))
  }

  /** The tenants that have parked events for a consumer, sorted. */
  async tenants(consumer: string): Promise<readonly string[]> {
    const ofConsumer = [...this.#parked.values()].filter((event) => event.consumer === consumer)
    return [...new Set(ofConsumer.map(({ tenantId }) => tenantId))].sort()
  }
}

function keyOf({ consumer, tenantId, position }: ParkingPlace): string {
  return JSON.stringify([consumer, tenantId, position])
}
