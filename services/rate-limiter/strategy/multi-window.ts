import { type OptionSchema, validateOptions } from '@middy/util'
import { aFunction } from '../../option-rules.ts'
import {
  type KeyLimit,
  type KeyLimitOptions,
  type PolicyWindow,
  type RateLimitStrategy,
  type WindowLimit,
  windowsByKey,
} from './strategy.ts'
import { calendarWindow, keyLimitSchema, windowLimitRule } from './window-limit.ts'

export type MultiWindowOptions = KeyLimitOptions<readonly WindowLimit[]>

// Every window is an item of one transaction in layout `apptheory`, and a transaction has room for 100.
const MAX_WINDOWS = 100

const optionSchema: OptionSchema = {
  type: 'object',
  properties: {
    windows: { type: 'array', items: windowLimitRule },
    identifierLimits: { type: 'object', additionalProperties: { type: 'array', items: windowLimitRule } },
    resourceLimits: { type: 'object', additionalProperties: { type: 'array', items: windowLimitRule } },
    limitFor: aFunction,
  },
  required: ['windows'],
  additionalProperties: false,
}

/**
 * Holds several fixed windows at once, such as 10 a second and 1,000 a day: every window must admit, and all of them
 * count or none does.
 *
 * `limitFor` may return a list of windows, or a limit for the first window.
 * @throws TypeError that names the option
 */
export function multiWindow(
  windows: readonly WindowLimit[],
  options: MultiWindowOptions = {},
): RateLimitStrategy {
  validateOptions('apptheory-middy', optionSchema, { windows, ...options })
  const own = policyWindows(windows)

  const windowsOf = (keyLimit: Exclude<KeyLimit, undefined>): readonly PolicyWindow[] => {
    validateOptions('apptheory-middy', keyLimitSchema, { limit: keyLimit })
    if (typeof keyLimit !== 'number') return policyWindows(keyLimit)
    return policyWindows(windows.map((window, i) => (i === 0 ? { ...window, limit: keyLimit } : window)))
  }
  return { kind: 'multi', windows: own, windowsFor: windowsByKey(own, options, windowsOf) }
}

function policyWindows(windows: readonly WindowLimit[]): readonly PolicyWindow[] {
  const lengths = new Set(windows.map(({ windowMs }) => windowMs))
  if (lengths.size === windows.length && windows.length >= 1 && windows.length <= MAX_WINDOWS) {
    return windows.map(calendarWindow)
  }
  throw new TypeError(
    `Option 'windows' must be a list of 1 to ${MAX_WINDOWS} windows, each of another length`,
  )
}
