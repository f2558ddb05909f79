import { isObject } from '../../services/options/option-rules.ts'

/** As in a Lambda event source mapping: a record passes that matches one of the patterns. */
export interface FilterCriteria {
  /** At most 10 patterns, each of at most 4096 characters. */
  readonly Filters: readonly {
    /** JSON, such as `{"eventName":["INSERT"]}`. */
    readonly Pattern: string
  }[]
}

export type EventFilter = (event: unknown) => boolean

type Pattern = Readonly<Record<string, unknown>>

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const MAX_FILTERS = 10
const MAX_PATTERN_LENGTH = 4096

/**
 * A filter of the syntax of Lambda's event filters: exact values, `null`, `prefix`, `suffix`,
 * `equals-ignore-case`, `anything-but`, `numeric`, `exists` and `$or`.
 *
 * @throws TypeError for criteria that CreateEventSourceMapping would reject
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
 */
export function eventFilter(owner: string, criteria: FilterCriteria | undefined): EventFilter {
  const filters = criteria?.Filters ?? []
  if (!Array.isArray(filters) || filters.length > MAX_FILTERS) {
    throw new TypeError(
      `${owner}: option 'filterCriteria.Filters' must be a list of at most ${MAX_FILTERS} filters`,
    )
  }
  const patterns = filters.map(({ Pattern }) => parsePattern(owner, Pattern))
  if (patterns.length === 0) return () => true
  return (event) => patterns.some((pattern) => matchesPattern(pattern, event))
}

function parsePattern(owner: string, text: unknown): Pattern {
  const pattern = typeof text === 'string' && text.length <= MAX_PATTERN_LENGTH ? parsed(text) : undefined
  if (isObject(pattern) && Object.keys(pattern).length > 0) {
    assertPattern(owner, pattern)
    return pattern
  }
  throw new TypeError(
    `${owner}: option 'filterCriteria' needs a Pattern that is the JSON of an object, not ${String(text)}`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Operator {
  /** Whether CreateEventSourceMapping takes the operand. */
  readonly takes: (operand: unknown) => boolean
  readonly matches: (operand: unknown, value: unknown, name: string) => boolean
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isScalar = (value: unknown): boolean => !isObject(value) && !Array.isArray(value)

const operators: Readonly<Record<string, Operator>> = {
  prefix: { takes: isText, matches: (operand, value) => isText(value) && value.startsWith(String(operand)) },
  suffix: { takes: isText, matches: (operand, value) => isText(value) && value.endsWith(String(operand)) },
  'equals-ignore-case': {
    takes: isText,
    matches: (operand, value) => isText(value) && value.toLowerCase() === String(operand).toLowerCase(),
  },
  'anything-but': {
    takes: (operand) =>
      Array.isArray(operand)
        ? operand.length > 0 && operand.every(isScalar)
        : isScalar(operand) || (isTextCondition(operand) && isCondition(operand)),
    matches: (operand, value) =>
      value !== undefined && ![operand].flat().some((one) => matchesOne(one, value, '')),
  },
  numeric: { takes: isRange, matches: isInRange },
  exists: {
    takes: (operand) => typeof operand === 'boolean',
    matches: (operand, value) => (value !== undefined && !isObject(value)) === operand,
  },
}

function isTextCondition(condition: unknown): boolean {
  return isObject(condition) && ['prefix', 'suffix', 'equals-ignore-case'].some((name) => name in condition)
}

function assertPattern(owner: string, pattern: Pattern): void {
  for (const [name, rule] of Object.entries(pattern)) {
    if (name === '$or' && Array.isArray(rule) && rule.length > 0 && rule.every(isObject)) {
      for (const alternative of rule) assertPattern(owner, alternative)
      continue
    }
    if (isObject(rule)) {
      assertPattern(owner, rule)
      continue
    }
    const isRule = Array.isArray(rule) && rule.length > 0 && rule.every(isCondition)
    if (isRule) continue
    throw new TypeError(
      `${owner}: option 'filterCriteria' has a pattern whose ${name} is neither an object nor a list of ` +
        `conditions`,
    )
  }
}

function isCondition(condition: unknown): boolean {
  if (!isObject(condition)) return !Array.isArray(condition)
  const [[name, operand] = ['', undefined], ...more] = Object.entries(condition)
  return more.length === 0 && Object.hasOwn(operators, name) && operators[name]?.takes(operand) === true
}

/** A list of objects matches where one of them does. */
function matchesPattern(pattern: Pattern, event: unknown): boolean {
  if (Array.isArray(event)) return event.some((member) => matchesPattern(pattern, member))
  return Object.entries(pattern).every(([name, rule]) => {
    if (name === '$or' && Array.isArray(rule)) return rule.some((one) => matchesPattern(one, event))
    const value = isObject(event) ? event[name] : undefined
    if (isObject(rule)) return matchesPattern(rule, value)
    return (rule as readonly unknown[]).some((condition) => matchesCondition(condition, value, name))
  })
}

/** A list matches where one of its members does. */
function matchesCondition(condition: unknown, value: unknown, name: string): boolean {
  const isExistence = isObject(condition) && 'exists' in condition
  if (!Array.isArray(value) || isExistence) return matchesOne(condition, value, name)
  return value.some((member) => matchesOne(condition, member, name))
}

function matchesOne(condition: unknown, value: unknown, name: string): boolean {
  if (!isObject(condition)) return value === condition
  return Object.entries(condition).every(([operator, operand]) =>
    operators[operator]?.matches(operand, value, name),
  )
}

function isRange(operand: unknown): boolean {
  return (
    Array.isArray(operand) &&
    (operand.length === 2 || operand.length === 4) &&
    operand.every((part, i) => (i % 2 === 0 ? part in comparisons : typeof part === 'number'))
  )
}

/** DynamoDB's numbers are strings, under `N`. */
function isInRange(operand: unknown, value: unknown, name: string): boolean {
  const number = name === 'N' && typeof value === 'string' && value !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Array.isArray(operand)) return false
  for (let i = 0; i + 1 < operand.length; i += 2) {
    if (!comparisons[String(operand[i])]?.(number, Number(operand[i + 1]))) return false
  }
  return true
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
}
