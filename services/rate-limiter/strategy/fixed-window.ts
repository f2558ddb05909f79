import { checkOptions } from '../../options/check-options.ts'
import { type OptionRulesOf, required } from '../../options/option-rules.ts'
import type { KeyLimitOptions, RateLimitStrategy } from './strategy.ts'
import { calendarWindow, keyLimitRules, limitRule, nameRule, windowMsRule } from './window-options.ts'
import { oneWindowByKey } from './windows-by-key.ts'

/** The options of {@link fixedWindow}. */
export interface FixedWindowOptions extends KeyLimitOptions<number> {
  /** Length of the window in milliseconds. Windows are aligned to the Unix epoch. */
  readonly windowMs: number
  /** Most that may be spent within a window. 0 denies everything. */
  readonly limit: number
  /** What the window is called in usage and headers: printable ASCII. @defaultValue `'default'` */
  readonly name?: string | undefined
}

const optionRules = {
  windowMs: required(windowMsRule),
  limit: required(limitRule),
  name: nameRule,
  ...keyLimitRules,
} satisfies Partial<OptionRulesOf<FixedWindowOptions>>

/**
 * Admits while `count + cost <= limit` within a window. The count of each window begins at 0. Windows are
 * aligned to the Unix epoch: `start = floor(now / windowMs) * windowMs`.
 *
 * `limitFor` may return a limit, or a list of one window that also has another length.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * ```
 *
 * @throws TypeError that names the option
 */
export function fixedWindow(options: FixedWindowOptions): RateLimitStrategy {
  checkOptions('fixedWindow', options, optionRules)
  const { windowMs, limit } = options
  const windows = oneWindowByKey('fixedWindow', options, limit, (window) =>
    calendarWindow({ windowMs, ...window }),
  )
  return { kind: 'fixed', ...windows }
}
