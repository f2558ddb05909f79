import type { RateLimitKey } from './rate-limiter.ts'
import type { PolicyWindow } from './strategy.ts'
import type { SpentInWindow, SpentSubWindow } from './window-decision.ts'

/** A request for the counters of one key, at one moment. */
export interface CounterRequest {
  readonly key: RateLimitKey
  readonly windows: readonly PolicyWindow[]
  readonly cost: number
  /** Epoch milliseconds. */
  readonly now: number
  readonly signal: AbortSignal | undefined
}

/** What a store answered. `spent` is in the order of the request's windows. */
export interface CounterAnswer {
  readonly admitted: boolean
  readonly spent: readonly SpentInWindow[]
}

/** How counters are laid out in a table: keeps them, and leaves it to others what is decided from them. */
export interface CounterStore {
  /** Counts `cost` in every window if every window has room, else in none. `spent` holds what was counted. */
  spendIfRoom(request: CounterRequest): Promise<CounterAnswer>
  /** Counts `cost` in every window. */
  spend(request: CounterRequest): Promise<void>
  /** Takes `cost` back out of each of `spent`, never below zero. */
  giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void>
  read(request: CounterRequest): Promise<readonly SpentInWindow[]>
}
