import { checkOptions } from '../../options/check-options.ts'
import {
  aFunction,
  anObject,
  integer,
  listOf,
  type OptionRule,
  type OptionRules,
  objectWith,
  required,
} from '../../options/option-rules.ts'
import type { KeyLimitOptions, PolicyWindow, WindowLimit } from './strategy.ts'

// Epoch milliseconds plus a window must stay a time that a Date can hold.
export const MAX_WINDOW_MS: number = 100 * 365 * 24 * 3_600_000

export const windowMsRule: OptionRule = integer(1, MAX_WINDOW_MS)
export const limitRule: OptionRule = integer(0)

/** Names appear in headers as Strings of RFC 9651. */
export const nameRule: OptionRule = {
  expected: 'a non-empty string of printable ASCII characters',
  accepts: (value) => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value),
}

/** The options that give particular keys their own limits. */
export const keyLimitRules: OptionRules = {
  identifierLimits: anObject,
  resourceLimits: anObject,
  limitFor: aFunction,
}

/** A strategy that `fixedWindow` or another one made, and not its options. */
export const aStrategy: OptionRule = {
  expected: 'a strategy, such as fixedWindow({ windowMs, limit })',
  accepts: (value) =>
    objectWith('windowsFor').accepts(value) && Array.isArray((value as { windows?: unknown }).windows),
}

const windowLimitRules: OptionRules = {
  windowMs: required(windowMsRule),
  limit: required(limitRule),
  name: nameRule,
}

/**
 * Checks a list of windows, which is the option `option` of `owner`.
 * @throws TypeError that names the option
 */
export function checkWindowLimits(owner: string, option: string, windows: unknown): void {
  checkOptions(owner, { [option]: windows }, { [option]: required(listOf(anObject)) })
  for (const [i, window] of (windows as readonly unknown[]).entries()) {
    checkOptions(`${owner}: ${option}[${i}]`, window, windowLimitRules)
  }
}

/**
 * Checks what `limitFor` may return: a limit, or a list of windows.
 * @throws TypeError
 */
export function checkKeyLimit(owner: string, limit: unknown): void {
  if (typeof limit === 'object' && limit !== null) checkWindowLimits(owner, 'windows', limit)
  else checkOptions(owner, { limit }, { limit: limitRule })
}

/**
 * Checks each limit of `identifierLimits` and `resourceLimits`.
 * @param check throws for a wrong limit; `option` is its name, such as `identifierLimits.ann`
 */
export function checkLimitsByName(
  { identifierLimits = {}, resourceLimits = {} }: KeyLimitOptions<unknown>,
  check: (option: string, limit: unknown) => void,
): void {
  for (const [option, limits] of Object.entries({ identifierLimits, resourceLimits })) {
    for (const [name, limit] of Object.entries(limits)) check(`${option}.${name}`, limit)
  }
}

/** Checks the limits for particular keys of a strategy with one window. */
export function checkSingleLimits(owner: string, options: KeyLimitOptions<number>): void {
  checkLimitsByName(options, (option, limit) => {
    checkOptions(owner, { [option]: limit }, { [option]: limitRule })
  })
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
