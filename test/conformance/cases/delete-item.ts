import { item, numbers, strings } from '../attribute-values.ts'
import { plain, sample, sorted, storedItem } from '../case-makers.ts'
import {
  type ConformanceCase,
  conditionFailed,
  invalid,
  onLocal,
  refuses,
  returns,
  step,
} from '../conformance-case.ts'
import { LESS_DETAIL, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS, UNASKED_CAPACITY } from '../local-reasons.ts'
import { PLAIN, SORTED } from '../tables.ts'

const given = storedItem(PLAIN, sample)

export const deleteItemCases: readonly ConformanceCase[] = [
  plain(
    'delete-01',
    'removes an item',
    given,
    step('DeleteItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns()),
    step('GetItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns()),
  ),
  plain(
    'delete-02',
    'of an item that is not there',
    step(
      'DeleteItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnValues: 'ALL_OLD' },
      returns(),
      onLocal(returns({ ConsumedCapacity: { TableName: PLAIN, CapacityUnits: 1 } }), UNASKED_CAPACITY),
    ),
  ),
  plain(
    'delete-03',
    'returns the old item',
    given,
    step(
      'DeleteItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnValues: 'ALL_OLD' },
      returns({
        Attributes: item({
          pk: 'a',
          n: 5,
          ns: numbers('1', '2'),
          s: 'text',
          ss: strings('x', 'y'),
          things: ['one', 'two', { deep: 'x' }],
          tree: { branch: { leaf: 'v' }, n: 7 },
        }),
      }),
    ),
  ),
  plain(
    'delete-04',
    'a condition that fails with the item',
    given,
    step(
      'DeleteItem',
      {
        TableName: PLAIN,
        Key: item({ pk: 'a' }),
        ConditionExpression: 'n = :v',
        ExpressionAttributeValues: item({ ':v': 6 }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      conditionFailed(
        item({
          pk: 'a',
          n: 5,
          ns: numbers('1', '2'),
          s: 'text',
          ss: strings('x', 'y'),
          things: ['one', 'two', { deep: 'x' }],
          tree: { branch: { leaf: 'v' }, n: 7 },
        }),
      ),
    ),
  ),
  plain(
    'delete-05',
    'a condition on an item that is not there',
    step(
      'DeleteItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ConditionExpression: 'attribute_exists(pk)' },
      conditionFailed(),
    ),
  ),
  plain(
    'delete-30',
    'a key of the wrong type',
    step(
      'DeleteItem',
      { TableName: PLAIN, Key: item({ pk: 1 }) },
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
    ),
  ),
  plain(
    'delete-31',
    'a key of another name',
    step(
      'DeleteItem',
      { TableName: PLAIN, Key: item({ x: 'a' }) },
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  plain(
    'delete-32',
    'ReturnValues that DeleteItem does not have',
    step(
      'DeleteItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnValues: 'UPDATED_OLD' },
      invalid('ReturnValues can only be ALL_OLD or NONE'),
      onLocal(invalid('Return values set to invalid value'), LESS_DETAIL),
    ),
  ),
  plain(
    'delete-33',
    'a table that does not exist',
    step(
      'DeleteItem',
      { TableName: 'conformance-missing', Key: item({ pk: 'a' }) },
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'delete-34',
    'no key',
    step(
      'DeleteItem',
      { TableName: PLAIN },
      invalid(
        "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member must not be null",
      ),
      onLocal(invalid('Cannot have null key for GetItem, DeleteItem, or UpdateItem'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  sorted(
    'delete-35',
    'half a key',
    step(
      'DeleteItem',
      { TableName: SORTED, Key: item({ sk: 'a' }) },
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('The number of conditions on the keys is invalid'), LESS_DETAIL),
    ),
  ),
]
