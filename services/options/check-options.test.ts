import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkOptions } from './check-options.ts'
import {
  aBoolean,
  aClock,
  aFunction,
  eitherOf,
  finiteNumber,
  integer,
  listOf,
  nonEmptyString,
  type OptionRule,
  objectWith,
  oneOf,
  optionsObject,
  recordOf,
  required,
  timerMs,
} from './option-rules.ts'

function messageOf(options: unknown, rules: Record<string, OptionRule>): string | undefined {
  try {
    checkOptions('limit', options, rules)
    return undefined
  } catch (error) {
    assert.ok(error instanceof TypeError)
    return error.message
  }
}

describe('the options of a factory', () => {
  const rules = {
    name: required(nonEmptyString),
    waitMs: timerMs(0),
    breaker: eitherOf(oneOf(false), optionsObject({ failures: integer(1) })),
    cache: optionsObject({ maxKeys: integer(1) }),
    windows: listOf(optionsObject({ limit: integer(0) })),
  }

  for (const [title, options, message] of [
    ['unknown name', { name: 'a', nope: 1 }, "limit: unknown option 'nope'"],
    ['name of Object.prototype', { name: 'a', toString: 1 }, "limit: unknown option 'toString'"],
    ['nothing at all', undefined, 'limit: options must be an object'],
    ['a list', [], 'limit: options must be an object'],
    ['absent', {}, "limit: option 'name' is required"],
    ['undefined', { name: undefined }, "limit: option 'name' is required"],
    ['null is not undefined', { name: null }, "limit: option 'name' must be a non-empty string"],
    [
      'within another',
      { name: 'a', cache: { maxKeys: 0 } },
      "limit: option 'cache.maxKeys' must be an integer of at least 1",
    ],
    ['unknown within another', { name: 'a', cache: { max: 1 } }, "limit: unknown option 'cache.max'"],
    [
      'unknown within an alternative',
      { name: 'a', breaker: { fail: 1 } },
      "limit: unknown option 'breaker.fail'",
    ],
    [
      'unknown within a list',
      { name: 'a', windows: [{ limit: 1 }, { limits: 1 }] },
      "limit: unknown option 'windows[1].limits'",
    ],
    [
      'too long for a timer',
      { name: 'a', waitMs: 2 ** 31 },
      "limit: option 'waitMs' must be a number of milliseconds from 0 to 2147483647",
    ],
  ] as const) {
    test(`${title}: a TypeError that names the option`, () => {
      assert.equal(messageOf(options, rules), message)
    })
  }

  test('undefined counts as not given', () => {
    assert.equal(messageOf({ name: 'a', waitMs: undefined, breaker: false, cache: {} }, rules), undefined)
  })
})

describe('the rule of an option', () => {
  const table: readonly (readonly [OptionRule, readonly unknown[], readonly unknown[]])[] = [
    [aFunction, [() => 1, class {}], [{}, 'f', null]],
    [aBoolean, [true, false], [0, 'true', null]],
    [integer(1, 3), [1, 3], [0, 4, 1.5, '1', Number.NaN, 1n]],
    [finiteNumber(0), [0, 0.5], [-1, Number.NaN, Number.POSITIVE_INFINITY, '1']],
    [oneOf('a', false), ['a', false], ['b', 0, undefined]],
    [listOf(nonEmptyString, 1), [['a']], [[], [''], 'a', { 0: 'a' }]],
    [recordOf(integer(0)), [{}, { a: 0 }], [{ a: -1 }, [], null]],
    [
      aClock,
      [
        { now: () => 0 },
        new (class {
          now(): number {
            return 0
          }
        })(),
      ],
      [{}, { now: 0 }, null, Date.now],
    ],
    [objectWith('get', 'set'), [new Map()], [new Set(), null]],
  ]

  for (const [rule, accepted, refused] of table) {
    test(rule.expected, () => {
      for (const value of accepted) assert.equal(rule.accepts(value), true)
      for (const value of refused) assert.equal(rule.accepts(value), false)
    })
  }
})
