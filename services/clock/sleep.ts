import { type Clock, timersOf } from './clock.ts'

/** The longest that a timer of Node waits. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Waits for `delayMs` milliseconds of `clock`. Meanwhile it keeps the process alive, which a scheduled callback does not: Lambda ends
 * an invocation that waits for nothing else.
 */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const hold = setInterval(() => {}, LONGEST_MS)
    timersOf(clock).schedule(delayMs, () => {
      clearInterval(hold)
      resolve()
    })
  })
}
