import { item, type Plain } from '../../attribute-values.ts'
import type { Input } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'

export const put = (attributes: Record<string, Plain>, more: Input = {}): Input => ({
  TableName: PLAIN,
  Item: item(attributes),
  ...more,
})
export const putTo = (TableName: string, attributes: Record<string, Plain>, more: Input = {}): Input => ({
  TableName,
  Item: item(attributes),
  ...more,
})
export const get = (key: Record<string, Plain>): Input => ({
  TableName: PLAIN,
  Key: item(key),
  ConsistentRead: true,
})
