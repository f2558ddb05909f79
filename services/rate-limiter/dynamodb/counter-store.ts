import type { RateLimitKey } from '../rate-limiter.ts'
import type { PolicyWindow } from '../strategy/strategy.ts'
import type { SpentInWindow, SpentSubWindow } from '../strategy/window-decision.ts'
import type { GuardedDecision } from './guarded-decision.ts'

/** A request for the counters of one key, at one moment. */
export interface CounterRequest {
  readonly key: RateLimitKey
  readonly windows: readonly PolicyWindow[]
  readonly cost: number
  /** Epoch milliseconds. */
  readonly now: number
  readonly signal: AbortSignal
  /** The decision that the request is made for. */
  readonly guarded: Pick<GuardedDecision, 'isFollower' | 'refused'>
}

/** The counters of a request. */
export interface Counters {
  /** In the order of the request's windows. */
  readonly spent: readonly SpentInWindow[]
  /**
   * Epoch milliseconds: the time of the request, or later if the item shows that another host's clock is
   * ahead.
   */
  readonly now: number
}

export interface SpendOutcome extends Counters {
  readonly admitted: boolean
  /**
   * Reads what the counters leave open: of a window that did not deny, they hold the most it can have
   * counted. Absent if they are exact. If it cannot be read, the outcome stands.
   */
  readonly inFull?: () => Promise<SpendOutcome>
}

/** A layout of counters in a table. */
export interface CounterStore {
  /**
   * Counts `cost` in every window if every window has room, else in none. The counters hold what was counted.
   * No window has a limit below `cost`.
   * @param onCounted called when `cost` is stored and the exact counters are still to be read
   */
  spendIfRoom(request: CounterRequest, onCounted: (counters: Counters) => void): Promise<SpendOutcome>
  /** Counts `cost` in every window. */
  spend(request: CounterRequest): Promise<void>
  /** Subtracts `cost` from each of `spent`, never below zero. */
  giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void>
  read(request: CounterRequest): Promise<Counters>
  /** Removes the counters of the request's windows. */
  reset(request: CounterRequest): Promise<void>
}
