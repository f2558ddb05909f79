import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DynamoDBException, type ExceptionName } from '../exceptions.ts'
import { assertRefused } from '../expressions/sample-item.helper.ts'
import { parseAttributeValue, parseItem } from './attribute-validation.ts'

const accepted: readonly (readonly [raw: object, parsed: object])[] = [
  [{ S: '' }, { S: '' }],
  [{ S: 'é😀' }, { S: 'é😀' }],
  [{ N: '1.0' }, { N: '1' }],
  [{ B: '' }, { B: '' }],
  [{ B: 'AQID' }, { B: 'AQID' }],
  [{ BOOL: false }, { BOOL: false }],
  [{ BOOL: 'Yes' }, { BOOL: true }],
  [{ NULL: true }, { NULL: true }],
  [{ L: [] }, { L: [] }],
  [{ L: [{ N: '1e0' }, { L: [{ S: 'a' }] }] }, { L: [{ N: '1' }, { L: [{ S: 'a' }] }] }],
  [{ SS: ['b', 'a', ''] }, { SS: ['', 'a', 'b'] }],
  [{ SS: ['\u{10000}', '\uffff'] }, { SS: ['\uffff', '\u{10000}'] }],
  [{ NS: ['10', '9.0', '-1'] }, { NS: ['-1', '9', '10'] }],
  [{ BS: ['/w==', 'AQ=='] }, { BS: ['AQ==', '/w=='] }],
  [{ S: 'a', N: null, X: 1 }, { S: 'a' }],
]

for (const [raw, parsed] of accepted) {
  test(`${JSON.stringify(raw)} is a value`, () => assert.deepEqual(parseAttributeValue(raw), parsed))
}

const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'
const SEVERAL =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported ' +
  'datatypes'
const INVALID = 'One or more parameter values were invalid: '

const refused: readonly (readonly [raw: object, message: string])[] = [
  [{}, EMPTY],
  [{ X: 'a' }, EMPTY],
  [{ S: null }, EMPTY],
  [{ L: [{}] }, EMPTY],
  [{ M: { a: {} } }, EMPTY],
  [{ S: 'a', N: '1' }, SEVERAL],
  [{ M: { a: { NULL: true, BOOL: true } } }, SEVERAL],
  [{ N: 'x' }, 'The parameter cannot be converted to a numeric value: x'],
  [{ S: 'a', N: 'x' }, 'The parameter cannot be converted to a numeric value: x'],
  [{ NULL: false }, `${INVALID}Null attribute value types must have the value of true`],
  [{ SS: [] }, `${INVALID}An string set  may not be empty`],
  [{ NS: [] }, `${INVALID}An number set  may not be empty`],
  [{ BS: [] }, `${INVALID}Binary sets should not be empty`],
  [{ M: { a: { L: [{ SS: [] }] } } }, `${INVALID}An string set  may not be empty`],
  [{ SS: ['a', null] }, `${INVALID}An string set may not have a null string as a member`],
  [{ SS: ['b', 'a', 'b'] }, `${INVALID}Input collection [b, a, b] contains duplicates.`],
  [{ NS: ['1', '1.0'] }, 'Input collection contains duplicates'],
  [{ NS: ['1', ''] }, 'The parameter cannot be converted to a numeric value'],
  [{ BS: ['AQ==', 'AQ=='] }, `${INVALID}Input collection [AQ==, AQ==]of type BS contains duplicates.`],
  [{ M: { '': { S: 'a' } } }, 'Empty attribute name'],
  [{ M: { a: null } }, 'The supplied Item contains a null AttributeValue: a is null'],
  [{ L: [null] }, 'The supplied Item contains a null AttributeValue'],
]

for (const [raw, message] of refused) {
  test(`${JSON.stringify(raw)} is refused`, () => assertRefused(() => parseAttributeValue(raw), message))
}

const unreadable: readonly (readonly [raw: unknown, message: string])[] = [
  ['x', 'Unexpected value type in payload'],
  [[], 'Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue'],
  [{ S: 1 }, 'NUMBER_VALUE cannot be converted to String'],
  [{ N: 1.5 }, 'DECIMAL_VALUE cannot be converted to String'],
  [{ N: true }, 'TRUE_VALUE cannot be converted to String'],
  [{ S: {} }, 'Start of structure or map found where not expected'],
  [{ S: ['a'] }, 'Unrecognized collection type class java.lang.String'],
  [{ BOOL: 1 }, 'NUMBER_VALUE cannot be converted to Boolean'],
  [{ BOOL: 'maybe' }, 'Unexpected token received from parser'],
  [{ L: {} }, 'Start of structure or map found where not expected'],
  [{ SS: 'a' }, 'Unexpected field type'],
  [
    { M: [] },
    'Unrecognized collection type java.util.Map<java.lang.String, ' +
      'com.amazonaws.dynamodb.v20120810.AttributeValue>',
  ],
  [{ B: 1 }, 'only base-64-encoded strings are convertible to bytes'],
  [{ B: 'AQ=' }, 'Base64 encoded length is expected a multiple of 4 bytes but found: 3'],
  [{ B: '!!!!' }, "Invalid base 64 character: '!'"],
  [{ B: 'AQ==AQ==' }, "Invalid base 64 character: '='"],
  [{ B: 'AR==' }, 'Invalid last non-pad Base64 character dectected'],
]

for (const [raw, message] of unreadable) {
  test(`${JSON.stringify(raw)} is not even read`, () => {
    const isSerializationError = (error: unknown): boolean => {
      assert.ok(error instanceof DynamoDBException, String(error))
      assert.equal(error.name, 'SerializationException' satisfies ExceptionName)
      assert.equal(error.message, message)
      return true
    }
    assert.throws(() => parseAttributeValue(raw), isSerializationError)
  })
}

test('an item may be nested 32 levels deep, itself being the first', () => {
  const lists = (depth: number): object => (depth === 0 ? { S: 'x' } : { L: [lists(depth - 1)] })
  const maps = (depth: number): object => (depth === 0 ? { S: 'x' } : { M: { a: maps(depth - 1) } })
  const tooDeep =
    'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond ' +
    'supported limit'
  for (const nested of [lists, maps]) {
    assert.ok(parseItem({ a: nested(31) }))
    assertRefused(() => parseItem({ a: nested(32) }), tooDeep)
    assert.ok(parseAttributeValue(nested(32)))
    assertRefused(() => parseAttributeValue(nested(33)), tooDeep)
  }
})

test('a value nested a hundred thousand levels deep is refused as well', () => {
  const depth = 100_000
  const raw: unknown = JSON.parse(`${'{"L":['.repeat(depth)}{"S":"x"}${']}'.repeat(depth)}`)
  assert.throws(() => parseAttributeValue(raw), DynamoDBException)
})

test('a name may take 65535 bytes', () => {
  assert.ok(parseItem({ ['x'.repeat(65_535)]: { S: 'a' } }))
  assertRefused(
    () => parseItem({ [`${'é'.repeat(32_767)}xx`]: { S: 'a' } }),
    'Attribute name is too large, must be less than 65536 bytes',
  )
})

test('attributes named like properties of objects are attributes', () => {
  const item = parseItem(JSON.parse('{"__proto__":{"S":"a"},"constructor":{"M":{"__proto__":{"N":"1.0"}}}}'))
  assert.deepEqual(Object.keys(item), ['__proto__', 'constructor'])
  assert.equal(JSON.stringify(item), '{"__proto__":{"S":"a"},"constructor":{"M":{"__proto__":{"N":"1"}}}}')
  assert.equal(item['toString'], undefined)
})
