import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyRange } from './expression-tree.ts'
import { resolveKeyCondition } from './key-condition.ts'
import { assertRefused, compileSample } from './sample-item.helper.ts'

function resolve(
  expression: string,
  keys: readonly ['pk', 'sk'?] = ['pk', 'sk'],
  sortType: 'S' | 'N' | 'B' = 'S',
): KeyRange {
  const { keyCondition } = compileSample('KeyConditionExpression', expression, { ':noBytes': { B: '' } })
  assert.ok(keyCondition)
  const [hash, range] = keys
  return resolveKeyCondition(
    keyCondition,
    { hashes: [hash], ranges: range ? [range] : [] },
    { pk: 'S', sk: sortType },
  )
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
    assert.deepEqual(resolved.hashes, [{ S: 'abc' }])
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
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain ' +
      'an empty binary value. Key: sk',
  )
})
