import { getActiveResourcesInfo } from 'node:process'
import type { TimerClock } from '../services/clock/clock.ts'
import { checkOptions } from '../services/options/check-options.ts'
import { finiteNumber, required } from '../services/options/option-rules.ts'
import { aTime, epochMs, type TimeInput } from './events/event-time.ts'

const durationRules = { ms: required(finiteNumber(0)) }

interface Timer {
  readonly dueAt: number
  readonly callback: () => void
}

/**
 * A clock that only the test moves. Its timers fire when it passes them. Pass it as `clock`, so that no test
 * has to sleep.
 *
 * @example
 * ```ts
 * const clock = new ManualClock('2026-01-01T00:00:00Z')
 * clock.advance(60_000) // a minute, in milliseconds
 * ```
 */
export class ManualClock implements TimerClock {
  #now: number
  readonly #timers: Set<Timer> = new Set()

  /** @param now - a `Date`, an ISO string, or milliseconds since the epoch. Default: 2026-01-01T00:00:00Z */
  constructor(now?: TimeInput) {
    checkOptions('ManualClock', { now }, { now: aTime })
    this.#now = epochMs(now)
  }

  /** The time that the test has set, in milliseconds since the epoch. */
  now(): number {
    return this.#now
  }

  /**
   * Moves time by `ms`, firing due timers in the order in which they fall due, each at its own moment.
   * Promises that those timers settle are not awaited: see {@link ManualClock.advanceAsync}.
   * @throws TypeError for a time that is negative or not finite
   */
  advance(ms: number): void {
    checkOptions('ManualClock.advance', { ms }, durationRules)
    const target = this.#now + ms
    for (let timer = this.#nextDue(target); timer; timer = this.#nextDue(target)) this.#fire(timer)
    this.#moveTo(target)
  }

  /**
   * Moves time as {@link ManualClock.advance} does, and lets promises settle before, between and after the
   * timers.
   * @throws TypeError (rejects) for a time that is negative or not finite
   */
  async advanceAsync(ms: number): Promise<void> {
    checkOptions('ManualClock.advanceAsync', { ms }, durationRules)
    const target = this.#now + ms
    await settle()
    for (let timer = this.#nextDue(target); timer; timer = this.#nextDue(target)) {
      this.#fire(timer)
      await settle()
    }
    this.#moveTo(target)
    await settle()
  }

  /**
   * Sets the time, forwards or back, without firing anything: a clock that was corrected.
   * @throws TypeError for what is not a time
   */
  set(now: TimeInput): void {
    checkOptions('ManualClock.set', { now }, { now: required(aTime) })
    this.#now = epochMs(now)
  }

  /**
   * Calls `callback` once, when the test has moved the clock by `delayMs` milliseconds.
   * @returns a function that cancels it
   */
  schedule(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { dueAt: this.#now + Math.max(0, delayMs), callback }
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }

  /** How many timers wait. */
  get pendingTimers(): number {
    return this.#timers.size
  }

  #nextDue(target: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.dueAt <= target && (next === undefined || timer.dueAt < next.dueAt)) next = timer
    }
    return next
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer)
    this.#moveTo(timer.dueAt)
    timer.callback()
  }

  /** Not back: what runs meanwhile may have moved time further already. */
  #moveTo(ms: number): void {
    if (ms > this.#now) this.#now = ms
  }
}

// Code that polls turn after turn waits for time, not for turns.
const MAX_TURNS = 100

/**
 * Runs the event loop until every promise that can settle without I/O has settled, and also the promises that
 * follow from it.
 */
async function settle(): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    if (!getActiveResourcesInfo().includes('Immediate')) return
  }
}
