import assert from 'node:assert/strict'
import { test } from 'node:test'
import { itemSizeBytes } from './attribute-size.ts'
import { parseItem } from './attribute-validation.ts'

const sizes: readonly (readonly [attribute: object, bytes: number])[] = [
  [{ S: '' }, 0],
  [{ S: 'aé😀' }, 7],
  [{ N: '123' }, 3],
  [{ B: 'AQID' }, 3],
  [{ B: 'AQ==' }, 1],
  [{ B: '' }, 0],
  [{ BOOL: true }, 1],
  [{ NULL: true }, 1],
  [{ M: {} }, 3],
  [{ L: [] }, 3],
  [{ L: [{ S: 'a' }] }, 5],
  [{ L: [{ S: 'a' }, { NULL: true }] }, 7],
  [{ L: [{ L: [] }] }, 7],
  [{ M: { a: { S: 'a' } } }, 6],
  [{ M: { a: { S: 'a' }, bc: { N: '1' } } }, 11],
  [{ SS: ['a', 'bb'] }, 3],
  [{ NS: ['1', '-22'] }, 5],
  [{ BS: ['AQID', 'AQ=='] }, 4],
]

for (const [attribute, bytes] of sizes) {
  test(`${JSON.stringify(attribute)} takes ${bytes} bytes besides its name`, () => {
    assert.equal(itemSizeBytes(parseItem({ né: attribute })), 3 + bytes)
  })
}

test('an item takes what its attributes take', () => {
  assert.equal(itemSizeBytes(parseItem({})), 0)
  assert.equal(itemSizeBytes(parseItem({ pk: { S: 'a' }, count: { N: '1' } })), 10)
})
