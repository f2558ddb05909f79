import { item, numbers, type Plain, strings } from '../../attribute-values.ts'
import { casesOf, plain, type RequestCaseMaker, storedItem } from '../../case-makers.ts'
import type { Input, Step } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'

const stored = {
  pk: 'a',
  s: 'text',
  n: 5,
  ss: strings('x', 'y'),
  ns: numbers('1', '2'),
  things: ['one', 'two', { deep: 'x' }],
  tree: { branch: { leaf: 'v' }, n: 7 },
}
export const given: Step = storedItem(PLAIN, stored)
export const input = (UpdateExpression: string, values?: Record<string, Plain>, more: Input = {}): Input => ({
  TableName: PLAIN,
  Key: item({ pk: 'a' }),
  UpdateExpression,
  ...(values && { ExpressionAttributeValues: item(values) }),
  ReturnValues: 'ALL_NEW',
  ...more,
})
export const update: RequestCaseMaker = casesOf(plain, 'UpdateItem', given)
export const fresh: RequestCaseMaker = casesOf(plain, 'UpdateItem')
