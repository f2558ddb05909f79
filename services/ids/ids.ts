import { randomFillSync } from 'node:crypto'
import { monotonicFactory } from 'ulid'
import { type Clock, systemClock } from '../clock/clock.ts'

/** Where identifiers come from. */
export interface IdGenerator {
  next(): string
}

const POOL_BYTES = 4096
const pool = new Uint32Array(POOL_BYTES / Uint32Array.BYTES_PER_ELEMENT)
let used = pool.length

/** Cryptographic randomness, drawn in bulk: a call to the system for every number takes longer than what needs the number. */
function cryptoRandom(): number {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const word = pool[used] ?? 0
  pool[used] = 0
  used += 1
  return word / 2 ** 32
}

/**
 * ULIDs (https://github.com/ulid/spec): 26 characters, ordered by time, and strictly increasing within a
 * millisecond.
 */
export function ulidGenerator(clock: Clock = systemClock): IdGenerator {
  const ulid = monotonicFactory(cryptoRandom)
  return { next: () => ulid(Math.floor(clock.now())) }
}
