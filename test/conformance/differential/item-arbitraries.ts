import fc from 'fast-check'
import type { Input } from '../conformance-case.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { capacity, conditionally, onFailure, projected, updating } from './parameter-arbitraries.ts'
import { at, keyed, merge, puttable, wrongPlace } from './place-arbitraries.ts'
import { withPlaceholders } from './placeholder-arbitraries.ts'

const oldValues = fc.constantFrom<Input>({}, { ReturnValues: 'ALL_OLD' }, { ReturnValues: 'NONE' })
const updatedValues = fc.constantFrom(
  ...['NONE', 'ALL_OLD', 'ALL_NEW', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'].map((ReturnValues) => ({
    ReturnValues,
  })),
)

export const put: fc.Arbitrary<Input> = at((where) =>
  merge(puttable(where), withPlaceholders(conditionally), oldValues, onFailure, capacity),
)
export const deletion: fc.Arbitrary<Input> = at((where) =>
  merge(keyed(where), withPlaceholders(conditionally), oldValues, onFailure, capacity),
)
export const update: fc.Arbitrary<Input> = at((where) =>
  merge(keyed(where), withPlaceholders(updating), updatedValues, onFailure, capacity),
)
export const get: fc.Arbitrary<Input> = at((where) => merge(keyed(where), projected, capacity))
/** Wrong keys without expressions: which of two faults is reported first is not what they try. */
export const misplaced: fc.Arbitrary<GeneratedRequest> = wrongPlace.chain(({ TableName, key }) =>
  fc.constantFrom<GeneratedRequest>(
    { operation: 'GetItem', input: { TableName, Key: key } },
    { operation: 'DeleteItem', input: { TableName, Key: key } },
    { operation: 'UpdateItem', input: { TableName, Key: key } },
    { operation: 'PutItem', input: { TableName, Item: key } },
    { operation: 'BatchGetItem', input: { RequestItems: { [TableName]: { Keys: [key] } } } },
    {
      operation: 'BatchWriteItem',
      input: { RequestItems: { [TableName]: [{ PutRequest: { Item: key } }] } },
    },
    {
      operation: 'BatchWriteItem',
      input: { RequestItems: { [TableName]: [{ DeleteRequest: { Key: key } }] } },
    },
    { operation: 'TransactWriteItems', input: { TransactItems: [{ Put: { TableName, Item: key } }] } },
    { operation: 'TransactWriteItems', input: { TransactItems: [{ Delete: { TableName, Key: key } }] } },
    { operation: 'TransactGetItems', input: { TransactItems: [{ Get: { TableName, Key: key } }] } },
  ),
)
