import type { LimitDecision, WindowUsage } from '../rate-limiter.ts'
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
  for (let i = 0; i < windows.length; i++)
    if (totalOf(spent[i]) + cost > (windows[i]?.limit ?? 0)) return false
  return true
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
  let admissible = true
  const usages = windows.map((window, i) => {
    const total = totalOf(spent[i])
    if (total + cost <= window.limit) return usage(window, total, now)
    const subWindows = spent[i]?.subWindows() ?? []
    const roomAt = roomAtMs(window, total, subWindows, cost)
    admissible &&= roomAt !== undefined
    const denying = usage(window, total, now, roomAt ?? emptyAtMs(window, subWindows, now))
    if (!reported || denying.resetsAt > reported.resetsAt) reported = denying
    return denying
  })
  reported ??= primary(usages)
  // Rounded up: the time may have a fraction, and after a wait that is a moment short the request would be
  // denied again.
  const waitMs = admissible ? Math.ceil(reported.resetsAt.getTime() - ownNow) : undefined
  return decision(false, reported, waitMs, usages)
}

/** The usage of every window as it is now. */
export function usagesOf(
  windows: readonly PolicyWindow[],
  spent: readonly SpentInWindow[],
  now: number,
): readonly WindowUsage[] {
  return windows.map((window, i) => usage(window, totalOf(spent[i]), now))
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

function usage(window: PolicyWindow, count: number, now: number, resetsAtMs?: number): WindowUsage {
  const { name, windowMs, limit } = window
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
function roomAtMs(
  window: PolicyWindow,
  total: number,
  subWindows: readonly SubWindowCount[],
  cost: number,
): number | undefined {
  if (cost > window.limit) return undefined
  let left = total
  for (const { startMs, count } of subWindows) {
    left -= count
    if (left + cost <= window.limit) return startMs + window.windowMs
  }
  return undefined
}

/** When nothing that is spent now is within the window any more. */
function emptyAtMs(window: PolicyWindow, subWindows: readonly SubWindowCount[], now: number): number {
  const newest = subWindows.findLast(({ count }) => count > 0)
  return newest ? newest.startMs + window.windowMs : subWindowStart(window, now) + window.granularityMs
}

function primary(usages: readonly WindowUsage[]): WindowUsage {
  const first = usages[0]
  if (!first) throw new RangeError('a strategy has at least one window')
  return first
}

/** Whether two lists of windows limit alike. By value: limits that are looked up are new objects each time. */
export function sameWindows(a: readonly PolicyWindow[], b: readonly PolicyWindow[]): boolean {
  if (a === b) return true
  const same = (x: PolicyWindow, y: PolicyWindow | undefined): boolean =>
    x.limit === y?.limit && x.windowMs === y.windowMs && x.granularityMs === y.granularityMs
  return a.length === b.length && a.every((window, i) => same(window, b[i]))
}
