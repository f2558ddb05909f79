import type { Clock } from './clock.ts'

/**
 * A view of `clock` that never goes back: when the clock is set back, the newest time seen is repeated until
 * the clock has passed it again.
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
