import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import {
  anyValue,
  binaryValue,
  booleanValue,
  listValue,
  mapValue,
  nullValue,
  numberSet,
  numberValue,
  stringSet,
  stringValue,
  wrongValue,
} from './value-arbitraries.ts'

/** The parameters of a request that has expressions. */
export type Expressions = Readonly<Record<string, unknown>>

/** What the name placeholders stand for. */
export const NAMES: Readonly<Record<string, string>> = {
  '#a': 'a',
  '#b': 'b',
  '#l': 'l',
  '#m': 'm',
  '#n': 'n',
  '#name': 'name',
  '#odd': 'odd name',
  '#pk': 'pk',
  '#dot': 'm.a',
}
const sortKey = fc.constantFrom('0', '1', '2', '3', '25').map((S) => ({ S }))

/** Values by placeholder: the letter says the type, so that operands fit often enough. */
const values: fc.Arbitrary<Record<string, AttributeValue>> = fc.record({
  ':s': stringValue,
  ':n': numberValue,
  ':one': fc.constant({ N: '1' }),
  ':b': binaryValue,
  ':t': booleanValue,
  ':null': nullValue,
  ':l': listValue,
  ':m': mapValue,
  ':ss': stringSet,
  ':ns': numberSet,
  ':x': anyValue,
  ':pk': fc.constantFrom('p', 'p', 'q', 'none').map((S) => ({ S })),
  ':sk': sortKey,
  ':sk2': sortKey,
  ':g': fc.constantFrom('x', 'y').map((S) => ({ S })),
  ':r': numberValue,
  ':k': fc.constant({ S: 'k' }),
  ':alt': stringValue,
  ':num': numberValue,
  ':type': fc
    .constantFrom('S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS', 'X')
    .map((S) => ({ S })),
})
/**
 * Adds `ExpressionAttributeNames` and `ExpressionAttributeValues` to expressions: what they use, and now and
 * then one too few, one too many, or one with a wrong value.
 */
export function withPlaceholders(expressions: fc.Arbitrary<Expressions>): fc.Arbitrary<Expressions> {
  const slip = fc.oneof(
    { weight: 30, arbitrary: fc.constant('none') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'unused value',
        'unused name',
        'undefined value',
        'undefined name',
        'wrong value',
      ),
    },
  )
  return fc.tuple(expressions, values, slip, wrongValue).map(([parameters, allValues, kind, wrong]) => {
    const used = Object.values(parameters)
      .filter((text) => typeof text === 'string')
      .join(' ')
    const usedNames = new Set(used.match(/#\w+/g))
    const usedValues = new Set(used.match(/:\w+/g))
    if (kind === 'unused value') usedValues.add(':s')
    if (kind === 'unused name') usedNames.add('#b')
    if (kind === 'undefined value') usedValues.delete([...usedValues].at(-1) ?? '')
    if (kind === 'undefined name') usedNames.delete([...usedNames].at(-1) ?? '')
    const names = Object.fromEntries(
      [...usedNames].flatMap((name) => (NAMES[name] ? [[name, NAMES[name]]] : [])),
    )
    const given = Object.fromEntries(
      [...usedValues].flatMap((name) => (allValues[name] ? [[name, allValues[name]]] : [])),
    )
    const last = Object.keys(given).at(-1)
    if (kind === 'wrong value' && last !== undefined) given[last] = wrong
    return {
      ...parameters,
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ...(Object.keys(given).length > 0 && { ExpressionAttributeValues: given }),
    }
  })
}
