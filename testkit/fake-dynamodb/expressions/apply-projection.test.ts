import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseItem } from '../attributes/attribute-validation.ts'
import type { Item } from '../attributes/attribute-value.ts'
import { applyProjection } from './apply-projection.ts'
import { compileSample, sampleItem } from './sample-item.helper.ts'

function project(expression: string, item: Item = sampleItem): Item {
  const { projection } = compileSample('ProjectionExpression', expression)
  assert.ok(projection)
  return applyProjection(projection, item)
}

test('a name with a dot is one name', () => {
  const item = parseItem({ 'a.b': { S: 'dotted' }, a: { M: { b: { S: 'nested' } } } })
  assert.deepEqual({ ...project('#dotted', item) }, { 'a.b': { S: 'dotted' } })
})

test('__proto__ is a name as any other', () => {
  const item = parseItem(JSON.parse('{"__proto__":{"S":"own"},"a":{"S":"other"}}'))
  assert.equal(JSON.stringify(project('#proto', item)), '{"__proto__":{"S":"own"}}')
  assert.deepEqual(Object.keys(project('#proto')), [])
})

test('list elements of lists close up in their order', () => {
  const item = parseItem({
    a: { L: [{ L: [{ S: 'x' }, { S: 'y' }] }, { S: 'z' }, { M: { q: { S: 'w' }, r: { S: 'v' } } }] },
  })
  assert.deepEqual(
    { ...project('a[2].q, a[0][1]', item) },
    parseLike({ a: { L: [{ L: [{ S: 'y' }] }, { M: { q: { S: 'w' } } }] } }),
  )
})

/** The same attributes as items are made of. */
function parseLike(item: object): object {
  return { ...parseItem(item) }
}
