import { item } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import {
  type ConformanceCase,
  conditionFailed,
  invalid,
  onLocal,
  refuses,
  returns,
  step,
} from '../../conformance-case.ts'
import { LATER_CHECK } from '../../local-reasons.ts'
import { get, put, putTo } from './requests.ts'

export const putConditionCases: readonly ConformanceCase[] = [
  plain(
    'put-80',
    'a condition on a new item',
    step('PutItem', put({ pk: 'a' }, { ConditionExpression: 'attribute_not_exists(pk)' }), returns()),
    step('PutItem', put({ pk: 'a' }, { ConditionExpression: 'attribute_not_exists(pk)' }), conditionFailed()),
  ),
  plain(
    'put-81',
    'a failed condition returns the item when asked',
    step('PutItem', put({ pk: 'a', v: 1 }), returns()),
    step(
      'PutItem',
      put(
        { pk: 'a', v: 2 },
        { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      ),
      conditionFailed(item({ pk: 'a', v: 1 })),
    ),
    step(
      'PutItem',
      put(
        { pk: 'a', v: 2 },
        { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'NONE' },
      ),
      conditionFailed(),
    ),
    step('GetItem', get({ pk: 'a' }), returns({ Item: item({ pk: 'a', v: 1 }) })),
  ),
  plain(
    'put-82',
    'a failed condition on no item has no item to return',
    step(
      'PutItem',
      put(
        { pk: 'a' },
        { ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      ),
      conditionFailed(),
    ),
  ),
  plain(
    'put-83',
    'ReturnValuesOnConditionCheckFailure of another word',
    step(
      'PutItem',
      put(
        { pk: 'a' },
        { ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_NEW' },
      ),
      invalid(
        "1 validation error detected: Value 'ALL_NEW' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
      ),
    ),
  ),
  plain(
    'put-84',
    'values without an expression',
    step(
      'PutItem',
      put({ pk: 'a' }, { ExpressionAttributeValues: item({ ':v': 1 }) }),
      invalid(
        'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
      ),
    ),
  ),
  plain(
    'put-85',
    'names without an expression',
    step(
      'PutItem',
      put({ pk: 'a' }, { ExpressionAttributeNames: { '#n': 'v' } }),
      invalid('ExpressionAttributeNames can only be specified when using expressions'),
    ),
  ),
  plain(
    'put-86',
    'a condition of no characters',
    step(
      'PutItem',
      put({ pk: 'a' }, { ConditionExpression: '' }),
      invalid('Invalid ConditionExpression: The expression can not be empty;'),
    ),
  ),
  plain(
    'put-87',
    'an empty map of values',
    step(
      'PutItem',
      put({ pk: 'a' }, { ConditionExpression: 'attribute_not_exists(pk)', ExpressionAttributeValues: {} }),
      invalid('ExpressionAttributeValues must not be empty'),
    ),
  ),
  plain(
    'put-88',
    'an empty map of names',
    step(
      'PutItem',
      put({ pk: 'a' }, { ConditionExpression: 'attribute_not_exists(pk)', ExpressionAttributeNames: {} }),
      invalid('ExpressionAttributeNames must not be empty'),
    ),
  ),
  plain(
    'put-89',
    'an invalid condition is refused before a wrong key',
    step(
      'PutItem',
      put({ pk: 1 }, { ConditionExpression: 'v = :v' }),
      invalid(
        'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :v',
      ),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LATER_CHECK),
    ),
  ),
  plain(
    'put-90',
    'an invalid condition is refused even when the table does not exist',
    step(
      'PutItem',
      putTo('conformance-missing', { pk: 'a' }, { ConditionExpression: 'v = :v' }),
      invalid(
        'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :v',
      ),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        LATER_CHECK,
      ),
    ),
  ),
]
