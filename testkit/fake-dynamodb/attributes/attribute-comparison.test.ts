import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareStrings, compareValues, valuesEqual } from './attribute-comparison.ts'
import { parseAttributeValue } from './attribute-validation.ts'

/** Written differently, but equal. */
const equal: readonly (readonly [left: object, right: object])[] = [
  [{ S: 'a' }, { S: 'a' }],
  [{ N: '1' }, { N: '1.0' }],
  [{ B: 'AQ==' }, { B: 'AQ==' }],
  [{ BOOL: false }, { BOOL: false }],
  [{ NULL: true }, { NULL: true }],
  [{ SS: ['a', 'b'] }, { SS: ['b', 'a'] }],
  [{ NS: ['1', '2'] }, { NS: ['2.0', '1'] }],
  [{ BS: ['AQ==', 'Ag=='] }, { BS: ['Ag==', 'AQ=='] }],
  [{ L: [{ N: '1' }, { S: 'a' }] }, { L: [{ N: '1e0' }, { S: 'a' }] }],
  [{ M: { a: { N: '1' }, b: { L: [] } } }, { M: { b: { L: [] }, a: { N: '1.0' } } }],
]

for (const [left, right] of equal) {
  test(`${JSON.stringify(left)} equals ${JSON.stringify(right)}`, () => {
    assert.ok(valuesEqual(parseAttributeValue(left), parseAttributeValue(right)))
  })
}

const different: readonly (readonly [left: object, right: object])[] = [
  [{ S: '1' }, { N: '1' }],
  [{ S: 'AQ==' }, { B: 'AQ==' }],
  [{ BOOL: true }, { BOOL: false }],
  [{ BOOL: true }, { NULL: true }],
  [{ SS: ['1'] }, { NS: ['1'] }],
  [{ SS: ['a'] }, { SS: ['a', 'b'] }],
  [{ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] }],
  [{ L: [{ S: 'a' }] }, { L: [{ S: 'a' }, { S: 'a' }] }],
  [{ L: [] }, { M: {} }],
  [{ M: { a: { S: 'a' } } }, { M: { b: { S: 'a' } } }],
  [{ M: { a: { S: 'a' } } }, { M: { a: { S: 'a' }, b: { S: 'a' } } }],
  [{ M: { toString: { S: 'a' } } }, { M: { valueOf: { S: 'a' } } }],
]

for (const [left, right] of different) {
  test(`${JSON.stringify(left)} does not equal ${JSON.stringify(right)}`, () => {
    assert.ok(!valuesEqual(parseAttributeValue(left), parseAttributeValue(right)))
    assert.ok(!valuesEqual(parseAttributeValue(right), parseAttributeValue(left)))
  })
}

test('strings are ordered as their UTF-8 bytes are', () => {
  const character = fc.constantFrom(
    '',
    'a',
    'b',
    '\u007f',
    '\u0080',
    '\u07ff',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{10ffff}',
  )
  const text = fc.array(character, { maxLength: 4 }).map((characters) => characters.join(''))
  fc.assert(
    fc.property(text, text, (left, right) => {
      const byBytes = Buffer.compare(Buffer.from(left), Buffer.from(right))
      assert.equal(Math.sign(compareStrings(left, right)), byBytes)
    }),
    { numRuns: 1000 },
  )
})

test('binary values are ordered by unsigned bytes, a prefix before what it begins', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (left, right) => {
      const order = compareValues(
        { B: Buffer.from(left).toString('base64') },
        { B: Buffer.from(right).toString('base64') },
      )
      assert.equal(order, Buffer.compare(left, right))
    }),
  )
})

test('numbers are ordered as numbers', () => {
  assert.ok(Number(compareValues({ N: '9' }, { N: '10' })) < 0)
  assert.equal(compareValues({ N: '10' }, { N: '10' }), 0)
})

test('values of different types, and those without an order, do not compare', () => {
  assert.equal(compareValues({ S: '1' }, { N: '1' }), undefined)
  assert.equal(compareValues({ N: '1' }, { B: 'AQ==' }), undefined)
  assert.equal(compareValues({ BOOL: true }, { BOOL: true }), undefined)
  assert.equal(compareValues({ L: [] }, { L: [] }), undefined)
})
