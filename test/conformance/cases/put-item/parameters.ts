import { item } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { INVALID_NAME_ON_LOCAL, NOT_FOUND, violation } from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, refuses, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { get, put, putTo } from './requests.ts'

export const putParameterCases: readonly ConformanceCase[] = [
  plain(
    'replaces the whole item and returns the old one with ALL_OLD',
    step('PutItem', put({ pk: 'a', old: 1 }), returns()),
    step(
      'PutItem',
      put({ pk: 'a', fresh: 2 }, { ReturnValues: 'ALL_OLD' }),
      returns({ Attributes: item({ pk: 'a', old: 1 }) }),
    ),
    step('GetItem', get({ pk: 'a' }), returns({ Item: item({ pk: 'a', fresh: 2 }) })),
  ),
  plain(
    'ALL_OLD of a new item returns nothing',
    'PutItem',
    put({ pk: 'a' }, { ReturnValues: 'ALL_OLD' }),
    returns(),
  ),
  plain('a table that does not exist', 'PutItem', putTo('conformance-missing', { pk: 'a' }), NOT_FOUND),
  plain(
    'a table name of two characters',
    'PutItem',
    putTo('ab', { pk: 'a' }),
    refuses('ResourceNotFoundException', 'Requested resource not found', {}, INVALID_NAME_ON_LOCAL),
  ),
  plain(
    'ReturnValues that PutItem does not have',
    'PutItem',
    put({ pk: 'a' }, { ReturnValues: 'ALL_NEW' }),
    invalid(
      'ReturnValues can only be ALL_OLD or NONE',
      onLocal('Return values set to invalid value', LESS_DETAIL),
    ),
  ),
  plain(
    'ReturnValues that no operation has',
    'PutItem',
    put({ pk: 'a' }, { ReturnValues: 'SOME' }),
    violation(
      "'SOME'",
      'returnValues',
      'satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]',
      onLocal('Return values set to invalid value', LESS_DETAIL),
    ),
  ),
  plain(
    'no item at all',
    'PutItem',
    { TableName: PLAIN },
    violation(
      'null',
      'item',
      'not be null',
      onLocal('Item to put in PutItem cannot be null', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'no table name',
    'PutItem',
    { Item: item({ pk: 'a' }) },
    violation('null', 'tableName', 'not be null', INVALID_NAME_ON_LOCAL),
  ),
]
