import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { samePayload } from './same-payload.ts'

test('property: two payloads are the same if their JSON values are deeply equal', () => {
  const json = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.constantFrom('{"a":1,"b":[2]}', '{"b":[2],"a":1}', '[]', '{}'),
  )
  fc.assert(
    fc.property(json, json, (a, b) => {
      assert.equal(samePayload(a, b), isDeepStrictEqual(JSON.parse(a), JSON.parse(b)))
      assert.ok(samePayload(a, ` ${a}`))
    }),
  )
})

test('payloads that differ in one place are not the same', () => {
  const different = [
    ['{"a":1}', '{"a":"1"}'],
    ['{"a":1}', '{"b":1}'],
    ['{"a":1}', '{"a":1,"b":1}'],
    ['[1,2]', '[2,1]'],
    ['[]', '{}'],
    ['{"0":1}', '[1]'],
    ['{"__proto__":1}', '{"a":1}'],
    ['null', '{}'],
  ] as const
  for (const [a, b] of different) {
    assert.equal(samePayload(a, b), false, `${a} ${b}`)
    assert.equal(samePayload(b, a), false, `${b} ${a}`)
  }
})

test('payloads may be nested more deeply than the call stack allows', () => {
  const nested = (leaf: string): string => `${'['.repeat(200_000)}${leaf}${']'.repeat(200_000)}`
  assert.equal(samePayload(nested('1'), nested(' 1')), true)
  assert.equal(samePayload(nested('1'), nested('2')), false)
})
