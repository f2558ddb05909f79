import { randomFillSync } from 'node:crypto'
import { encodeTime, incrementBase32 } from 'ulid'
import { type Clock, systemClock } from '../clock/clock.ts'

/** The source of identifiers. Pass another one to make code that creates identifiers deterministic. */
export interface IdGenerator {
  /** Returns an identifier that was not returned before. */
  next(): string
}

/** Crockford's base 32, the alphabet of ULIDs. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const RANDOM_LENGTH = 16

const pool = new Uint8Array(4096)
let used = pool.length

/**
 * A character from cryptographic randomness. The random bytes are drawn in bulk: one system call for each
 * character would be slower than everything else.
 */
function randomCharacter(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const byte = pool[used] ?? 0
  pool[used] = 0
  used += 1
  return alphabet.charAt(byte % alphabet.length)
}

/**
 * ULIDs (https://github.com/ulid/spec): 26 characters, ordered by time, and strictly increasing within a
 * millisecond.
 */
export function ulidGenerator(clock: Clock = systemClock): IdGenerator {
  let newest = Number.NEGATIVE_INFINITY
  let time = ''
  let random = ''
  return {
    next() {
      const now = Math.floor(clock.now())
      if (now <= newest) {
        random = incrementBase32(random)
      } else {
        time = encodeTime(now)
        newest = now
        random = Array.from({ length: RANDOM_LENGTH }, randomCharacter).join('')
      }
      return time + random
    },
  }
}
