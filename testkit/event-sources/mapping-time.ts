import type { Clock } from '../../services/clock/clock.ts'
import type { ManualClock } from '../manual-clock.ts'

/**
 * The time of an event source mapping. Where it has to wait, it moves a manual clock; any other clock it runs
 * ahead of.
 */
export class MappingTime {
  readonly #clock: Clock
  #aheadMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now() + this.#aheadMs
  }

  async waitUntil(time: number): Promise<void> {
    const ms = time - this.now()
    if (ms <= 0) return
    const { advanceAsync } = this.#clock as Partial<ManualClock>
    if (typeof advanceAsync === 'function') await advanceAsync.call(this.#clock, ms)
    else this.#aheadMs += ms
  }
}

/**
 * How long a mapping waits before it delivers a batch again. Lambda documents no schedule: this one doubles
 * from a second to a minute.
 */
export function retryDelayMs(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), 60_000)
}
