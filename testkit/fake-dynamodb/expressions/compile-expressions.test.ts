import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DynamoDBException } from '../exceptions.ts'
import { compileExpressions, type ExpressionRequest } from './compile-expressions.ts'
import { pathsOf } from './expression-paths.ts'
import { reservedWords } from './reserved-words.ts'
import { assertRefused } from './sample-item.helper.ts'

const one = { N: '1' }

const refused: readonly (readonly [why: string, request: ExpressionRequest, message: string])[] = [
  [
    'empty names',
    { ConditionExpression: 'a = b', ExpressionAttributeNames: {}, ExpressionAttributeValues: {} },
    'ExpressionAttributeNames must not be empty',
  ],
  [
    'empty values',
    { ConditionExpression: 'a = b', ExpressionAttributeNames: { '#a': '' }, ExpressionAttributeValues: {} },
    'ExpressionAttributeValues must not be empty',
  ],
  [
    'a name without #, before a name that is empty',
    { ConditionExpression: '', ExpressionAttributeNames: { '#a': '', b: 'b' } },
    'ExpressionAttributeNames contains invalid key: Syntax error; key: "b"',
  ],
  [
    'a bare #',
    { ConditionExpression: 'a = b', ExpressionAttributeNames: { '#': 'a' } },
    'ExpressionAttributeNames contains invalid key: Syntax error; key: "#"',
  ],
  [
    'a key with a hyphen',
    { ConditionExpression: 'a = b', ExpressionAttributeNames: { '#a-b': 'a' } },
    'ExpressionAttributeNames contains invalid key: Syntax error; key: "#a-b"',
  ],
  [
    'an empty key',
    { ConditionExpression: 'a = b', ExpressionAttributeValues: { '': one } },
    'ExpressionAttributeValues contains invalid key: The expression attribute map contains an empty key;',
  ],
  [
    'a key of 256 characters for a name',
    { ConditionExpression: 'a = b', ExpressionAttributeNames: { [`#${'a'.repeat(255)}`]: 'a' } },
    'ExpressionAttributeNames contains invalid key: The expression attribute map contains a key that is too long; size of key: 256',
  ],
  [
    'a key of 256 characters for a value',
    { ConditionExpression: 'a = b', ExpressionAttributeValues: { [`:${'a'.repeat(255)}`]: one } },
    'ExpressionAttributeValues contains invalid key: The expression attribute map contains a key that is too long;',
  ],
  [
    'a value without colon, before a value that is invalid',
    { ConditionExpression: 'a', ExpressionAttributeValues: { ':a': {}, b: one } },
    'ExpressionAttributeValues contains invalid key: Syntax error; key: "b"',
  ],
  [
    'an invalid value, before a name that is empty',
    {
      ConditionExpression: 'a',
      ExpressionAttributeNames: { '#a': '' },
      ExpressionAttributeValues: { ':a': {} },
    },
    'ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :a',
  ],
  [
    'a null value',
    { ConditionExpression: 'a', ExpressionAttributeValues: { ':a': null } },
    'ExpressionAttributeValues contains invalid value: The supplied Item contains a null AttributeValue for key :a',
  ],
  [
    'an empty name',
    { ConditionExpression: 'a', ExpressionAttributeNames: { '#a': '' } },
    'ExpressionAttributeNames contains invalid value: Empty attribute name for key #a',
  ],
  [
    'a name of 65536 bytes',
    { ConditionExpression: 'a', ExpressionAttributeNames: { '#a': 'é'.repeat(32_768) } },
    'ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than 65536 bytes for key #a',
  ],
  [
    'unused names, before unused values',
    {
      ConditionExpression: '#a = :a',
      ExpressionAttributeNames: { '#a': 'a', '#b': 'b', '#c': 'c' },
      ExpressionAttributeValues: { ':a': one, ':b': one },
    },
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#b, #c}',
  ],
  [
    'unused values',
    {
      UpdateExpression: 'SET a = :a',
      ConditionExpression: 'b = :b',
      ExpressionAttributeValues: { ':a': one, ':b': one, ':c': one },
    },
    'Value provided in ExpressionAttributeValues unused in expressions: keys: {:c}',
  ],
  [
    'an undefined value, before unused ones',
    { ConditionExpression: 'a = :b', ExpressionAttributeValues: { ':a': one } },
    'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :b',
  ],
  [
    'an update before a condition',
    { UpdateExpression: 'SET a = :u', ConditionExpression: 'bad' },
    'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :u',
  ],
  [
    'a filter before a projection',
    { KeyConditionExpression: 'bad', FilterExpression: 'bad', ProjectionExpression: 'bad(' },
    'Invalid FilterExpression: Syntax error; token: "<EOF>", near: "bad"',
  ],
  [
    'a projection before a key condition',
    { KeyConditionExpression: 'pk = :u', ProjectionExpression: 'bad(' },
    'Invalid ProjectionExpression: Syntax error; token: "(", near: "bad("',
  ],
]

for (const [why, request, message] of refused) {
  test(`a request is refused for ${why}`, () => {
    assertRefused(() => compileExpressions(request), message)
  })
}

test('names and values are shared by all expressions of a request', () => {
  const compiled = compileExpressions({
    UpdateExpression: 'SET #a.#1 = :1',
    ConditionExpression: '#a <> :1 AND #_b = :A_1',
    ProjectionExpression: null,
    ExpressionAttributeNames: { '#a': 'data', '#1': 'a.b', '#_b': 'b' },
    ExpressionAttributeValues: { ':1': { N: '1.0' }, ':A_1': one },
  })
  assert.deepEqual(compiled.update?.actions, [
    { section: 'SET', path: ['data', 'a.b'], value: { kind: 'value', value: one } },
  ])
  assert.ok(compiled.condition)
  assert.deepEqual(Object.keys(compiled), ['update', 'condition'])
})

test('a longer placeholder key of 255 characters is fine', () => {
  const key = `:${'x'.repeat(254)}`
  assert.ok(
    compileExpressions({ ConditionExpression: `a = ${key}`, ExpressionAttributeValues: { [key]: one } }),
  )
})

test('an expression that was seen before takes its values anew', () => {
  const compile = (value: object, name: string): unknown =>
    compileExpressions({
      ConditionExpression: '#remembered = :value',
      ExpressionAttributeNames: { '#remembered': name },
      ExpressionAttributeValues: { ':value': value },
    }).condition
  const operands = (name: string, value: object): unknown => ({
    kind: 'compare',
    operator: '=',
    operands: [
      { kind: 'path', path: [name] },
      { kind: 'value', value },
    ],
  })
  assert.deepEqual(compile({ S: 'a' }, 'x'), operands('x', { S: 'a' }))
  assert.deepEqual(compile({ BOOL: true }, 'y'), operands('y', { BOOL: true }))
})

test('an expression remembered as one kind is still checked as another', () => {
  assert.ok(compileExpressions({ ProjectionExpression: 'remembered' }))
  assertRefused(
    () => compileExpressions({ ConditionExpression: 'remembered' }),
    'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "remembered"',
  )
})

test('every path of a request is known', () => {
  const compiled = compileExpressions({
    UpdateExpression: 'SET a.x = if_not_exists(b, c) + d REMOVE e[0] ADD f :f',
    ConditionExpression: 'NOT size(g) = h OR i BETWEEN j AND k AND attribute_exists(l)',
    ProjectionExpression: 'm.n, o',
    ExpressionAttributeValues: { ':f': one },
  })
  const names = pathsOf(compiled).map((path) => path.join('.'))
  assert.deepEqual(names.sort(), ['a.x', 'b', 'c', 'd', 'e.0', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm.n', 'o'])
})

test('the reserved words are the 573 that AWS lists', () => {
  assert.equal(reservedWords.size, 573)
  for (const word of ['ABORT', 'DATA', 'NAME', 'STATUS', 'TTL', 'SIZE', 'ZONE'])
    assert.ok(reservedWords.has(word))
  for (const word of ['PK', 'SK', 'ID', 'REMOVE']) assert.ok(!reservedWords.has(word))
})

test('names and values of the wrong JSON type are a serialization error', () => {
  const wrong: readonly ExpressionRequest[] = [
    { ConditionExpression: 'a = b', ExpressionAttributeNames: 'x' },
    { ConditionExpression: 'a = b', ExpressionAttributeNames: { '#a': 1 } },
    { ConditionExpression: 'a = b', ExpressionAttributeValues: [] },
    { ConditionExpression: 'a = b', ExpressionAttributeValues: { ':a': 'x' } },
    { ConditionExpression: 1 },
  ]
  for (const request of wrong) {
    assert.throws(
      () => compileExpressions(request),
      (error) => error instanceof DynamoDBException && error.name === 'SerializationException',
    )
  }
})
