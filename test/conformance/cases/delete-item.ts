import { item } from '../attribute-values.ts'
import { plain, sample, sorted, storedItem } from '../case-makers.ts'
import {
  KEY_OF_OTHER_NAME,
  KEY_OF_OTHER_SIZE,
  KEY_OF_OTHER_TYPE,
  NOT_FOUND,
  violation,
} from '../common-refusals.ts'
import {
  type ConformanceCase,
  conditionFailed,
  invalid,
  onLocal,
  returns,
  step,
} from '../conformance-case.ts'
import { LESS_DETAIL, OWN_CONSTRAINT_WORDS, UNASKED_CAPACITY } from '../local-reasons.ts'
import { PLAIN, SORTED } from '../tables.ts'

const given = storedItem(PLAIN, sample)

export const deleteItemCases: readonly ConformanceCase[] = [
  plain(
    'removes an item',
    given,
    step('DeleteItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns()),
    step('GetItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns()),
  ),
  plain(
    'of an item that is not there',
    'DeleteItem',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnValues: 'ALL_OLD' },
    returns(
      {},
      onLocal(returns({ ConsumedCapacity: { TableName: PLAIN, CapacityUnits: 1 } }), UNASKED_CAPACITY),
    ),
  ),
  plain(
    'returns the old item',
    given,
    step(
      'DeleteItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnValues: 'ALL_OLD' },
      returns({
        Attributes: item(sample),
      }),
    ),
  ),
  plain(
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
      conditionFailed(item(sample)),
    ),
  ),
  plain(
    'a condition on an item that is not there',
    'DeleteItem',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ConditionExpression: 'attribute_exists(pk)' },
    conditionFailed(),
  ),
  plain(
    'a key of the wrong type',
    'DeleteItem',
    { TableName: PLAIN, Key: item({ pk: 1 }) },
    KEY_OF_OTHER_TYPE,
  ),
  plain(
    'a key of another name',
    'DeleteItem',
    { TableName: PLAIN, Key: item({ x: 'a' }) },
    KEY_OF_OTHER_NAME,
  ),
  plain(
    'ReturnValues that DeleteItem does not have',
    'DeleteItem',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnValues: 'UPDATED_OLD' },
    invalid(
      'ReturnValues can only be ALL_OLD or NONE',
      onLocal('Return values set to invalid value', LESS_DETAIL),
    ),
  ),
  plain(
    'a table that does not exist',
    'DeleteItem',
    { TableName: 'conformance-missing', Key: item({ pk: 'a' }) },
    NOT_FOUND,
  ),
  plain(
    'no key',
    'DeleteItem',
    { TableName: PLAIN },
    violation(
      'null',
      'key',
      'not be null',
      onLocal('Cannot have null key for GetItem, DeleteItem, or UpdateItem', OWN_CONSTRAINT_WORDS),
    ),
  ),
  sorted('half a key', 'DeleteItem', { TableName: SORTED, Key: item({ sk: 'a' }) }, KEY_OF_OTHER_SIZE),
]
