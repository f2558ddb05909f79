import type { OptionSchema, OptionSchemaRule } from '@middy/util'
import { aFunction } from '../../option-rules.ts'
import type { PolicyWindow, WindowLimit } from './strategy.ts'

// Epoch milliseconds plus a window must stay a time that a Date can hold.
const MAX_WINDOW_MS = 100 * 365 * 24 * 3_600_000

export const windowMsRule: OptionSchemaRule = { type: 'integer', minimum: 1, maximum: MAX_WINDOW_MS }
export const limitRule: OptionSchemaRule = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }
// The names appear in headers as Strings of RFC 9651: printable ASCII.
export const nameRule: OptionSchemaRule = { type: 'string', minLength: 1, pattern: '^[\\x20-\\x7e]+$' }
export const windowLimitRule: OptionSchemaRule = {
  type: 'object',
  properties: { windowMs: windowMsRule, limit: limitRule, name: nameRule },
  required: ['windowMs', 'limit'],
  additionalProperties: false,
}

/** The options by which a strategy of one window takes limits for particular keys. */
export const singleWindowLimits: Readonly<Record<string, OptionSchemaRule>> = {
  identifierLimits: { type: 'object', additionalProperties: limitRule },
  resourceLimits: { type: 'object', additionalProperties: limitRule },
  limitFor: aFunction,
}

/** What `limitFor` may return, as `limit`. */
export const keyLimitSchema: OptionSchema = {
  type: 'object',
  properties: { limit: { oneOf: [limitRule, { type: 'array', items: windowLimitRule }] } },
}

/** The one window of a list, for strategies that have one. */
export function onlyWindow(windows: readonly WindowLimit[]): WindowLimit {
  const [window] = windows
  if (window && windows.length === 1) return window
  throw new TypeError('a strategy of one window takes a list of one window')
}

/** A window that begins and ends as a whole, aligned to the epoch. */
export function calendarWindow({ windowMs, limit, name }: WindowLimit): PolicyWindow {
  return { name: name ?? windowName(windowMs, limit), windowMs, granularityMs: windowMs, limit }
}

/** Such as `100-per-1min`, `5-per-90s`, `10-per-1500ms`. */
export function windowName(windowMs: number, limit: number): string {
  return `${limit}-per-${duration(windowMs)}`
}

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const

function duration(ms: number): string {
  for (const [size, unit] of units) {
    if (ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}
