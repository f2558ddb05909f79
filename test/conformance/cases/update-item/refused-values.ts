import { item, strings } from '../../attribute-values.ts'
import { indexed, sorted } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, refuses, returns, step } from '../../conformance-case.ts'
import { INDEX_KEY_NOT_CHECKED, LESS_DETAIL, OTHER_NOT_FOUND } from '../../local-reasons.ts'
import { INDEXED, PLAIN, SORTED } from '../../tables.ts'
import { fresh, input, update } from './requests.ts'

export const refusedUpdateValueCases: readonly ConformanceCase[] = [
  update(
    'update-60',
    'the partition key',
    input('SET pk = :v', { ':v': 'b' }),
    invalid(
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ),
  ),
  sorted(
    'update-61',
    'the sort key',
    step(
      'UpdateItem',
      { TableName: SORTED, Key: item({ pk: 'a', sk: 'b' }), UpdateExpression: 'REMOVE sk' },
      invalid(
        'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
      ),
    ),
  ),
  update(
    'update-63',
    'a sum with an attribute that is not there',
    input('SET n = absent + :v', { ':v': 1 }),
    invalid('The provided expression refers to an attribute that does not exist in the item'),
  ),
  update(
    'update-64',
    'a sum with a string attribute',
    input('SET n = s + :v', { ':v': 1 }),
    invalid('An operand in the update expression has an incorrect data type'),
  ),
  update(
    'update-65',
    'a sum with a string value',
    input('SET n = n + :v', { ':v': 'x' }),
    invalid(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S',
    ),
  ),
  update(
    'update-66',
    'a path whose parent is not there',
    input('SET absent.x = :v', { ':v': 1 }),
    invalid('The document path provided in the update expression is invalid for update'),
  ),
  update(
    'update-67',
    'an index into a map',
    input('SET tree[0] = :v', { ':v': 1 }),
    invalid('The document path provided in the update expression is invalid for update'),
  ),
  update(
    'update-68',
    'a name below a scalar',
    input('SET s.x = :v', { ':v': 1 }),
    invalid('The document path provided in the update expression is invalid for update'),
  ),
  update(
    'update-69',
    'an operand that is not there',
    input('SET n = absent'),
    invalid('The provided expression refers to an attribute that does not exist in the item'),
  ),
  update(
    'update-76',
    'list_append of a string',
    input('SET things = list_append(things, :v)', { ':v': 'x' }),
    invalid(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
    ),
  ),
  update(
    'update-77',
    'list_append to a string attribute',
    input('SET s = list_append(s, :v)', { ':v': ['x'] }),
    invalid('An operand in the update expression has an incorrect data type'),
  ),
  update(
    'update-78',
    'list_append to what is not there',
    input('SET l = list_append(absent, :v)', { ':v': ['x'] }),
    invalid('The provided expression refers to an attribute that does not exist in the item'),
  ),
  update(
    'update-105',
    'values without any expression',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ExpressionAttributeValues: item({ ':v': 1 }) },
    invalid(
      'ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null',
    ),
  ),
  update(
    'update-106',
    'a key of the wrong type',
    { ...input('SET n = :v', { ':v': 1 }), Key: item({ pk: 1 }) },
    invalid('The provided key element does not match the schema'),
    onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
  ),
  update(
    'update-107',
    'a key with one attribute too many',
    { ...input('SET n = :v', { ':v': 1 }), Key: item({ pk: 'a', sk: 'b' }) },
    invalid('The provided key element does not match the schema'),
    onLocal(invalid('The number of conditions on the keys is invalid'), LESS_DETAIL),
  ),
  update(
    'update-108',
    'an item that grows above 400 KB',
    input('SET big = :v', { ':v': 'x'.repeat(409_600) }),
    invalid('Item size to update has exceeded the maximum allowed size'),
  ),
  update(
    'update-109',
    'an empty set',
    input('SET ss = :v', { ':v': strings() }),
    invalid(
      'ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  may not be empty for key :v',
    ),
  ),
  fresh(
    'update-110',
    'a table that does not exist',
    { ...input('SET n = :v', { ':v': 1 }), TableName: 'conformance-missing' },
    refuses('ResourceNotFoundException', 'Requested resource not found'),
    onLocal(
      refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
      OTHER_NOT_FOUND,
    ),
  ),
  fresh(
    'update-111',
    'a nested path of an item that is not there',
    input('SET tree.n = :v', { ':v': 1 }),
    invalid('The document path provided in the update expression is invalid for update'),
  ),
  indexed(
    'update-112',
    'an index key set to another type',
    step(
      'UpdateItem',
      {
        TableName: INDEXED,
        Key: item({ pk: 'a', sk: 'b' }),
        UpdateExpression: 'SET r = :v',
        ExpressionAttributeValues: item({ ':v': 'x' }),
      },
      invalid(
        'One or more parameter values were invalid: Type mismatch for Index Key r Expected: N Actual: S IndexName: gsi-all',
      ),
      onLocal(returns(), INDEX_KEY_NOT_CHECKED),
    ),
  ),
  indexed(
    'update-113',
    'an index key set to an empty string',
    step(
      'UpdateItem',
      {
        TableName: INDEXED,
        Key: item({ pk: 'a', sk: 'b' }),
        UpdateExpression: 'SET k = :v',
        ExpressionAttributeValues: item({ ':v': '' }),
      },
      invalid(
        'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
      ),
    ),
  ),
]
