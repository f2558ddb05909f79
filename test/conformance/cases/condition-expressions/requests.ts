import { bytes, item, numbers, type Plain, strings } from '../../attribute-values.ts'
import { casesOf, plain, type RequestCaseMaker, storedItem } from '../../case-makers.ts'
import type { Input } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'

const stored = {
  pk: 'a',
  s: 'text',
  n: 5,
  zero: 0,
  yes: true,
  no: false,
  nothing: null,
  b: bytes('abc'),
  ss: strings('x', 'y'),
  ns: numbers('1', '2'),
  things: [1, 'two', { deep: ['x'] }],
  tree: { branch: { leaf: 'v' }, n: 7 },
  'odd name': 1,
  empty: '',
  emptyList: [],
}
const given = storedItem(PLAIN, stored)
/** A delete under a condition: it returns nothing where the condition holds, and no two cases share an item. */
export const when = (
  ConditionExpression: string,
  values?: Record<string, Plain>,
  names?: Record<string, string>,
): Input => ({
  TableName: PLAIN,
  Key: item({ pk: 'a' }),
  ConditionExpression,
  ...(values && { ExpressionAttributeValues: item(values) }),
  ...(names && { ExpressionAttributeNames: names }),
})
export const check: RequestCaseMaker = casesOf(plain, 'DeleteItem', given)
