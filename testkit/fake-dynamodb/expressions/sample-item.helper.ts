import assert from 'node:assert/strict'
import { parseItem } from '../attributes/attribute-validation.ts'
import type { Item } from '../attributes/attribute-value.ts'
import { DynamoDBException } from '../exceptions.ts'
import { compileExpressions, type ExpressionRequest } from './compile-expressions.ts'
import type { CompiledExpressions } from './expression-tree.ts'

/** An item with an attribute of every type. */
export const sampleItem: Item = parseItem({
  pk: { S: 'x' },
  a: { N: '1' },
  b: { N: '2' },
  s: { S: 'abc' },
  m: { M: { x: { N: '1' }, y: { M: { z: { N: '9' } } } } },
  l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }] },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bin: { B: 'AQID' },
  t: { BOOL: true },
  nul: { NULL: true },
})

const names: Readonly<Record<string, string>> = {
  '#a': 'a',
  '#pk': 'pk',
  '#dotted': 'a.b',
  '#proto': '__proto__',
}

const values: Readonly<Record<string, object>> = {
  ':one': { N: '1' },
  ':two': { N: '2' },
  ':three': { N: '3' },
  ':s': { S: 'abc' },
  ':prefix': { S: 'ab' },
  ':e': { S: '' },
  ':m': { M: { x: { N: '1' } } },
  ':l': { L: [{ N: '7' }] },
  ':ss': { SS: ['a'] },
  ':ns': { NS: ['1'] },
  ':bs': { BS: ['AQ=='] },
  ':bin': { B: 'AQ==' },
  ':t': { BOOL: true },
  ':n': { NULL: true },
  ':S': { S: 'S' },
  ':bad': { S: 'XX' },
}

type ExpressionName = Exclude<keyof ExpressionRequest, `ExpressionAttribute${string}`>

/** Compiles an expression with those of the sample names and values that it uses, and `own`. */
export function compileSample(
  name: ExpressionName,
  expression: string,
  own: Readonly<Record<string, object>> = {},
): CompiledExpressions {
  return compileExpressions({
    [name]: expression,
    ExpressionAttributeNames: usedBy(expression, names),
    ExpressionAttributeValues: usedBy(expression, { ...values, ...own }),
  })
}

/** Asserts that `act` is refused as a request that is wrong in itself. */
export function assertRefused(act: () => unknown, message: string): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof DynamoDBException, String(error))
    assert.equal(error.name, 'ValidationException')
    assert.equal(error.message, message)
    return true
  })
}

/** Those placeholders that an expression uses: DynamoDB refuses others. */
export function usedBy<T>(
  expression: string,
  defined: Readonly<Record<string, T>>,
): Record<string, T> | undefined {
  const used = new Set(expression.match(/[#:][A-Za-z0-9_]+/g))
  const entries = Object.entries(defined).filter(([key]) => used.has(key))
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}
