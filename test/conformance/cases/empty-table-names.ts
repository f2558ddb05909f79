import { item } from '../attribute-values.ts'
import { violation } from '../common-refusals.ts'
import {
  type ConformanceCase,
  casesOn,
  type Input,
  type OperationName,
  onLocal,
} from '../conformance-case.ts'
import { OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'

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
      violation(
        "''",
        'tableName',
        'have length greater than or equal to 1',
        onLocal(
          "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
          OWN_CONSTRAINT_WORDS,
        ),
      ),
    ),
)
