import { MAX_BATCH_GET_KEYS } from '../../dynamodb/limits.ts'
import { checkOptions } from '../../options/check-options.ts'
import { type OptionRulesOf, required } from '../../options/option-rules.ts'
import type { KeyLimitOptions, RateLimitStrategy } from './strategy.ts'
import { keyLimitRules, limitRule, nameRule, windowMsRule } from './window-options.ts'
import { oneWindowByKey } from './windows-by-key.ts'

/** The options of {@link slidingWindow}. */
export interface SlidingWindowOptions extends KeyLimitOptions<number> {
  /** Length of the window in milliseconds. */
  readonly windowMs: number
  /** Most that may be spent within any window that ends with a sub-window. 0 denies everything. */
  readonly limit: number
  /**
   * Length of a sub-window in milliseconds: it divides `windowMs` into at most 100.
   * @defaultValue `windowMs / 10`
   */
  readonly granularityMs?: number | undefined
  /** What the window is called in usage and headers: printable ASCII. @defaultValue `'default'` */
  readonly name?: string | undefined
}

// One read fetches the items of all sub-windows.
const MAX_SUB_WINDOWS = MAX_BATCH_GET_KEYS

const optionRules = {
  windowMs: required(windowMsRule),
  limit: required(limitRule),
  granularityMs: windowMsRule,
  name: nameRule,
  ...keyLimitRules,
} satisfies Partial<OptionRulesOf<SlidingWindowOptions>>

/**
 * Admits while the sum over the current and the previous sub-windows `+ cost <= limit`. Sub-windows are
 * aligned to the Unix epoch, and leave the window one by one. A burst at the edge of two windows does not
 * get twice the limit.
 *
 * `limitFor` may return a limit, or a list of one window that also has another length, in sub-windows as
 * long.
 *
 * @example
 * ```ts
 * const strategy = slidingWindow({ windowMs: 60_000, limit: 100, granularityMs: 10_000 })
 * ```
 *
 * @throws TypeError that names the option
 */
export function slidingWindow(options: SlidingWindowOptions): RateLimitStrategy {
  checkOptions('slidingWindow', options, optionRules)
  const { limit, granularityMs = options.windowMs / 10 } = options
  const windows = oneWindowByKey('slidingWindow', options, limit, (window) => {
    const { name, limit, windowMs = options.windowMs } = window
    assertDivides(granularityMs, windowMs)
    return { name, windowMs, granularityMs, limit }
  })
  return { kind: 'sliding', ...windows }
}

function assertDivides(granularityMs: number, windowMs: number): void {
  const subWindows = windowMs / granularityMs
  if (Number.isInteger(granularityMs) && Number.isInteger(subWindows) && subWindows <= MAX_SUB_WINDOWS) return
  throw new TypeError(
    `slidingWindow: option 'granularityMs' must divide a window of ${windowMs} ms into ` +
      `1 to ${MAX_SUB_WINDOWS} sub-windows of whole milliseconds, and ${granularityMs} does not`,
  )
}
