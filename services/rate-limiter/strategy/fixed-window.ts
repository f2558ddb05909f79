import { checkOptions } from '../../options/check-options.ts'
import { type OptionRulesOf, required } from '../../options/option-rules.ts'
import {
  type KeyLimit,
  type KeyLimitOptions,
  type PolicyWindow,
  type RateLimitStrategy,
  windowsByKey,
} from './strategy.ts'
import {
  calendarWindow,
  checkKeyLimit,
  checkSingleLimits,
  keyLimitRules,
  limitRule,
  nameRule,
  onlyWindow,
  windowMsRule,
} from './window-options.ts'

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
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * ```
 *
 * `limitFor` may return a limit, or a list of one window that also has another length.
 * @throws TypeError that names the option
 */
export function fixedWindow(options: FixedWindowOptions): RateLimitStrategy {
  checkOptions('fixedWindow', options, optionRules)
  checkSingleLimits('fixedWindow', options)
  const { windowMs, limit, name = 'default' } = options
  const windows = [calendarWindow({ windowMs, limit, name })]

  const windowsOf = (keyLimit: Exclude<KeyLimit, undefined>): readonly PolicyWindow[] => {
    checkKeyLimit('fixedWindow', keyLimit)
    if (typeof keyLimit === 'number') return [calendarWindow({ windowMs, limit: keyLimit, name })]
    const window = onlyWindow(keyLimit)
    return [calendarWindow({ ...window, name: window.name ?? name })]
  }
  return { kind: 'fixed', windows, windowsFor: windowsByKey(windows, options, windowsOf) }
}
