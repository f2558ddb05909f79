import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseItem } from '../attributes/attribute-validation.ts'
import type { Item } from '../attributes/attribute-value.ts'
import { applyUpdate, type UpdateResult } from './apply-update.ts'
import { assertRefused, compileSample, sampleItem } from './sample-item.helper.ts'

function update(
  expression: string,
  { item = sampleItem, own = {} }: { item?: Item; own?: Readonly<Record<string, object>> } = {},
): UpdateResult {
  const { update: compiled } = compileSample('UpdateExpression', expression, own)
  assert.ok(compiled)
  return applyUpdate(compiled, item)
}

function assertItems(actual: Item | undefined, expected: object): void {
  assert.deepEqual(actual, parseItem(expected))
}

function list(...numbers: number[]): { L: { N: string }[] } {
  return { L: numbers.map((number) => ({ N: String(number) })) }
}

test('the old item stays as it was', () => {
  const before = structuredClone({ ...sampleItem })
  update('SET m.y.z = :one, l[0] = :two ADD a :one, ss :x DELETE ns :ns REMOVE b', {
    own: { ':x': { SS: ['z'] } },
  })
  assert.deepEqual(structuredClone({ ...sampleItem }), before)
})

test('__proto__ is set like any other attribute', () => {
  const { item } = update('SET #proto = :one, m.#proto = :two')
  assert.deepEqual(Object.getOwnPropertyDescriptor(item, '__proto__')?.value, { N: '1' })
  assert.equal(item['toString'], undefined)
  assert.equal(Object.hasOwn(Object.prototype, 'N'), false)
})

test('a set that loses its last member goes, and its list closes up', () => {
  const item = parseItem({
    ss: { SS: ['a'] },
    m: { M: { s: { SS: ['a'] } } },
    l: { L: [{ SS: ['a'] }, { S: 'b' }] },
  })
  assertItems(update('DELETE ss :ss, m.s :ss, l[0] :ss', { item }).item, {
    m: { M: {} },
    l: { L: [{ S: 'b' }] },
  })
})

test('arithmetic is exact to 38 digits', () => {
  const item = parseItem({ n: { N: '99999999999999999999999999999999999998' } })
  assert.deepEqual(update('SET n = n + :one', { item }).item['n'], {
    N: '99999999999999999999999999999999999999',
  })
  assert.deepEqual(update('ADD n :two', { item }).item['n'], { N: '100000000000000000000000000000000000000' })
})

test('a sum that does not fit is refused', () => {
  const overflow = 'Number overflow. Attempting to store a number with magnitude larger than supported range'
  const huge = parseItem({ n: { N: '9e125' } })
  const own = { ':huge': { N: '9e125' }, ':tiny': { N: '1e-130' } }
  assertRefused(() => update('ADD n :huge', { item: huge, own }), overflow)
  assertRefused(() => update('SET n = n + :tiny', { item: huge, own }), overflow)
  assertRefused(
    () => update('SET n = n - :tiny', { item: parseItem({ n: { N: '1.1e-130' } }), own }),
    'Number underflow. Attempting to store a number with magnitude smaller than supported range',
  )
})

test('an update may nest an item 32 levels deep and no deeper', () => {
  const nested = (levels: number): object => (levels === 0 ? { S: 'x' } : { L: [nested(levels - 1)] })
  assert.ok(update('SET zz = :x', { own: { ':x': nested(31) } }))
  assertRefused(
    () => update('SET zz = :x', { own: { ':x': nested(32) } }),
    'Nesting Levels have exceeded supported limits',
  )
  assert.ok(update('SET m.y.q = :x', { own: { ':x': nested(29) } }))
  assertRefused(
    () => update('SET m.y.q = :x', { own: { ':x': nested(30) } }),
    'Nesting Levels have exceeded supported limits',
  )
})

const touched: readonly (readonly [expression: string, old: object | undefined, now: object | undefined])[] =
  [
    ['SET a = :two', { a: { N: '1' } }, { a: { N: '2' } }],
    ['SET a = a', { a: { N: '1' } }, { a: { N: '1' } }],
    ['SET zz = :one', undefined, { zz: { N: '1' } }],
    ['SET a = :two, zz = :one', { a: { N: '1' } }, { a: { N: '2' }, zz: { N: '1' } }],
    ['REMOVE a', { a: { N: '1' } }, undefined],
    ['REMOVE zz', undefined, undefined],
    ['SET m.x = :two', { m: { M: { x: { N: '1' } } } }, { m: { M: { x: { N: '2' } } } }],
    ['SET m.n = :one', undefined, { m: { M: { n: { N: '1' } } } }],
    ['SET l[1] = :three', { l: list(1) }, { l: list(3) }],
    [
      'SET l[1] = :three, m.x = :two',
      { l: list(1), m: { M: { x: { N: '1' } } } },
      { l: list(3), m: { M: { x: { N: '2' } } } },
    ],
    ['SET l[9] = :three', undefined, undefined],
    ['REMOVE l[1]', { l: list(1) }, { l: list(2) }],
    ['REMOVE l[1], l[9]', { l: list(1) }, { l: list(2) }],
    ['DELETE ss :ss', { ss: { SS: ['a', 'b'] } }, { ss: { SS: ['b'] } }],
    ['DELETE zz :ss', undefined, undefined],
  ]

for (const [expression, old, now] of touched) {
  test(`UPDATED_OLD and UPDATED_NEW of «${expression}» show only what it touched`, () => {
    const result = update(expression)
    assert.deepEqual(result.updatedOld(), old && parseItem(old))
    assert.deepEqual(result.updatedNew(), now && parseItem(now))
  })
}

test('a new item begins with its key', () => {
  const result = update('SET a = if_not_exists(a, :one)', { item: parseItem({ pk: { S: 'new' } }) })
  assertItems(result.item, { pk: { S: 'new' }, a: { N: '1' } })
  assert.equal(result.updatedOld(), undefined)
  assertItems(result.updatedNew(), { a: { N: '1' } })
})
