import type { Clock } from './clock.ts'

/**
 * A view of `clock` that never goes back. If the clock is set back, it repeats the latest time until the
 * clock has passed it again.
 */
export function monotonic(clock: Clock): Clock {
  let newest = Number.NEGATIVE_INFINITY
  return {
    now() {
      const now = clock.now()
      if (now > newest) newest = now
      return newest
    },
  }
}
