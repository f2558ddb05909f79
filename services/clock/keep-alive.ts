/** The longest that a timer of Node waits. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * Keeps the process alive, which a scheduled callback does not: Lambda ends an invocation that waits for nothing else.
 * @returns a function that lets go of it
 */
export function keepAlive(): () => void {
  const hold = setInterval(() => {}, LONGEST_MS)
  return () => clearInterval(hold)
}
