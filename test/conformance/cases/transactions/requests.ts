import { item, type Plain } from '../../attribute-values.ts'
import { storedItems } from '../../case-makers.ts'
import type { Input, Step } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'

export const key = (pk: string): Input => item({ pk })
export const putOf = (pk: string, attributes: Record<string, Plain> = {}, more: Input = {}): Input => ({
  Put: { TableName: PLAIN, Item: item({ pk, ...attributes }), ...more },
})
export const updateOf = (
  pk: string,
  UpdateExpression: string,
  values: Record<string, Plain>,
  more: Input = {},
): Input => ({
  Update: {
    TableName: PLAIN,
    Key: key(pk),
    UpdateExpression,
    ExpressionAttributeValues: item(values),
    ...more,
  },
})
export const deleteOf = (pk: string, more: Input = {}): Input => ({
  Delete: { TableName: PLAIN, Key: key(pk), ...more },
})
export const checkOf = (pk: string, ConditionExpression: string, more: Input = {}): Input => ({
  ConditionCheck: { TableName: PLAIN, Key: key(pk), ConditionExpression, ...more },
})
export const write = (...TransactItems: unknown[]): Input => ({ TransactItems })
export const getOf = (pk: string, more: Input = {}): Input => ({
  Get: { TableName: PLAIN, Key: key(pk), ...more },
})
export const given: Step = storedItems(PLAIN, [
  { pk: 'a', v: 1 },
  { pk: 'b', v: 2 },
])
