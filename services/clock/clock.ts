/** The source of time. Pass another one to make code that depends on time deterministic. */
export interface Clock {
  /** Milliseconds since the Unix epoch. A fractional part is allowed. */
  now(): number
}

/** A {@link Clock} whose timers follow its own time, as the testkit's `ManualClock` does. */
export interface TimerClock extends Clock {
  /**
   * Calls `callback` once, when `delayMs` milliseconds of this clock have passed.
   * @returns a function that cancels it
   */
  schedule(delayMs: number, callback: () => void): () => void
}

/** The longest delay of a timer of Node. Longer delays become 1 ms. */
export const maxTimerMs: number = 2 ** 31 - 1

/** The machine's own time and timers. A scheduled callback does not keep the process alive. */
export const systemClock: TimerClock = {
  now: () => Date.now(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** The timers of `clock` if it has any, else the machine's. */
export function timersOf(clock: Clock): Pick<TimerClock, 'schedule'> {
  return typeof (clock as Partial<TimerClock>).schedule === 'function' ? (clock as TimerClock) : systemClock
}
