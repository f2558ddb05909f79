import type { LimitDecision, WindowUsage } from '../rate-limiter.ts'
import { bucketUsage, bucketWaitMs, missingUnits, momentOf } from './bucket.ts'
import { type BucketWindow, isBucket } from './bucket-window.ts'
import type { PolicyWindow } from './strategy.ts'

/** What was spent in one sub-window. */
export interface SubWindowCount {
  readonly startMs: number
  readonly count: number
}

/** What was spent within one window, as an adapter knows it. */
export interface SpentInWindow {
  /** Sum over the current and the previous sub-windows. */
  readonly total: number
  /**
   * The same by sub-window, oldest first; those in which nothing was spent may be left out. Read on a
   * denial only.
   */
  subWindows(): readonly SubWindowCount[]
  /** Of a token bucket: when it is full, in attoseconds since the epoch. It has no sub-windows. */
  readonly fullAt?: bigint
  /** Of a token bucket: it was last spent from with another refill, by which it flows back until then. */
  readonly hasOtherRefill?: boolean
}

/**
 * What was spent according to `subWindows` (oldest first), of which those that are not within `window` at
 * `now` do not count.
 */
export function spentWithin(
  window: PolicyWindow,
  now: number,
  subWindows: readonly SubWindowCount[],
): SpentInWindow {
  const current = subWindowStart(window, now)
  const within = subWindows.filter(({ startMs }) => startMs <= current && startMs > current - window.windowMs)
  return { total: within.reduce((sum, { count }) => sum + count, 0), subWindows: () => within }
}

/** What of `spent` still counts at `now`, which is later, if nothing was spent since. */
export function spentLater(
  window: PolicyWindow,
  spent: SpentInWindow | undefined,
  now: number,
): SpentInWindow {
  // Stryker disable next-line ArrayDeclaration: an element without a beginning is not within the window
  if (!isBucket(window)) return spentWithin(window, now, spent?.subWindows() ?? [])
  const moment = momentOf(now)
  return spentInBucket(window, spent?.fullAt ?? moment, moment)
}

/** What is missing in a bucket that is full at `fullAt`. */
export function spentInBucket(window: BucketWindow, fullAt: bigint, now: bigint): SpentInWindow {
  return { total: missingUnits(window, fullAt, now), subWindows: () => [], fullAt }
}

/** Where the sub-window that holds `now` begins. */
export function subWindowStart(window: PolicyWindow, now: number): number {
  return Math.floor(now / window.granularityMs) * window.granularityMs
}

/** Whether every window has room for `cost`. `spent` is in the order of `windows`, here and below. */
export function hasRoom(
  windows: readonly PolicyWindow[],
  spent: readonly SpentInWindow[],
  cost: number,
): boolean {
  return windows.every(({ limit }, i) => totalOf(spent[i]) + cost <= limit)
}

/** The decision that admits. `spent` already holds the request where it was counted. */
export function admission(
  windows: readonly PolicyWindow[],
  spent: readonly SpentInWindow[],
  now: number,
): LimitDecision {
  const usages = usagesOf(windows, spent, now)
  return decision(true, primary(usages), undefined, usages)
}

/**
 * The decision that denies `cost`, of which nothing was counted.
 * @param ownNow the time on the clock of this host, by which callers wait: `now` may be another host's
 */
export function denial(
  windows: readonly PolicyWindow[],
  spent: readonly SpentInWindow[],
  cost: number,
  now: number,
  ownNow: number = now,
): LimitDecision {
  let reported: WindowUsage | undefined
  let waitMs: number | undefined = 0
  const usages = windows.map((window, i) => {
    if (totalOf(spent[i]) + cost <= window.limit) return usage(window, spent[i], now)
    const { denying, ownWaitMs } = denyingWindow(window, spent[i], cost, { now, ownNow })
    waitMs = waitMs === undefined || ownWaitMs === undefined ? undefined : Math.max(waitMs, ownWaitMs)
    if (!reported || denying.resetsAt > reported.resetsAt) reported = denying
    return denying
  })
  return decision(false, reported ?? primary(usages), waitMs, usages)
}

/** A window that denies `cost`, and how long it does so; no time if no wait helps. */
function denyingWindow(
  window: PolicyWindow,
  spent: SpentInWindow | undefined,
  cost: number,
  { now, ownNow }: { readonly now: number; readonly ownNow: number },
): { readonly denying: WindowUsage; readonly ownWaitMs: number | undefined } {
  if (isBucket(window)) {
    const ownMoment = momentOf(ownNow)
    const ownWaitMs = bucketWaitMs(window, spent?.fullAt ?? ownMoment, cost, ownMoment)
    return { denying: usage(window, spent, now), ownWaitMs }
  }
  const roomAt = roomAtMs(window, spent, cost)
  const denying = usage(window, spent, now, roomAt ?? emptyAtMs(window, spent, now))
  // Rounded up: the time may have a fraction, and after a wait that is a moment short the request would be
  // denied again.
  return { denying, ownWaitMs: roomAt === undefined ? undefined : Math.ceil(roomAt - ownNow) }
}

/** The usage of every window as it is now. */
export function usagesOf(
  windows: readonly PolicyWindow[],
  spent: readonly SpentInWindow[],
  now: number,
): readonly WindowUsage[] {
  return windows.map((window, i) => usage(window, spent[i], now))
}

/** A sub-window in which a request was counted. */
export interface SpentSubWindow {
  readonly window: PolicyWindow
  readonly startMs: number
}

/**
 * Where the request that `decision` admitted was counted, without the sub-windows that have left their
 * window.
 */
export function spentSubWindows(
  windows: readonly PolicyWindow[],
  decision: LimitDecision,
  now: number,
): readonly SpentSubWindow[] {
  if (!decision.allowed || decision.degraded) return []
  return windows.flatMap((window) => {
    if (isBucket(window)) {
      // Until then, what was spent has not all flown back. The bucket is the same whatever its limits are.
      const [bucket] = decision.windows
      return bucket && now < bucket.resetsAt.getTime() ? [{ window, startMs: bucket.startsAt.getTime() }] : []
    }
    const usage = decision.windows.find(({ windowMs }) => windowMs === window.windowMs)
    if (!usage) return []
    // An admitted request was counted in the sub-window that ends at `resetsAt`.
    const startMs = subWindowStart(window, usage.resetsAt.getTime() - 1)
    return startMs > subWindowStart(window, now) - window.windowMs ? [{ window, startMs }] : []
  })
}

function totalOf(spent: SpentInWindow | undefined): number {
  return spent?.total ?? 0
}

function decision(
  allowed: boolean,
  { limit, count, remaining, resetsAt }: WindowUsage,
  retryAfterMs: number | undefined,
  windows: readonly WindowUsage[],
): LimitDecision {
  const common = { allowed, limit, currentCount: count, remaining, resetsAt, windows }
  return retryAfterMs === undefined ? common : { ...common, retryAfterMs }
}

function usage(
  window: PolicyWindow,
  spent: SpentInWindow | undefined,
  now: number,
  resetsAtMs?: number,
): WindowUsage {
  if (isBucket(window)) {
    const moment = momentOf(now)
    return bucketUsage(window, spent?.fullAt ?? moment, moment)
  }
  const { name, windowMs, limit } = window
  const count = totalOf(spent)
  const endMs = subWindowStart(window, now) + window.granularityMs
  return {
    name,
    windowMs,
    limit,
    count,
    remaining: Math.max(0, limit - count),
    startsAt: new Date(endMs - windowMs),
    resetsAt: new Date(resetsAtMs ?? endMs),
  }
}

/**
 * The first moment at which enough sub-windows have left the window; none if `cost` is over the limit
 * itself.
 */
function roomAtMs(window: PolicyWindow, spent: SpentInWindow | undefined, cost: number): number | undefined {
  if (cost > window.limit) return undefined
  let left = totalOf(spent)
  // Stryker disable next-line OptionalChaining: where nothing was spent, a cost within the limit is admitted
  const last = spent?.subWindows().find(({ count }) => {
    left -= count
    return left + cost <= window.limit
  })
  return last && last.startMs + window.windowMs
}

/** When nothing that is spent now is within the window any more. */
function emptyAtMs(window: PolicyWindow, spent: SpentInWindow | undefined, now: number): number {
  const newest = spent?.subWindows().findLast(({ count }) => count > 0)
  return newest ? newest.startMs + window.windowMs : subWindowStart(window, now) + window.granularityMs
}

function primary(usages: readonly WindowUsage[]): WindowUsage {
  const first = usages[0]
  if (!first) throw new RangeError('a strategy has at least one window')
  return first
}
