import { maxTimerMs } from './clock.ts'

let holds = 0
let hold: NodeJS.Timeout | undefined

/**
 * Keeps the process alive, which a scheduled callback alone does not: Lambda ends an invocation that waits
 * for nothing else. To be ended by {@link letGo}, once.
 */
export function keepAlive(): void {
  holds += 1
  // One timer for all that wait.
  hold ??= setInterval(() => {}, maxTimerMs)
}

/** Ends one {@link keepAlive}. */
export function letGo(): void {
  holds -= 1
  if (holds > 0) return
  // Not kept for later: a test may have replaced the timers of the process meanwhile.
  clearInterval(hold)
  hold = undefined
}
