import { MAX_TRANSACTION_ACTIONS } from '../../dynamodb/limits.ts'
import { checkOptions } from '../../options/check-options.ts'
import type { KeyLimitOptions, PolicyWindow, RateLimitStrategy, WindowLimit } from './strategy.ts'
import { calendarWindow, checkLimitsByName, checkWindowLimits, keyLimitRules } from './window-options.ts'
import { windowsByKey } from './windows-by-key.ts'

/** The options of {@link multiWindow}: limits for particular keys, each a list of windows. */
export type MultiWindowOptions = KeyLimitOptions<readonly WindowLimit[]>

// Every window is an item of one transaction in layout `apptheory`.
const MAX_WINDOWS = MAX_TRANSACTION_ACTIONS

/**
 * Holds several fixed windows at once, such as 10 a second and 1,000 a day. Every window must admit. All of
 * them count, or none does.
 *
 * `limitFor` may return a list of windows, or a limit for the first window.
 *
 * @example
 * ```ts
 * const strategy = multiWindow([
 *   { windowMs: 1000, limit: 10 },
 *   { windowMs: 86_400_000, limit: 1000, name: 'daily' },
 * ])
 * ```
 *
 * @throws TypeError that names the option
 */
export function multiWindow(
  windows: readonly WindowLimit[],
  options: MultiWindowOptions = {},
): RateLimitStrategy {
  checkWindowLimits('multiWindow', 'windows', windows)
  checkOptions('multiWindow', options, keyLimitRules)
  checkLimitsByName(options, (option, limits) => {
    checkWindowLimits('multiWindow', option, limits)
  })
  const own = policyWindows(windows)
  const windowsFor = windowsByKey('multiWindow', own, options, (keyLimit) => {
    if (typeof keyLimit !== 'number') return policyWindows(keyLimit)
    return policyWindows(windows.map((window, i) => (i === 0 ? { ...window, limit: keyLimit } : window)))
  })
  return { kind: 'multi', windows: own, windowsFor }
}

function policyWindows(windows: readonly WindowLimit[]): readonly PolicyWindow[] {
  const lengths = new Set(windows.map(({ windowMs }) => windowMs))
  if (lengths.size === windows.length && windows.length >= 1 && windows.length <= MAX_WINDOWS) {
    return windows.map(calendarWindow)
  }
  throw new TypeError(
    `multiWindow: option 'windows' must be a list of 1 to ${MAX_WINDOWS} windows, each of another length`,
  )
}
