import { type Clock, timersOf } from './clock.ts'
import { keepAlive } from './keep-alive.ts'

/** Waits for `delayMs` milliseconds of `clock`. Meanwhile it keeps the process alive. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const letGo = keepAlive()
    timersOf(clock).schedule(delayMs, () => {
      letGo()
      resolve()
    })
  })
}
