import { item, numbers, type Plain, strings } from './attribute-values.ts'
import {
  type CaseMaker,
  type ConformanceCase,
  casesOn,
  type Expected,
  type Input,
  type OperationName,
  returns,
  type Step,
  step,
} from './conformance-case.ts'
import { BINARY, INDEXED, NUMBERED, PLAIN, SORTED } from './tables.ts'

export const plain: CaseMaker = casesOn(PLAIN)
export const sorted: CaseMaker = casesOn(SORTED)
export const numbered: CaseMaker = casesOn(NUMBERED)
export const binary: CaseMaker = casesOn(BINARY)
export const indexed: CaseMaker = casesOn(INDEXED)
export const both: CaseMaker = casesOn(PLAIN, SORTED)

/** Makes a case of one request that is tried. */
export type RequestCaseMaker = (title: string, request: Input, expected: Expected) => ConformanceCase

/** A maker of cases that try one request, after the steps `given`. */
export function casesOf(make: CaseMaker, operation: OperationName, ...given: Step[]): RequestCaseMaker {
  return (title, request, expected) => make(title, ...given, step(operation, request, expected))
}

/** The item that updates and deletes begin with. */
export const sample: Readonly<Record<string, Plain>> = {
  pk: 'a',
  s: 'text',
  n: 5,
  ss: strings('x', 'y'),
  ns: numbers('1', '2'),
  things: ['one', 'two', { deep: 'x' }],
  tree: { branch: { leaf: 'v' }, n: 7 },
}

/** Puts one item. */
export function storedItem(TableName: string, attributes: Readonly<Record<string, Plain>>): Step {
  return step('PutItem', { TableName, Item: item(attributes) }, returns())
}

/** Puts up to 25 items. */
export function storedItems(TableName: string, items: readonly Readonly<Record<string, Plain>>[]): Step {
  return step(
    'BatchWriteItem',
    { RequestItems: { [TableName]: items.map((each) => ({ PutRequest: { Item: item(each) } })) } },
    returns({ UnprocessedItems: {} }),
  )
}

/** So many partition keys. */
export function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `k${index}`)
}
