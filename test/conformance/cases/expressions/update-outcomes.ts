import { numbers, type Plain, strings } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, returns, step } from '../../conformance-case.ts'
import { changed, given, ofSample, placeholders, setting } from './sample.ts'

type Changes = Readonly<Record<string, Plain | undefined>>

const things = (...changes: Plain[]): Changes => ({ things: changes })
const deep = { deep: ['x', 'y'] }

const attributes = (count: number, value: number): Changes =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index.toString(36)}`, value]))

/** What becomes of the attributes that an update is about; `undefined` for one that goes. */
const updates: readonly (readonly [expression: string, changes: Changes])[] = [
  ['SET a = :two', { a: 2 }],
  ['set a = :two', { a: 2 }],
  ['SET zz = :s', { zz: 'abc' }],
  ['SET zz = :e', { zz: '' }],
  ['SET a = b, b = a', { a: 2, b: 1 }],
  ['SET a = a', { a: 1 }],
  ['SET a = a + :one', { a: 2 }],
  ['SET a = b - :three', { a: -1 }],
  ['SET a = ((a) + (:one))', { a: 2 }],
  ['SET a=a-b', { a: -1 }],
  ['SET zz = pk', { zz: 'x' }],
  ['SET zz = if_not_exists(zz, :one)', { zz: 1 }],
  ['SET a = if_not_exists(a, :two)', { a: 1 }],
  ['SET zz = if_not_exists(zz, :one) + :one', { zz: 2 }],
  ['SET zz = if_not_exists(zz, if_not_exists(zzz, a))', { zz: 1 }],
  ['SET l = list_append(l, :l)', { l: [0, 1, 2, 7] }],
  ['SET l = list_append(:l, l)', { l: [7, 0, 1, 2] }],
  ['SET l = list_append(l, l)', { l: [0, 1, 2, 0, 1, 2] }],
  ['SET zz = list_append(if_not_exists(zz, :l), :l)', { zz: [7, 7] }],
  ['SET m.x = :two', { m: { x: 2, y: { z: 9 } } }],
  ['SET m.y = m.x', { m: { x: 1, y: 1 } }],
  ['SET m.n = :one REMOVE m.y', { m: { x: 1, n: 1 } }],
  ['SET l[1] = l[0], l[0] = l[1]', { l: [1, 0, 2] }],
  ['SET l[9] = :one', { l: [0, 1, 2, 1] }],
  ['SET l[9] = :one, l[8] = :two', { l: [0, 1, 2, 2, 1] }],
  ['SET l[3] = l[0] REMOVE l[0]', { l: [1, 2, 0] }],
  ['SET l[7] = :two REMOVE l[0], l[3], l[5]', { l: [1, 2, 2] }],
  ['SET l[1] = :three REMOVE l[0]', { l: [3, 2] }],
  ['SET m.#dotted = :one', { m: { x: 1, y: { z: 9 }, 'a.b': 1 } }],
  ['REMOVE a', { a: undefined }],
  ['REMOVE a, b', { a: undefined, b: undefined }],
  ['REMOVE zz', {}],
  ['REMOVE m.zz', {}],
  ['REMOVE l[9]', {}],
  ['REMOVE l[0], l[1]', { l: [2] }],
  ['REMOVE l[0], l[1], l[2]', { l: [] }],
  ['REMOVE m.x, m.y.z', { m: { y: {} } }],
  ['ADD a :one', { a: 2 }],
  ['ADD zz :one', { zz: 1 }],
  ['ADD m.x :one', { m: { x: 2, y: { z: 9 } } }],
  ['ADD l[9] :one', { l: [0, 1, 2, 1] }],
  ['ADD ss :ss', {}],
  ['ADD zz :ss', { zz: strings('a') }],
  ['DELETE ss :ss', { ss: strings('b') }],
  ['DELETE ns :ns', { ns: numbers('2') }],
  ['DELETE zz :ss', {}],
  ['DELETE m.zz :ss', {}],
  ['DELETE ss :ss ADD a :one REMOVE b SET zz = :one', { ss: strings('b'), a: 2, b: undefined, zz: 1 }],
  ['SET zz = :s REMOVE m ADD b :one DELETE ss :ss', { zz: 'abc', m: undefined, b: 3, ss: strings('b') }],
  ['remove m add b :one Set zz = :s', { zz: 'abc', m: undefined, b: 3 }],
  ['SET a = s, s = a', { a: 'abc', s: 1 }],
  ['SET zz = if_not_exists(s, :v)', { zz: 'abc' }],
  ['SET zz = list_append(if_not_exists(zz, :none), :l)', { zz: [7] }],
  ['SET things[1] = :s', things('one', 'abc', deep)],
  ['SET things[10] = :s, things[7] = :e', things('one', 'two', deep, '', 'abc')],
  ['SET things[0] = :s REMOVE things[1]', things('abc', deep)],
  ['REMOVE things[0], things[2]', things('two')],
  ['REMOVE zz, m.zz, l[9]', {}],
  ['SET ss = :ss', { ss: strings('a') }],
  ['SET zz = :none', { zz: [] }],
  ['ADD ss :three_strings', { ss: strings('a', 'b', 'c') }],
  ['ADD ns :more', { ns: numbers('-4', '1', '2', '30') }],
  ['DELETE ss :both', { ss: undefined }],
  ['DELETE ns :more', { ns: numbers('2') }],
  ['DELETE ns :nines', {}],
  ['REMOVE a'.padEnd(4096), { a: undefined }],
  [setting(400, 'b'), attributes(400, 2)],
  [setting(300, 'b+b'), attributes(300, 4)],
]

export const updateOutcomeCases: readonly ConformanceCase[] = updates.map(([UpdateExpression, changes]) =>
  plain(
    `«${UpdateExpression.slice(0, 80)}» changes what it says and nothing else`,
    given,
    step(
      'UpdateItem',
      { ...ofSample, UpdateExpression, ...placeholders(UpdateExpression), ReturnValues: 'ALL_NEW' },
      returns({ Attributes: changed(changes) }),
    ),
  ),
)
