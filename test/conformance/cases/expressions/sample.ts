import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { item, num, numbers, type Plain, strings } from '../../attribute-values.ts'
import { storedItem } from '../../case-makers.ts'
import type { Input, Step } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'

export type Attributes = Readonly<Record<string, Plain>>

/** The item that expressions are tried on, with an attribute of every type. */
export const sample: Attributes = {
  pk: 'x',
  a: 1,
  b: 2,
  s: 'abc',
  m: { x: 1, y: { z: 9 } },
  l: [0, 1, 2],
  ss: strings('a', 'b'),
  ns: numbers('1', '2'),
  bin: new Uint8Array([1, 2, 3]),
  t: true,
  nul: null,
  things: ['one', 'two', { deep: ['x', 'y'] }],
  blank: '',
  'odd name': 1,
}
export const given: Step = storedItem(PLAIN, sample)
export const ofSample: Input = { TableName: PLAIN, Key: item({ pk: 'x' }) }

const names: Readonly<Record<string, string>> = {
  '#a': 'a',
  '#pk': 'pk',
  '#m': 'm',
  '#y': 'y',
  '#odd': 'odd name',
  '#dotted': 'a.b',
  '#path': 'm.x',
}
const values: Attributes = {
  ':zero': 0,
  ':one': 1,
  ':two': 2,
  ':three': 3,
  ':nine': 9,
  ':v': 1,
  ':tenths': num('10e-1'),
  ':s': 'abc',
  ':a': 'a',
  ':prefix': 'ab',
  ':part': 'tw',
  ':upper': 'Z',
  ':accent': 'é',
  ':wide': 'aéé',
  ':e': '',
  ':m': { x: 1 },
  ':mm': { y: { z: num('9.00') }, x: num('1e0') },
  ':l': [7],
  ':none': [],
  ':reversed': [2, 1, 0],
  ':ss': strings('a'),
  ':both': strings('b', 'a'),
  ':three_strings': strings('b', 'a', 'c'),
  ':ns': numbers('1'),
  ':written': numbers('2', '1.0'),
  ':more': numbers('1.0', '30', '-4'),
  ':nines': numbers('9', '99'),
  ':bin': new Uint8Array([1]),
  ':t': true,
  ':n': null,
  ':S': 'S',
  ':N': 'N',
  ':B': 'B',
  ':SS': 'SS',
  ':NS': 'NS',
  ':L': 'L',
  ':M': 'M',
  ':BOOL': 'BOOL',
  ':NULL': 'NULL',
  ':bad': 'XX',
}

/** Those of the names and values above that an expression uses: DynamoDB refuses others. */
export function placeholders(expression: string): Input {
  const used = new Set(expression.match(/[#:][A-Za-z0-9_]+/g))
  const usedNames = Object.entries(names).filter(([key]) => used.has(key))
  const usedValues = Object.entries(values).filter(([key]) => used.has(key))
  return {
    ...(usedNames.length > 0 && { ExpressionAttributeNames: Object.fromEntries(usedNames) }),
    ...(usedValues.length > 0 && { ExpressionAttributeValues: item(Object.fromEntries(usedValues)) }),
  }
}

/** The sample with some of its attributes changed, or removed where they are undefined. */
export function changed(
  changes: Readonly<Record<string, Plain | undefined>>,
): Record<string, AttributeValue> {
  const members = Object.entries({ ...sample, ...changes })
  return item(Object.fromEntries(members.filter((entry): entry is [string, Plain] => entry[1] !== undefined)))
}

/** A condition that holds, of `2 * count - 1` operators. */
export function conjunction(count: number): string {
  return Array(count).fill('a = :one').join(' AND ')
}

/** A condition that does not hold, of `2 * count + 291` operators and functions. */
export function conjunctionWithSizes(count: number): string {
  return `${conjunction(145)} AND ${Array(count).fill('size(a) = b').join(' AND ')}`
}

/** A condition that holds, with so many operands of `IN`. */
export function among(count: number): string {
  return `a IN (${Array(count).fill(':one').join(', ')})`
}

/** An update that sets so many attributes to `value`. */
export function setting(count: number, value: string): string {
  return `SET ${Array.from({ length: count }, (_, index) => `x${index.toString(36)}=${value}`).join(',')}`
}
