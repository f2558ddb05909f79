import { maxTimerMs } from '../clock/clock.ts'

/** What an option may be: the words for it, and whether a value is it. */
export interface OptionRule {
  /** As it is said after "must be", such as `a function`. */
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
  /** Whether the option has to be given. */
  readonly required?: boolean | undefined
  /** The rules of the options within this one, which is an object. */
  readonly options?: OptionRules | undefined
  /** The rules of the options within each item of this one, which is a list. */
  readonly itemOptions?: OptionRules | undefined
}

export type OptionRules = Readonly<Record<string, OptionRule>>

/** One rule for each option of `TOptions`, so that a new option cannot be forgotten. */
export type OptionRulesOf<TOptions> = { readonly [K in keyof TOptions]-?: OptionRule }

export const aFunction: OptionRule = {
  expected: 'a function',
  accepts: (value) => typeof value === 'function',
}

export const anObject: OptionRule = { expected: 'an object', accepts: isObject }

export const aBoolean: OptionRule = {
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
}

/** For a value that belongs to the user, such as a body. */
export const anything: OptionRule = { expected: 'anything', accepts: () => true }

export const aString: OptionRule = { expected: 'a string', accepts: (value) => typeof value === 'string' }

export const nonEmptyString: OptionRule = {
  expected: 'a non-empty string',
  accepts: (value) => typeof value === 'string' && value !== '',
}

/** Both bounds are inclusive. */
export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): OptionRule {
  const expected = `an integer ${range(least, most)}`
  return { expected, accepts: (value) => Number.isSafeInteger(value) && isWithin(value, least, most) }
}

/** Both bounds are inclusive; neither `NaN` nor infinity is accepted. */
export function finiteNumber(least: number, most: number = Number.MAX_VALUE): OptionRule {
  const expected = `a number ${range(least, most)}`
  return { expected, accepts: (value) => Number.isFinite(value) && isWithin(value, least, most) }
}

/** A delay for a timer, in milliseconds. */
export function timerMs(least: number): OptionRule {
  const { accepts } = finiteNumber(least, maxTimerMs)
  return { expected: `a number of milliseconds ${range(least, maxTimerMs)}`, accepts }
}

export function oneOf(...values: readonly unknown[]): OptionRule {
  const words = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value)))
  return { expected: inWords(words), accepts: (value) => values.includes(value) }
}

export function listOf(item: OptionRule, least: number = 0): OptionRule {
  const size = least > 0 ? `of at least ${least}, each ` : ', each '
  return {
    itemOptions: item.options,
    expected: `a list ${size}${item.expected}`.replace(' ,', ','),
    accepts: (value) => Array.isArray(value) && value.length >= least && value.every(item.accepts),
  }
}

/** An object that may have any names, and values of one kind. */
export function recordOf(item: OptionRule): OptionRule {
  return {
    expected: `an object, each value ${item.expected}`,
    accepts: (value) => isObject(value) && Object.values(value).every(item.accepts),
  }
}

/** If one of the rules is of an object with options of its own, an object has to have those. */
export function eitherOf(...rules: readonly OptionRule[]): OptionRule {
  return {
    options: rules.find(({ options }) => options)?.options,
    expected: inWords(rules.map(({ expected }) => expected)),
    accepts: (value) => rules.some((rule) => rule.accepts(value)),
  }
}

/** An object with options of its own. */
export function optionsObject(options: OptionRules): OptionRule {
  return { ...anObject, options }
}

/** What the user implements: an object, or an instance of a class, with these methods. */
export function objectWith(...methods: readonly string[]): OptionRule {
  const names = methods.map((name) => `${name}()`).join(', ')
  return {
    expected: `an object with ${methods.length > 1 ? 'the methods' : 'the method'} ${names}`,
    accepts: (value) =>
      ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
      methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
  }
}

// Bundlers leave a rule out that is not used, if the call is marked as pure.
export const aClock: OptionRule = /* @__PURE__ */ objectWith('now')

export const anIdGenerator: OptionRule = /* @__PURE__ */ objectWith('next')

/** A client of the AWS SDK, of any copy of it. */
export const anSdkClient: OptionRule = /* @__PURE__ */ objectWith('send')

export function required(rule: OptionRule): OptionRule {
  return { ...rule, required: true }
}

/** Whether a value is an object, and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return (value as number) >= least && (value as number) <= most
}

function range(least: number, most: number): string {
  if (most >= Number.MAX_SAFE_INTEGER) return `of at least ${least}`
  return `from ${least} to ${most}`
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
