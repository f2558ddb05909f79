import { item, type Plain } from '../../attribute-values.ts'
import { casesOf, plain, type RequestCaseMaker, sample, storedItem } from '../../case-makers.ts'
import type { Input, Step } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'

export const given: Step = storedItem(PLAIN, sample)
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
