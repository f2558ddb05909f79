import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyRange } from './expression-tree.ts'
import { resolveKeyCondition } from './key-condition.ts'
import { assertRefused, compileSample } from './sample-item.helper.ts'

const refused: readonly (readonly [expression: string, message: string])[] = [
  ['pk =', 'Invalid KeyConditionExpression: Syntax error; token: "<EOF>", near: "="'],
  ['((pk = :s))', 'Invalid KeyConditionExpression: The expression has redundant parentheses;'],
  [
    'data = :s',
    'Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: data',
  ],
  [
    'pk < :t',
    'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
  ],
  [
    'pk = pk',
    'Invalid KeyConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [pk]',
  ],
  [
    'pk = :s AND begins_with(sk, :one)',
    'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
  ],
  [
    'pk = :s AND sk BETWEEN :s AND :e',
    'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:abc}, upper bound operand: AttributeValue: {S:}',
  ],
  ['pk = :s OR sk = :s', 'Invalid operator used in KeyConditionExpression: OR'],
  ['NOT pk = :s', 'Invalid operator used in KeyConditionExpression: NOT'],
  ['pk = :s AND sk <> :s', 'Invalid operator used in KeyConditionExpression: <>'],
  ['pk = :s AND sk IN (:s)', 'Invalid operator used in KeyConditionExpression: IN'],
  ['pk = :s AND attribute_exists(sk)', 'Invalid operator used in KeyConditionExpression: attribute_exists'],
  ['pk = :s AND contains(sk, :s)', 'Invalid operator used in KeyConditionExpression: contains'],
  ['pk = :s AND attribute_type(sk, :S)', 'Invalid operator used in KeyConditionExpression: attribute_type'],
  ['pk IN (:s) OR sk = :s', 'Invalid operator used in KeyConditionExpression: OR'],
  ['size(pk) = :one', 'KeyConditionExpressions cannot contain nested operations'],
  ['pk = :s AND sk = size(sk)', 'KeyConditionExpressions cannot contain nested operations'],
  ['pk = sk', 'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition'],
  [
    'pk = foo.a',
    'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
  ],
  [':s = :s', 'Invalid condition in KeyConditionExpression: No key attribute specified'],
  ['foo.a = :s', 'KeyConditionExpressions cannot have conditions on nested attributes'],
  ['foo.a = bar', 'KeyConditionExpressions cannot have conditions on nested attributes'],
  [
    'pk = :s AND :s BETWEEN sk AND :s',
    'Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand',
  ],
  [
    'pk = :s AND begins_with(:s, sk)',
    'Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand',
  ],
  ['pk = :s AND sk < :s AND sk > :S', 'KeyConditionExpressions must only contain one condition per key'],
  ['pk = :s AND pk = :s', 'KeyConditionExpressions must only contain one condition per key'],
  ['pk = :s AND sk = :s AND foo = :s', 'Conditions can be of length 1 or 2 only'],
  ['pk < :s', 'Query key condition not supported'],
  ['pk BETWEEN :s AND :s', 'Query key condition not supported'],
  ['begins_with(pk, :s)', 'Query key condition not supported'],
  ['pk > :s AND foo = :s', 'Query key condition not supported'],
  [
    'pk = :one',
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  ],
  [
    'pk = :s AND sk = :one',
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  ],
  [
    'pk = :s AND sk BETWEEN :one AND :two',
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  ],
  [
    'pk = :ss',
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  ],
  [
    'pk = :e',
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
  ],
  [
    'pk = :s AND sk = :e',
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk',
  ],
  [
    'pk = :s AND begins_with(sk, :e)',
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk',
  ],
  [
    'pk = :one AND foo = :s',
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  ],
  [
    'pk = :e AND sk = :one',
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
  ],
]

function resolve(
  expression: string,
  keys: readonly ['pk', 'sk'?] = ['pk', 'sk'],
  sortType: 'S' | 'N' | 'B' = 'S',
): KeyRange {
  const { keyCondition } = compileSample('KeyConditionExpression', expression, { ':noBytes': { B: '' } })
  assert.ok(keyCondition)
  const [hash, range] = keys
  return resolveKeyCondition(keyCondition, { hash, range }, { pk: 'S', sk: sortType })
}

for (const [expression, message] of refused) {
  test(`the key condition «${expression}» is refused`, () => {
    assertRefused(() => resolve(expression), message)
  })
}

const missing: readonly (readonly [expression: string, key: string])[] = [
  ['sk = :s', 'pk'],
  ['foo = :s', 'pk'],
  ['foo = :one AND sk = :s', 'pk'],
  ['pk = :s AND foo = :one', 'sk'],
]

for (const [expression, key] of missing) {
  test(`the key condition «${expression}» misses ${key}`, () => {
    assertRefused(() => resolve(expression), `Query condition missed key schema element: ${key}`)
  })
}

const accepted: readonly (readonly [expression: string, range: object | undefined])[] = [
  ['pk = :s', undefined],
  [':s = pk', undefined],
  ['pk = :s AND sk = :S', { operator: '=', value: { S: 'S' } }],
  ['sk < :S AND pk = :s', { operator: '<', value: { S: 'S' } }],
  ['(pk = :s) AND (sk <= :S)', { operator: '<=', value: { S: 'S' } }],
  ['pk = :s AND :S < sk', { operator: '>', value: { S: 'S' } }],
  ['pk = :s AND :S >= sk', { operator: '<=', value: { S: 'S' } }],
  ['pk = :s AND sk BETWEEN :S AND :s', { operator: 'BETWEEN', lower: { S: 'S' }, upper: { S: 'abc' } }],
  ['(pk = :s AND begins_with(sk, :prefix))', { operator: 'begins_with', value: { S: 'ab' } }],
]

for (const [expression, range] of accepted) {
  test(`the key condition «${expression}» asks of the keys what it says`, () => {
    const resolved = resolve(expression)
    assert.deepEqual(resolved.hash, { S: 'abc' })
    assert.deepEqual(resolved.range, range)
  })
}

test('a number is a sort key of type N, and of no other', () => {
  assert.deepEqual(resolve('pk = :s AND sk >= :one', ['pk', 'sk'], 'N').range, {
    operator: '>=',
    value: { N: '1' },
  })
  assertRefused(
    () => resolve('pk = :s AND sk >= :one', ['pk', 'sk'], 'B'),
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  )
})

test('a table without a sort key takes no second condition', () => {
  assertRefused(() => resolve('pk = :s AND sk = :s', ['pk']), 'Query key condition not supported')
})

test('a binary key is not empty either', () => {
  assertRefused(
    () => resolve('pk = :s AND sk = :noBytes', ['pk', 'sk'], 'B'),
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: sk',
  )
})
