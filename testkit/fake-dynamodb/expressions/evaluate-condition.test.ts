import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseItem } from '../attributes/attribute-validation.ts'
import { createAttributeMap, type Item } from '../attributes/attribute-value.ts'
import { assertFilterWithoutKeys, evaluateCondition } from './evaluate-condition.ts'
import type { Condition } from './expression-tree.ts'
import { assertRefused, compileSample, sampleItem } from './sample-item.helper.ts'

function compileCondition(expression: string, own?: Readonly<Record<string, object>>): Condition {
  const { condition } = compileSample('ConditionExpression', expression, own)
  assert.ok(condition)
  return condition
}

function holds(expression: string, own?: Readonly<Record<string, object>>, item: Item = sampleItem): boolean {
  return evaluateCondition(compileCondition(expression, own), item)
}

test('numbers are ordered exactly', () => {
  const item = parseItem({ n: { N: '9007199254740993' } })
  assert.ok(holds('n > :x', { ':x': { N: '9007199254740992' } }, item))
})

test('the size of a string counts UTF-16 units', () => {
  const item = parseItem({ s: { S: 'aé😀' } })
  assert.ok(holds('size(s) = :x', { ':x': { N: '4' } }, item))
})

test('an item that does not exist has no attributes, not even inherited ones', () => {
  const nothing = createAttributeMap()
  assert.ok(holds('attribute_not_exists(a)', {}, nothing))
  assert.ok(holds('attribute_not_exists(#proto)', {}, nothing))
  assert.ok(holds('attribute_not_exists(toString)', {}, nothing))
})

test('a filter may not name the keys of what is queried', () => {
  const filter = compileCondition('a = :one AND NOT size(sk) > :one')
  assert.doesNotThrow(() => assertFilterWithoutKeys(filter, { hashes: ['pk'], ranges: [] }))
  assertRefused(
    () => assertFilterWithoutKeys(filter, { hashes: ['pk'], ranges: ['sk'] }),
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
  )
})
