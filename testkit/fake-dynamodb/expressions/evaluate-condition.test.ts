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

const holding: readonly string[] = [
  'a = :one',
  'a=:one',
  '\n\ta\r=\n:one ',
  '#a = :one',
  ':one = a',
  ':one = :one',
  '(a) = (:one)',
  '(a = :one)',
  'm.x = :one',
  'm.y.z > m.x',
  'l[1] = a',
  'a <> :two',
  'a <> s',
  'a < b',
  'a <= :one',
  'b > a',
  'b >= :two',
  's > :prefix',
  'bin > :bin',
  't = :t',
  'nul = :n',
  'zz <> :one',
  'zz <> zzz',
  'size(zz) <> :one',
  'a BETWEEN :one AND :two',
  ':one BETWEEN a AND b',
  'l[0] BETWEEN :e AND :s OR l[1] BETWEEN l[0] AND l[2]',
  'a IN (:one)',
  'a IN (:s, b, l[1])',
  'attribute_exists(a)',
  'attribute_exists(m.y.z)',
  'attribute_exists(l[2])',
  'attribute_not_exists(zz)',
  'attribute_not_exists(l[3])',
  'attribute_not_exists(m[0])',
  'attribute_not_exists(a.b)',
  'attribute_type(s, :S)',
  'attribute_type(:s, :S)',
  'begins_with(s, :prefix)',
  'begins_with(s, :e)',
  'begins_with(bin, :bin)',
  'begins_with(:s, :prefix)',
  'contains(s, :prefix)',
  'contains(ss, m.q) OR contains(ns, a)',
  'contains(l, :two)',
  'contains(bin, :bin)',
  'size(s) = :three',
  'size(bin) = :three',
  'size(l) = :three',
  'size(ss) = b',
  'size(ns) = :two',
  'size(m) = :two',
  'size(:l) = :one',
  'size(s) = size(l)',
  'NOT a = :two',
  'NOT (a = :two)',
  'not a = :two and b = :two',
  'NOT NOT a = :one',
  'NOT zz = :one',
  'NOT zz BETWEEN :one AND :two',
  'a = :two OR a = :one AND b = :two',
  'a = :one OR a = :two AND b = :one',
  'NOT a = :two OR b = :one',
  '((a = :one) AND (b = :two)) OR zz = :one',
]

const failing: readonly string[] = [
  'a = :two',
  'a = :s',
  'a = zz',
  'zz = zzz',
  'zz < :one',
  'zz >= :one',
  'a <> :one',
  'a < s',
  't = :n',
  's < :prefix',
  'a BETWEEN :two AND :three',
  'a BETWEEN zz AND :two',
  's BETWEEN :one AND :two',
  'a IN (:two, :s, zz)',
  'attribute_exists(zz)',
  'attribute_exists(m[0])',
  'attribute_not_exists(a)',
  'attribute_type(a, :S)',
  'attribute_type(zz, :S)',
  'begins_with(a, :s)',
  'begins_with(zz, :s)',
  'begins_with(:prefix, s)',
  'begins_with(s, :bin)',
  'contains(a, :one)',
  'contains(:one, a)',
  'contains(s, :one)',
  'contains(ss, :s)',
  'contains(ss, :ss)',
  'contains(m, :one)',
  'contains(zz, :one)',
  'size(a) = :one',
  'size(zz) > :one',
  'size(s) = :s',
  'NOT a = :one',
  'NOT a = :one OR a = :two',
  '(a = :one OR a = :two) AND b = :one',
]

for (const expression of holding) {
  test(`«${expression}» holds`, () => assert.equal(holds(expression), true))
}

for (const expression of failing) {
  test(`«${expression}» does not hold`, () => assert.equal(holds(expression), false))
}

test('numbers are equal whatever they were written as, wherever they lie', () => {
  assert.ok(holds('a = :x', { ':x': { N: '10e-1' } }))
  assert.ok(holds('contains(ns, :x)', { ':x': { N: '1.0' } }))
  assert.ok(holds('m = :x', { ':x': { M: { y: { M: { z: { N: '9.00' } } }, x: { N: '1e0' } } } }))
})

test('sets are equal in any order', () => {
  assert.ok(holds('ss = :x', { ':x': { SS: ['b', 'a'] } }))
  assert.ok(holds('ns = :x', { ':x': { NS: ['2', '1.0'] } }))
  assert.ok(!holds('ss = :x', { ':x': { SS: ['b', 'a', 'c'] } }))
})

test('strings are ordered by their UTF-8 bytes', () => {
  const item = parseItem({ s: { S: '\uffff' } })
  assert.ok(holds('s < :x', { ':x': { S: '\u{10000}' } }, item))
})

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
  assert.doesNotThrow(() => assertFilterWithoutKeys(filter, { hash: 'pk' }))
  assertRefused(
    () => assertFilterWithoutKeys(filter, { hash: 'pk', range: 'sk' }),
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
  )
})
