import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseItem } from '../attributes/attribute-validation.ts'
import type { Item } from '../attributes/attribute-value.ts'
import { applyProjection } from './apply-projection.ts'
import { assertRefused, compileSample, sampleItem } from './sample-item.helper.ts'

const refused: readonly (readonly [expression: string, message: string])[] = [
  ['', 'Invalid ProjectionExpression: The expression can not be empty;'],
  ['a,', 'Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ","'],
  ['a,,b', 'Invalid ProjectionExpression: Syntax error; token: ",", near: ",,b"'],
  ['a b', 'Invalid ProjectionExpression: Syntax error; token: "b", near: "a b"'],
  ['(a)', 'Invalid ProjectionExpression: Syntax error; token: "(", near: "(a"'],
  ['size(a)', 'Invalid ProjectionExpression: Syntax error; token: "(", near: "size(a"'],
  ['*', 'Invalid ProjectionExpression: Syntax error; token: "*", near: "*"'],
  ['a AND b', 'Invalid ProjectionExpression: Syntax error; token: "AND", near: "a AND b"'],
  ['set', 'Invalid ProjectionExpression: Syntax error; token: "set", near: "set"'],
  ['a[01]', 'Invalid ProjectionExpression: Syntax error; token: "1", near: "01]"'],
  ['a[1', 'Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: "1"'],
  ['data', 'Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: data'],
  ['m.data', 'Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: data'],
  [
    '#undefined',
    'Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #undefined',
  ],
  [
    'a, a',
    'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    '#a, a',
    'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'm, m.x',
    'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, x]',
  ],
  [
    'm.x, m',
    'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, x], path two: [m]',
  ],
  [
    'm.x, m[0]',
    'Invalid ProjectionExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, x], path two: [m, [0]]',
  ],
  [
    'l[0], l.a',
    'Invalid ProjectionExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [l, [0]], path two: [l, a]',
  ],
  [
    'a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a',
    'Invalid ProjectionExpression: The document path has too many nesting levels; nesting levels: 33',
  ],
  [
    'a[99999999999]',
    'Invalid ProjectionExpression: List index is not within the allowable range; index: [99999999999]',
  ],
]

function project(expression: string, item: Item = sampleItem): Item {
  const { projection } = compileSample('ProjectionExpression', expression)
  assert.ok(projection)
  return applyProjection(projection, item)
}

for (const [expression, message] of refused) {
  test(`the projection «${expression}» is refused`, () => {
    assertRefused(() => compileSample('ProjectionExpression', expression), message)
  })
}

const projected: readonly (readonly [expression: string, item: object])[] = [
  ['a', { a: { N: '1' } }],
  ['a, zz, b', { a: { N: '1' }, b: { N: '2' } }],
  ['#a', { a: { N: '1' } }],
  ['m', { m: sampleItem['m'] }],
  ['m.x', { m: { M: { x: { N: '1' } } } }],
  ['m . y . z', { m: { M: { y: { M: { z: { N: '9' } } } } } }],
  ['m.y.z, m.x', { m: sampleItem['m'] }],
  ['l[2], l[0]', { l: { L: [{ N: '0' }, { N: '2' }] } }],
  ['l[1], m.x', { l: { L: [{ N: '1' }] }, m: { M: { x: { N: '1' } } } }],
  ['ss', { ss: { SS: ['a', 'b'] } }],
  ['zz', {}],
  ['m.zz', {}],
  ['l[9]', {}],
  ['m[0]', {}],
  ['l.x', {}],
  ['ss[0]', {}],
  ['a.b.c', {}],
]

for (const [expression, item] of projected) {
  test(`the projection «${expression}» gives what it names`, () => {
    assert.deepEqual({ ...project(expression) }, parseLike(item))
  })
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
