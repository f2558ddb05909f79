import { monotonicFactory } from 'ulid'
import { type Clock, systemClock } from '../clock/clock.ts'

/** Where identifiers come from. */
export interface IdGenerator {
  next(): string
}

/**
 * ULIDs (https://github.com/ulid/spec): 26 characters, ordered by time, and strictly increasing within a
 * millisecond.
 */
export function ulidGenerator(clock: Clock = systemClock): IdGenerator {
  const ulid = monotonicFactory()
  return { next: () => ulid(Math.floor(clock.now())) }
}
