import type { RateLimitKey } from '../rate-limiter.ts'
import type { PolicyWindow } from '../strategy/strategy.ts'
import type { SpentInWindow, SpentSubWindow } from '../strategy/window-decision.ts'

/** A request for the counters of one key, at one moment. */
export interface CounterRequest {
  readonly key: RateLimitKey
  readonly windows: readonly PolicyWindow[]
  readonly cost: number
  /** Epoch milliseconds. */
  readonly now: number
  readonly signal: AbortSignal
}

/** What a store knows of the counters of a request. */
export interface Counters {
  /** In the order of the request's windows. */
  readonly spent: readonly SpentInWindow[]
  /** Epoch milliseconds: those of the request, or later, where other hosts have seen a later time already. */
  readonly now: number
}

/** How counters are laid out in a table: a store keeps them, and leaves to others what is said of them. */
export interface CounterStore {
  /**
   * Counts `cost` in every window if every window has room, else in none. The counters hold what was
   * counted.
   */
  spendIfRoom(request: CounterRequest): Promise<Counters & { readonly admitted: boolean }>
  /** Counts `cost` in every window. */
  spend(request: CounterRequest): Promise<void>
  /** Takes `cost` back out of each of `spent`, never below zero. */
  giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void>
  read(request: CounterRequest): Promise<Counters>
}
