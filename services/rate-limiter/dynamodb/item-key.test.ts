import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { plainPart, sortKey, trimmedKey } from './item-key.ts'

const part = fc.string({
  unit: fc.constantFrom('a', '#', '%', '2', '3', '5', ' '),
  minLength: 1,
  maxLength: 8,
})
const key = fc.record({ identifier: part, resource: part, operation: part })

test('property: two keys have one sort key only if resource and operation are the same', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      const same = a.resource === b.resource && a.operation === b.operation
      assert.equal(sortKey(a).SK === sortKey(b).SK, same)
    }),
    { numRuns: 2000 },
  )
})

test('a part that cannot be stored as it is has its own hash', () => {
  const long = plainPart('x'.repeat(3000), 2048).inKey
  assert.match(long, /^%sha256-[0-9a-f]{64}$/)
  for (const other of [long, `${long}x`, '%sha256-', '\ud800', 'x'.repeat(3001)]) {
    assert.match(plainPart(other, 2048).inKey, /^%sha256-(?:utf16-)?[0-9a-f]{64}$/)
    assert.notEqual(plainPart(other, 2048).inKey, long)
  }
  for (const plain of ['a#b', '100%', '%23', '%sha', ' a ']) assert.equal(plainPart(plain, 2048).inKey, plain)
})

test('white space around parts is not part of a key of AppTheory TypeScript and Python', () => {
  const trimmed = trimmedKey({ identifier: ' a b ', resource: '\t/r\n', operation: 'GET ' })
  assert.deepEqual(trimmed, { identifier: 'a b', resource: '/r', operation: 'GET' })
  assert.deepEqual(trimmedKey({ identifier: 7 } as never).identifier, 7)
})
