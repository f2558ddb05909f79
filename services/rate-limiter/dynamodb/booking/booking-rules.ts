import type { PolicyWindow } from '../../strategy/strategy.ts'
import { type SubWindowCount, subWindowStart } from '../../strategy/window-decision.ts'
import type { Counters } from '../counter-store.ts'

/** How many units every window has room for, according to `counters`. */
export function roomIn(windows: readonly PolicyWindow[], { spent }: Counters): number {
  return Math.min(...windows.map(({ limit }, i) => Math.max(0, limit - (spent[i]?.total ?? 0))))
}

/** The smallest limit: no more than this ever fits. */
export function smallestLimit(windows: readonly PolicyWindow[]): number {
  return Math.min(...windows.map(({ limit }) => limit))
}

/**
 * When the first of the current sub-windows ends. No other moment has the same set of current sub-windows
 * and another end, so that this identifies them.
 */
export function firstEnd(windows: readonly PolicyWindow[], now: number): number {
  return Math.min(...windows.map((window) => subWindowStart(window, now) + window.granularityMs))
}

/**
 * Goes through `costs` in order, and takes each that fits into what is left of `units`. A cost that does not
 * fit takes nothing, so that a smaller one after it may fit.
 * @returns for each cost what is left after it, or `undefined` if it does not fit
 */
export function fitInOrder(costs: readonly number[], units: number): readonly (number | undefined)[] {
  let left = units
  return costs.map((cost) => {
    if (cost > left) return undefined
    left -= cost
    return left
  })
}

export interface Asked {
  /** Costs of the decisions that wait, in the order of their arrival. */
  readonly costs: readonly number[]
  /** Units that are booked already, and suffice for none of them. */
  readonly held: number
  /** How many units the table is expected to have left. */
  readonly room: number
  /** How many units to book for later decisions too, if the table has as many. */
  readonly ahead: number
}

/** How many units an update asks for; `undefined` if not one of the decisions fits. */
export function unitsToBook({ costs, held, room, ahead }: Asked): number | undefined {
  const left = fitInOrder(costs, held + room).findLast((one) => one !== undefined)
  return left === undefined ? undefined : Math.max(room - left, Math.min(ahead, room))
}

/** What was counted in the current one of the sub-windows that end first. */
export function countedInFirst(windows: readonly PolicyWindow[], { spent, now }: Counters): number {
  const endMs = firstEnd(windows, now)
  const i = windows.findIndex((window) => subWindowStart(window, now) + window.granularityMs === endMs)
  // Stryker disable next-line OptionalChaining: one of the windows ends first
  const startMs = endMs - (windows[i]?.granularityMs ?? 0)
  const sum = (counted: number, one: SubWindowCount): number =>
    one.startMs === startMs ? counted + one.count : counted
  return spent[i]?.subWindows().reduce(sum, 0) ?? 0
}
