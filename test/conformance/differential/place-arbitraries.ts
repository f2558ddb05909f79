import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import type { Input } from '../conformance-case.ts'
import { MAIN, NUMBERED, reachableKeys } from './tables.ts'
import {
  anyValue,
  listValue,
  mapValue,
  numberSet,
  numberValue,
  stringSet,
  stringValue,
  wrongValue,
} from './value-arbitraries.ts'

export type Attributes = Record<string, AttributeValue>

export const mainKey: fc.Arbitrary<Attributes> = fc.constantFrom(...(reachableKeys[MAIN] ?? []))
/** One of the numbers, as it may be written. */
const numberedKey: fc.Arbitrary<Attributes> = fc
  .constantFrom('-1', '1', '1.0', '10', '1e1', '2.5', '2.50')
  .map((N) => ({ pk: { S: 'p' }, num: { N } }))
export const wrongKey: fc.Arbitrary<Attributes> = fc.constantFrom<Attributes>(
  {},
  { pk: { S: 'p' } },
  { sk: { S: '1' } },
  { pk: { S: '' }, sk: { S: '1' } },
  { pk: { S: 'p' }, sk: { S: '' } },
  { pk: { N: '1' }, sk: { S: '1' } },
  { pk: { S: 'p' }, sk: { N: '1' } },
  { pk: { S: 'p' }, sk: { S: '1' }, x: { S: '1' } },
  { pk: { S: 'p' }, x: { S: '1' } },
  { pk: { NULL: true }, sk: { S: '1' } },
)

export interface Place {
  readonly TableName: string
  readonly key: Attributes
}
/** Where a generated request finds or puts its item. */
export const place: fc.Arbitrary<Place> = fc.oneof(
  { weight: 8, arbitrary: mainKey.map((key) => ({ TableName: MAIN, key })) },
  { weight: 2, arbitrary: numberedKey.map((key) => ({ TableName: NUMBERED, key })) },
)
export const wrongPlace: fc.Arbitrary<Place> = fc.oneof(
  { weight: 5, arbitrary: wrongKey.map((key) => ({ TableName: MAIN, key })) },
  { weight: 1, arbitrary: mainKey.map((key) => ({ TableName: 'differential-missing', key })) },
)

/**
 * Attributes beside the key. Sort keys of indexes are of one item alone, so that every index has one order.
 */
const attributes = ({ key }: Place): fc.Arbitrary<Attributes> => {
  const place = (reachableKeys[MAIN] ?? []).findIndex(
    ({ pk, sk }) => JSON.stringify([pk, sk]) === JSON.stringify([key['pk'], key['sk']]),
  )
  return fc
    .record(
      {
        a: anyValue,
        b: anyValue,
        n: numberValue,
        s: stringValue,
        l: listValue,
        m: mapValue,
        ss: stringSet,
        ns: numberSet,
        c: numberValue,
        name: stringValue,
        'odd name': anyValue,
        'm.a': numberValue,
        g: fc.constantFrom('x', 'y').map((S) => ({ S })),
        r: fc.constantFrom(10 * place, 10 * place + 1).map((n) => ({ N: String(n) })),
        k: fc.constant({ S: 'k' }),
        alt: fc.constantFrom(`${9 - place}`, `1${place}`).map((S) => ({ S })),
      },
      { requiredKeys: [] },
    )
    .map((some) => ({ ...some, ...key }) as Attributes)
}
export const itemAt = (where: Place): fc.Arbitrary<Attributes> =>
  fc.oneof(
    { weight: 25, arbitrary: attributes(where) },
    {
      weight: 1,
      arbitrary: fc.tuple(attributes(where), wrongValue).map(([item, wrong]) => ({ ...item, a: wrong })),
    },
  )

/** One input of several parts. */
export const merge = (...parts: fc.Arbitrary<Input>[]): fc.Arbitrary<Input> =>
  fc.tuple(...parts).map((inputs) => Object.assign({}, ...inputs) as Input)
/** Builds an input for some item's place. */
export const at = (build: (where: Place) => fc.Arbitrary<Input>): fc.Arbitrary<Input> => place.chain(build)
export const keyed = ({ TableName, key }: Place): fc.Arbitrary<Input> => fc.constant({ TableName, Key: key })
export const puttable = (where: Place): fc.Arbitrary<Input> =>
  itemAt(where).map((Item) => ({ TableName: where.TableName, Item }))
