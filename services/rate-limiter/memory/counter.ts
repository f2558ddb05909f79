import type { PolicyWindow } from '../strategy/strategy.ts'
import type { SpentInWindow } from '../strategy/window-decision.ts'

/** Counts what is spent in one window of one key. */
export interface Counter extends SpentInWindow {
  /** Whether what this counts is what `window` limits. */
  counts(window: PolicyWindow): boolean
  /** Goes to the time `now`. Time must not go back. */
  roll(now: number): void
  /** Counts `cost` now. */
  add(cost: number): void
  /** Gives back `cost`, which was spent in the sub-window that begins at `startMs`. */
  subtract(cost: number, startMs: number): void
}
