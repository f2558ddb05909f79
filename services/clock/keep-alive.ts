import { maxTimerMs } from './clock.ts'

/**
 * Keeps the process alive, which a scheduled callback alone does not: Lambda ends an invocation that waits
 * for nothing else.
 * @returns a function that ends this
 */
export function keepAlive(): () => void {
  const hold = setInterval(() => {}, maxTimerMs)
  return () => clearInterval(hold)
}
