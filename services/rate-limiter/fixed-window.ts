import { type OptionSchema, validateOptions } from '@middy/util'
import {
  type KeyLimit,
  type KeyLimitOptions,
  type PolicyWindow,
  type RateLimitStrategy,
  windowsByKey,
} from './strategy.ts'
import { calendarWindow, limitRule, windowLimitRule, windowMsRule } from './window-limit.ts'

export interface FixedWindowOptions extends KeyLimitOptions<number> {
  /** Length of the window in milliseconds. Windows are aligned to the Unix epoch. */
  readonly windowMs: number
  /** Most that may be spent within a window. 0 denies everything. */
  readonly limit: number
  /** What the window is called in usage and headers. @defaultValue `'default'` */
  readonly name?: string | undefined
}

const optionSchema: OptionSchema = {
  type: 'object',
  properties: {
    windowMs: windowMsRule,
    limit: limitRule,
    name: { type: 'string', minLength: 1 },
    identifierLimits: { type: 'object', additionalProperties: limitRule },
    resourceLimits: { type: 'object', additionalProperties: limitRule },
    limitFor: { instanceof: 'Function' },
  },
  required: ['windowMs', 'limit'],
  additionalProperties: false,
}

const keyLimitSchema: OptionSchema = {
  type: 'object',
  properties: { limit: { oneOf: [limitRule, { type: 'array', items: windowLimitRule }] } },
}

/**
 * Admits while `count + cost <= limit` within a window, and starts anew with each window:
 * `start = floor(now / windowMs) * windowMs`.
 *
 * `limitFor` may return a limit, or a list of one window that also has another length.
 * @throws TypeError that names the option
 */
export function fixedWindow(options: FixedWindowOptions): RateLimitStrategy {
  validateOptions('apptheory-middy', optionSchema, { ...options })
  const { windowMs, limit, name = 'default' } = options
  const windows = [calendarWindow({ windowMs, limit, name })]

  const windowsOf = (keyLimit: Exclude<KeyLimit, undefined>): readonly PolicyWindow[] => {
    validateOptions('apptheory-middy', keyLimitSchema, { limit: keyLimit })
    if (typeof keyLimit === 'number') return [calendarWindow({ windowMs, limit: keyLimit, name })]
    const [window] = keyLimit
    if (!window || keyLimit.length > 1) throw new TypeError('a fixed window takes a list of one window')
    return [calendarWindow({ name, ...window })]
  }
  return { kind: 'fixed', windows, windowsFor: windowsByKey(windows, options, windowsOf) }
}
