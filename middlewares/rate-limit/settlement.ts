import type { Context } from 'aws-lambda'
import type {
  Degradation,
  LimitDecision,
  RateLimiter,
  RateLimitKey,
} from '../../services/rate-limiter/rate-limiter.ts'
import { oncePerExecution } from '../durable/once-per-execution.ts'

/** A decision whose request may tell what it really cost. */
export interface SettleableDecision extends LimitDecision {
  /**
   * Charges what the request really cost, in the place of `cost`: for a body that streams, whose cost is
   * known at its end. The first settlement counts, and later ones are ignored. Never rejects: a failure is
   * reported to `onDegraded`, else by `console.warn`, and the reservation stands.
   * @param units a whole number of at least 0
   */
  settle(units: number): Promise<void>
}

/** Who settles a request, and who is told if that fails. */
export interface ReservationOptions {
  readonly limiter: RateLimiter
  readonly context: Context
  readonly onFailure: (error: unknown, key: RateLimitKey) => void
}

/** What a request has reserved, until it is settled or given back. */
export class Reservation {
  readonly decision: LimitDecision
  readonly #key: RateLimitKey
  readonly #cost: number
  readonly #options: ReservationOptions
  #isOpen: boolean

  constructor(key: RateLimitKey, cost: number, decision: LimitDecision, options: ReservationOptions) {
    this.decision = decision
    this.#key = key
    this.#cost = cost
    this.#options = options
    // A denied request, and one that the store did not decide about, have reserved nothing.
    this.#isOpen = decision.allowed && !decision.degraded
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Gives everything back. */
  refund(): Promise<void> {
    return this.#close(() => this.#options.limiter.refund(this.#key, this.decision, { cost: this.#cost }))
  }

  /** Charges `units` in the place of the cost. */
  settle(units: number): Promise<void> {
    const { limiter, context } = this.#options
    const settlement = { reserved: this.#cost, actual: units }
    return this.#close(() =>
      oncePerExecution(context, 'rateLimit.settle', () =>
        limiter.settle(this.#key, this.decision, settlement),
      ),
    )
  }

  /** Reports a failure. The request keeps its answer. */
  failed(error: unknown): void {
    this.#options.onFailure(error, this.#key)
  }

  async #close(change: () => Promise<void>): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    try {
      await change()
    } catch (error) {
      this.failed(error)
    }
  }
}

/** The decision as the handler gets it. Its fields are copied one by one, which is the fastest way. */
export class DecisionInContext implements SettleableDecision {
  readonly allowed: boolean
  readonly limit: number
  readonly currentCount: number
  readonly remaining: number
  readonly resetsAt: Date
  readonly windows: SettleableDecision['windows']
  declare readonly retryAfterMs?: number
  declare readonly degraded?: Degradation
  declare readonly leased?: boolean
  readonly #reservation: Reservation

  constructor(reservation: Reservation) {
    const { decision } = reservation
    this.allowed = decision.allowed
    this.limit = decision.limit
    this.currentCount = decision.currentCount
    this.remaining = decision.remaining
    this.resetsAt = decision.resetsAt
    this.windows = decision.windows
    if (decision.retryAfterMs !== undefined) this.retryAfterMs = decision.retryAfterMs
    if (decision.degraded !== undefined) this.degraded = decision.degraded
    if (decision.leased !== undefined) this.leased = decision.leased
    this.#reservation = reservation
  }

  settle(units: number): Promise<void> {
    return this.#reservation.settle(units)
  }
}
