import type { Clock } from '../../clock/clock.ts'

/** When a failing table is left alone, and for how long. */
export interface CircuitBreakerOptions {
  /** How many failures in a row open the circuit. @defaultValue 5 */
  readonly failures?: number | undefined
  /** How long it stays open before one request may try again, in milliseconds. @defaultValue 1000 */
  readonly openMs?: number | undefined
}

/**
 * Keeps requests from a store that has failed several times in a row, and lets one through now and then to
 * see.
 */
export class CircuitBreaker {
  readonly #failuresToOpen: number
  readonly #openMs: number
  readonly #clock: Clock
  #failures = 0
  #opensAgainAt = Number.NEGATIVE_INFINITY

  /** @param options `false` for one that never opens */
  constructor(clock: Clock, options: CircuitBreakerOptions | false = {}) {
    const { failures = 5, openMs = 1000 } = options || { failures: Number.POSITIVE_INFINITY }
    this.#clock = clock
    this.#failuresToOpen = failures
    this.#openMs = openMs
  }

  /**
   * Whether a request may be sent. Where that ends a pause, it is the one that tries, and others wait for
   * its outcome.
   */
  admits(): boolean {
    if (this.#failures < this.#failuresToOpen) return true
    const now = this.#clock.now()
    // Not before the pause either: a clock that was set back would make it as long as it was set back by.
    if (now < this.#opensAgainAt && now >= this.#opensAgainAt - this.#openMs) return false
    this.#opensAgainAt = now + this.#openMs
    return true
  }

  succeeded(): void {
    this.#failures = 0
  }

  failed(): void {
    this.#failures += 1
    if (this.#failures >= this.#failuresToOpen) this.#opensAgainAt = this.#clock.now() + this.#openMs
  }
}
