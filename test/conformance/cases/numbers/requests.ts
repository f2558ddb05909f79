import { item, type Plain } from '../../attribute-values.ts'
import type { Input } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'

export const put = (attributes: Record<string, Plain>): Input => ({
  TableName: PLAIN,
  Item: item({ pk: 'a', ...attributes }),
})
export const get: Input = { TableName: PLAIN, Key: item({ pk: 'a' }) }
export const add = (path: string, to: Plain): Input => ({
  TableName: PLAIN,
  Key: item({ pk: 'a' }),
  UpdateExpression: `ADD ${path} :to`,
  ExpressionAttributeValues: item({ ':to': to }),
  ReturnValues: 'UPDATED_NEW',
})
export const set = (expression: string, values: Record<string, Plain>): Input => ({
  TableName: PLAIN,
  Key: item({ pk: 'a' }),
  UpdateExpression: `SET ${expression}`,
  ExpressionAttributeValues: item(values),
  ReturnValues: 'UPDATED_NEW',
})
export const digits38: string = '1'.repeat(38)
