import { item, numbers, strings } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import {
  type ConformanceCase,
  conditionFailed,
  invalid,
  onLocal,
  returns,
  step,
} from '../../conformance-case.ts'
import { LESS_DETAIL, WHOLE_ATTRIBUTE } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { fresh, given, input, update } from './requests.ts'

export const updateReturnCases: readonly ConformanceCase[] = [
  update(
    'update-28',
    'ReturnValues NONE',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'NONE' }),
    returns(),
  ),
  update(
    'update-29',
    'ReturnValues ALL_OLD',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'ALL_OLD' }),
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
  fresh(
    'update-30',
    'ReturnValues ALL_OLD of a new item',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'ALL_OLD' }),
    returns(),
  ),
  update(
    'update-31',
    'ReturnValues UPDATED_OLD',
    input('SET n = :v, fresh = :v REMOVE s', { ':v': 1 }, { ReturnValues: 'UPDATED_OLD' }),
    returns({ Attributes: item({ n: 5, s: 'text' }) }),
  ),
  update(
    'update-32',
    'ReturnValues UPDATED_NEW',
    input('SET n = :v, fresh = :v REMOVE s', { ':v': 1 }, { ReturnValues: 'UPDATED_NEW' }),
    returns({ Attributes: item({ fresh: 1, n: 1 }) }),
  ),
  update(
    'update-33',
    'UPDATED_NEW of nested paths returns those alone',
    input('SET tree.n = :v, things[1] = :v', { ':v': 1 }, { ReturnValues: 'UPDATED_NEW' }),
    returns({ Attributes: item({ things: [1], tree: { n: 1 } }) }),
    onLocal(
      returns({
        Attributes: item({ things: ['one', 1, { deep: 'x' }], tree: { branch: { leaf: 'v' }, n: 1 } }),
      }),
      WHOLE_ATTRIBUTE,
    ),
  ),
  update(
    'update-34',
    'UPDATED_OLD of nested paths returns those alone',
    input('SET tree.n = :v, things[1] = :v', { ':v': 1 }, { ReturnValues: 'UPDATED_OLD' }),
    returns({ Attributes: item({ things: ['two'], tree: { n: 7 } }) }),
    onLocal(
      returns({
        Attributes: item({ things: ['one', 'two', { deep: 'x' }], tree: { branch: { leaf: 'v' }, n: 7 } }),
      }),
      WHOLE_ATTRIBUTE,
    ),
  ),
  update(
    'update-35',
    'UPDATED_NEW of a removal alone',
    input('REMOVE s', undefined, { ReturnValues: 'UPDATED_NEW' }),
    returns(),
  ),
  update(
    'update-36',
    'a condition that holds',
    input('SET n = n + :one', { ':one': 1, ':five': 5 }, { ConditionExpression: 'n = :five' }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 6,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  plain(
    'update-37',
    'a condition that fails changes nothing',
    given,
    step(
      'UpdateItem',
      input('SET n = n + :one', { ':one': 1 }, { ConditionExpression: 'n = :one' }),
      conditionFailed(),
    ),
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ProjectionExpression: 'n' },
      returns({ Item: item({ n: 5 }) }),
    ),
  ),
  update(
    'update-38',
    'a condition that fails with the item',
    input(
      'SET n = n + :one',
      { ':one': 1 },
      { ConditionExpression: 'n = :one', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
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
  fresh(
    'update-39',
    'a condition that fails on no item',
    input(
      'SET n = :one',
      { ':one': 1 },
      { ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
    conditionFailed(),
  ),
  update(
    'update-104',
    'ReturnValues of another word',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'SOME' }),
    invalid(
      "1 validation error detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    ),
    onLocal(invalid('Return values set to invalid value'), LESS_DETAIL),
  ),
]
