import type { WindowUsage } from '../rate-limiter.ts'
import type { BucketWindow } from './bucket-window.ts'
import { MAX_WINDOW_MS } from './window-options.ts'

// The generic cell rate algorithm: a bucket is the one moment at which it is full again. Each unit that is
// spent moves that moment by one interval. Moments and intervals are whole attoseconds, so that three thirds
// of a second are a second and no rounding adds up.
// https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm

export const PER_MS: bigint = 10n ** 15n
const PER_MICROSECOND = 10n ** 12n
const PER_SECOND = 10n ** 18n

/** What an adapter stores of a bucket. */
export interface BucketState {
  /** When the bucket is full, in attoseconds since the epoch. */
  readonly fullAt: bigint
  /** The time in which one unit flows back, in attoseconds. `fullAt` counts in it. */
  readonly interval: bigint
}

/**
 * The time in which one unit flows back, rounded down. A hair less of a refill with a fraction, because
 * floating point may have rounded it down, as it does with 1 / 60.
 */
export function intervalOf(refillPerSecond: number): bigint {
  if (Number.isInteger(refillPerSecond)) return laterOf(PER_SECOND / BigInt(refillPerSecond), 1n)
  return BigInt(Math.floor((Number(PER_SECOND) / refillPerSecond) * (1 - Number.EPSILON)))
}

// A refill of once in 100 years is a whole number of parts of this size, and so is any that is faster.
const PARTS = 2 ** 84
// What floating point may have rounded off, relatively.
const HAIR = 2n ** 52n

/** In how many milliseconds, rounded up, so many units flow back: exactly, not as a sum of intervals. */
export function refillMsOf(units: number, refillPerSecond: number): number {
  const dividend = BigInt(units) * 1000n * BigInt(PARTS)
  const divisor = BigInt(refillPerSecond * PARTS)
  if (Number.isInteger(refillPerSecond)) return Number(divideUp(dividend, divisor))
  return Number(divideUp(dividend * (HAIR - 1n), divisor * HAIR))
}

/** A time of a clock, to the nearest microsecond: its milliseconds may have a fraction. */
export function momentOf(ms: number): bigint {
  return BigInt(Math.round(ms * 1000)) * PER_MICROSECOND
}

/** The time of a clock of which `moment` was made. */
export function clockMsOf(moment: bigint): number {
  return Number(moment / PER_MICROSECOND) / 1000
}

/**
 * When a bucket is full that `window` limits from `now` on: not before now. What is missing stays the same
 * number of units where the refill has changed.
 */
export function fullAtOf(window: BucketWindow, state: BucketState | undefined, now: bigint): bigint {
  if (!state) return now
  return now + divideUp(timeUntil(state.fullAt, now) * intervalOf(window.refillPerSecond), state.interval)
}

/** The moment of `fullAt` up to which a bucket has room for `cost` at `now`. */
export function lastWithRoom(window: BucketWindow, cost: number, now: bigint): bigint {
  return now + BigInt(window.limit - cost) * intervalOf(window.refillPerSecond)
}

// A Date cannot hold the end of a longer wait.
const LONGEST = BigInt(MAX_WINDOW_MS) * PER_MS

/** By how much spending `cost` moves the moment at which the bucket is full. */
export function delayOf(window: BucketWindow, cost: number): bigint {
  const delay = BigInt(cost) * intervalOf(window.refillPerSecond)
  // Stryker disable next-line EqualityOperator: of equal delays either is returned
  return delay < LONGEST ? delay : LONGEST
}

/** How many units are missing, of which one may have flown back in part. */
export function missingUnits(window: BucketWindow, fullAt: bigint, now: bigint): number {
  return Number(divideUp(timeUntil(fullAt, now), intervalOf(window.refillPerSecond)))
}

/**
 * The usage of a bucket. `count` is what is missing, and `resetsAt` is when it is full. The window is the
 * time in which an empty bucket becomes full.
 */
export function bucketUsage(window: BucketWindow, fullAt: bigint, now: bigint): WindowUsage {
  const { name, windowMs, limit } = window
  const count = missingUnits(window, fullAt, now)
  const resetsAtMs = msOf(laterOf(fullAt, now))
  return {
    name,
    windowMs,
    limit,
    count,
    remaining: Math.max(0, limit - count),
    startsAt: new Date(resetsAtMs - windowMs),
    resetsAt: new Date(resetsAtMs),
  }
}

/** After how many milliseconds a bucket has room for `cost`; `undefined` if it never will. */
export function bucketWaitMs(
  window: BucketWindow,
  fullAt: bigint,
  cost: number,
  now: bigint,
): number | undefined {
  if (cost > window.limit) return undefined
  return Number(divideUp(fullAt - lastWithRoom(window, cost, now), PER_MS))
}

/** Epoch milliseconds, rounded up, within what a Date can hold. */
export function msOf(moment: bigint): number {
  return Math.min(Number(divideUp(moment, PER_MS)), 8_640_000_000_000_000)
}

/** The later one of two moments. */
export function laterOf(a: bigint, b: bigint): bigint {
  // Stryker disable next-line EqualityOperator: of equal moments either is returned
  return a > b ? a : b
}

function timeUntil(moment: bigint, now: bigint): bigint {
  return laterOf(moment, now) - now
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}
