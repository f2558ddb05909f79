import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences, matches } from './differences.ts'

test('differences are the paths at which values are not the same', () => {
  const cases: readonly (readonly [unknown, unknown, readonly string[]])[] = [
    [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
    [{ a: 1 }, { a: 2 }, ['a']],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, ['a.c']],
    [
      [1, 2],
      [1, 3, 4],
      ['1', '2'],
    ],
    [{ a: null }, { a: {} }, ['a']],
    [{ a: [] }, { a: {} }, ['a']],
    [{ a: '1' }, { a: 1 }, ['a']],
  ]
  for (const [actual, expected, paths] of cases) assert.deepEqual(differences(actual, expected), paths)
})

test('a pattern names a path, with * for one name and ** for all that follow', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['items.0.ttl', 'items.*.ttl', true],
    ['items.0.ttl', 'items.1.ttl', false],
    ['items.0.metadata.a', 'items.*.metadata', false],
    ['items.0.metadata.a', 'items.*.metadata.**', true],
    ['items.0.metadata', 'items.*.metadata.**', true],
    ['items', 'items.*.**', false],
    ['items.0', '**', true],
  ]
  for (const [path, pattern, expected] of cases)
    assert.equal(matches(path, pattern), expected, `${path} ${pattern}`)
})
