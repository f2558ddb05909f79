import { randomFillSync } from 'node:crypto'
import { encodeTime, incrementBase32 } from 'ulid'
import { type Clock, systemClock } from '../clock/clock.ts'

/** Where identifiers come from. */
export interface IdGenerator {
  next(): string
}

/** Of Crockford's base 32, in which ULIDs are written. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const RANDOM_LENGTH = 16

const pool = new Uint8Array(4096)
let used = pool.length

/**
 * Cryptographic randomness, drawn in bulk: a call to the system for every character takes longer than what
 * needs the character.
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
  let random = ''
  return {
    next() {
      const now = Math.floor(clock.now())
      if (now <= newest) {
        random = incrementBase32(random)
      } else {
        newest = now
        random = Array.from({ length: RANDOM_LENGTH }, randomCharacter).join('')
      }
      return encodeTime(newest) + random
    },
  }
}
