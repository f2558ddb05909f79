import { item } from '../../attribute-values.ts'
import { indexed, sorted } from '../../case-makers.ts'
import { KEY_OF_OTHER_SIZE, KEY_OF_OTHER_TYPE, NOT_FOUND } from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, returns } from '../../conformance-case.ts'
import { INDEX_KEY_NOT_CHECKED } from '../../local-reasons.ts'
import { INDEXED, PLAIN, SORTED } from '../../tables.ts'
import { fresh, input, update } from './requests.ts'

export const refusedUpdateValueCases: readonly ConformanceCase[] = [
  sorted(
    'the sort key',
    'UpdateItem',
    { TableName: SORTED, Key: item({ pk: 'a', sk: 'b' }), UpdateExpression: 'REMOVE sk' },
    invalid(
      'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of ' +
        'the key',
    ),
  ),
  update(
    'values without any expression',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ExpressionAttributeValues: item({ ':v': 1 }) },
    invalid(
      'ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ' +
        'ConditionExpression are null',
    ),
  ),
  update(
    'a key of the wrong type',
    { ...input('SET n = :v', { ':v': 1 }), Key: item({ pk: 1 }) },
    KEY_OF_OTHER_TYPE,
  ),
  update(
    'a key with one attribute too many',
    { ...input('SET n = :v', { ':v': 1 }), Key: item({ pk: 'a', sk: 'b' }) },
    KEY_OF_OTHER_SIZE,
  ),
  update(
    'an item that grows above 400 KB',
    input('SET big = :v', { ':v': 'x'.repeat(409_600) }),
    invalid('Item size to update has exceeded the maximum allowed size'),
  ),
  fresh(
    'a table that does not exist',
    { ...input('SET n = :v', { ':v': 1 }), TableName: 'conformance-missing' },
    NOT_FOUND,
  ),
  indexed(
    'an index key set to another type',
    'UpdateItem',
    {
      TableName: INDEXED,
      Key: item({ pk: 'a', sk: 'b' }),
      UpdateExpression: 'SET r = :v',
      ExpressionAttributeValues: item({ ':v': 'x' }),
    },
    invalid(
      'One or more parameter values were invalid: Type mismatch for Index Key r Expected: N Actual: S ' +
        'IndexName: gsi-all',
      onLocal(returns(), INDEX_KEY_NOT_CHECKED),
    ),
  ),
  indexed(
    'an index key set to an empty string',
    'UpdateItem',
    {
      TableName: INDEXED,
      Key: item({ pk: 'a', sk: 'b' }),
      UpdateExpression: 'SET k = :v',
      ExpressionAttributeValues: item({ ':v': '' }),
    },
    invalid(
      'One or more parameter values are not valid. The update expression attempted to update a secondary ' +
        'index key to a value that is not supported. The AttributeValue for a key attribute cannot ' +
        'contain an empty string value.',
    ),
  ),
  indexed(
    'a path into an index key',
    'UpdateItem',
    {
      TableName: INDEXED,
      Key: item({ pk: 'a', sk: 'b' }),
      UpdateExpression: 'SET k.x = :v',
      ExpressionAttributeValues: item({ ':v': 'x' }),
    },
    invalid(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
        'IndexKey: k',
    ),
  ),
]
