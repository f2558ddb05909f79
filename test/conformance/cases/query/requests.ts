import { item, type Plain } from '../../attribute-values.ts'
import { casesOf, type RequestCaseMaker, sorted, storedItems } from '../../case-makers.ts'
import type { Input } from '../../conformance-case.ts'
import { SORTED } from '../../tables.ts'

const given = storedItems(SORTED, [
  { pk: 'a', sk: '1', v: 1, even: false },
  { pk: 'a', sk: '10', v: 10, even: true },
  { pk: 'a', sk: '2', v: 2, even: true },
  { pk: 'a', sk: '3', v: 3, even: false, extra: 'x' },
  { pk: 'a', sk: 'b', v: 4, even: true },
  { pk: 'z', sk: '1', v: 99, even: false },
])
export const q = (
  KeyConditionExpression: string,
  values: Record<string, Plain>,
  more: Input = {},
): Input => ({
  TableName: SORTED,
  KeyConditionExpression,
  ExpressionAttributeValues: item(values),
  ...more,
})
export const A: Record<string, Plain> = { ':a': 'a' }
export const all = (more: Input = {}): Input => q('pk = :a', A, more)
export const query: RequestCaseMaker = casesOf(sorted, 'Query', given)
