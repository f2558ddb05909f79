import { item } from '../attribute-values.ts'
import { INVALID_NAME_ON_LOCAL, violation } from '../common-refusals.ts'
import { type ConformanceCase, casesOn, type Input, type OperationName } from '../conformance-case.ts'

const none = casesOn()
const Key = item({ pk: 'a' })
const requests: Partial<Record<OperationName, Input>> = {
  GetItem: { Key },
  PutItem: { Item: Key },
  UpdateItem: { Key },
  DeleteItem: { Key },
  Query: { KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: item({ ':a': 'a' }) },
  Scan: {},
  DescribeTable: {},
  DeleteTable: {},
}

/** An empty name is too short, and no other violation is reported of it. */
export const emptyTableNameCases: readonly ConformanceCase[] = Object.entries(requests).map(
  ([operation, request]) =>
    none(
      'an empty table name',
      operation as OperationName,
      { ...request, TableName: '' },
      violation("''", 'tableName', 'have length greater than or equal to 1', INVALID_NAME_ON_LOCAL),
    ),
)
