import { item } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { violation } from '../../common-refusals.ts'
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
    'a condition on a new item',
    step('PutItem', put({ pk: 'a' }, { ConditionExpression: 'attribute_not_exists(pk)' }), returns()),
    step('PutItem', put({ pk: 'a' }, { ConditionExpression: 'attribute_not_exists(pk)' }), conditionFailed()),
  ),
  plain(
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
    'a failed condition on no item has no item to return',
    'PutItem',
    put(
      { pk: 'a' },
      { ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
    conditionFailed(),
  ),
  plain(
    'ReturnValuesOnConditionCheckFailure of another word',
    'PutItem',
    put(
      { pk: 'a' },
      { ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_NEW' },
    ),
    violation("'ALL_NEW'", 'returnValuesOnConditionCheckFailure', 'satisfy enum value set: [ALL_OLD, NONE]'),
  ),
  plain(
    'values without an expression',
    'PutItem',
    put({ pk: 'a' }, { ExpressionAttributeValues: item({ ':v': 1 }) }),
    invalid(
      'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
    ),
  ),
  plain(
    'names without an expression',
    'PutItem',
    put({ pk: 'a' }, { ExpressionAttributeNames: { '#n': 'v' } }),
    invalid('ExpressionAttributeNames can only be specified when using expressions'),
  ),
  plain(
    'an invalid condition is refused before a wrong key',
    'PutItem',
    put({ pk: 1 }, { ConditionExpression: 'v = :v' }),
    invalid(
      'Invalid ConditionExpression: An expression attribute value used in expression is not defined; ' +
        'attribute value: :v',
      onLocal('One or more parameter values were invalid: Type mismatch for key', LATER_CHECK),
    ),
  ),
  plain(
    'an invalid condition is refused even when the table does not exist',
    'PutItem',
    putTo('conformance-missing', { pk: 'a' }, { ConditionExpression: 'v = :v' }),
    invalid(
      'Invalid ConditionExpression: An expression attribute value used in expression is not defined; ' +
        'attribute value: :v',
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        LATER_CHECK,
      ),
    ),
  ),
]
