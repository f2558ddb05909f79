import { item } from '../../attribute-values.ts'
import { plain, sample } from '../../case-makers.ts'
import { violation } from '../../common-refusals.ts'
import { type ConformanceCase, conditionFailed, onLocal, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL, WHOLE_ATTRIBUTE } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { fresh, given, input, update } from './requests.ts'

export const updateReturnCases: readonly ConformanceCase[] = [
  update('ReturnValues NONE', input('SET n = :v', { ':v': 1 }, { ReturnValues: 'NONE' }), returns()),
  update(
    'ReturnValues ALL_OLD',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'ALL_OLD' }),
    returns({
      Attributes: item(sample),
    }),
  ),
  fresh(
    'ReturnValues ALL_OLD of a new item',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'ALL_OLD' }),
    returns(),
  ),
  update(
    'ReturnValues UPDATED_OLD',
    input('SET n = :v, fresh = :v REMOVE s', { ':v': 1 }, { ReturnValues: 'UPDATED_OLD' }),
    returns({ Attributes: item({ n: 5, s: 'text' }) }),
  ),
  update(
    'ReturnValues UPDATED_NEW',
    input('SET n = :v, fresh = :v REMOVE s', { ':v': 1 }, { ReturnValues: 'UPDATED_NEW' }),
    returns({ Attributes: item({ fresh: 1, n: 1 }) }),
  ),
  update(
    'UPDATED_NEW of nested paths returns those alone',
    input('SET tree.n = :v, things[1] = :v', { ':v': 1 }, { ReturnValues: 'UPDATED_NEW' }),
    returns(
      { Attributes: item({ things: [1], tree: { n: 1 } }) },
      onLocal(
        returns({
          Attributes: item({ things: ['one', 1, { deep: 'x' }], tree: { branch: { leaf: 'v' }, n: 1 } }),
        }),
        WHOLE_ATTRIBUTE,
      ),
    ),
  ),
  update(
    'UPDATED_OLD of nested paths returns those alone',
    input('SET tree.n = :v, things[1] = :v', { ':v': 1 }, { ReturnValues: 'UPDATED_OLD' }),
    returns(
      { Attributes: item({ things: ['two'], tree: { n: 7 } }) },
      onLocal(
        returns({
          Attributes: item({ things: ['one', 'two', { deep: 'x' }], tree: { branch: { leaf: 'v' }, n: 7 } }),
        }),
        WHOLE_ATTRIBUTE,
      ),
    ),
  ),
  update(
    'UPDATED_NEW of a removal alone',
    input('REMOVE s', undefined, { ReturnValues: 'UPDATED_NEW' }),
    returns(),
  ),
  update(
    'a condition that holds',
    input('SET n = n + :one', { ':one': 1, ':five': 5 }, { ConditionExpression: 'n = :five' }),
    returns({
      Attributes: item({ ...sample, n: 6 }),
    }),
  ),
  plain(
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
    'a condition that fails with the item',
    input(
      'SET n = n + :one',
      { ':one': 1 },
      { ConditionExpression: 'n = :one', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
    conditionFailed(item(sample)),
  ),
  fresh(
    'a condition that fails on no item',
    input(
      'SET n = :one',
      { ':one': 1 },
      { ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
    conditionFailed(),
  ),
  update(
    'ReturnValues of another word',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'SOME' }),
    violation(
      "'SOME'",
      'returnValues',
      'satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]',
      onLocal('Return values set to invalid value', LESS_DETAIL),
    ),
  ),
]
