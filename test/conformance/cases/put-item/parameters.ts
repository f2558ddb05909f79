import { item } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, refuses, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { get, put, putTo } from './requests.ts'

export const putParameterCases: readonly ConformanceCase[] = [
  plain(
    'put-02',
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
    'put-03',
    'ALL_OLD of a new item returns nothing',
    step('PutItem', put({ pk: 'a' }, { ReturnValues: 'ALL_OLD' }), returns()),
  ),
  plain(
    'put-53',
    'a table that does not exist',
    step(
      'PutItem',
      putTo('conformance-missing', { pk: 'a' }),
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'put-54',
    'a table name of two characters',
    step(
      'PutItem',
      putTo('ab', { pk: 'a' }),
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        invalid(
          "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'put-55',
    'ReturnValues that PutItem does not have',
    step(
      'PutItem',
      put({ pk: 'a' }, { ReturnValues: 'ALL_NEW' }),
      invalid('ReturnValues can only be ALL_OLD or NONE'),
      onLocal(invalid('Return values set to invalid value'), LESS_DETAIL),
    ),
  ),
  plain(
    'put-56',
    'ReturnValues that no operation has',
    step(
      'PutItem',
      put({ pk: 'a' }, { ReturnValues: 'SOME' }),
      invalid(
        "1 validation error detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
      ),
      onLocal(invalid('Return values set to invalid value'), LESS_DETAIL),
    ),
  ),
  plain(
    'put-61',
    'no item at all',
    step(
      'PutItem',
      { TableName: PLAIN },
      invalid(
        "1 validation error detected: Value null at 'item' failed to satisfy constraint: Member must not be null",
      ),
      onLocal(invalid('Item to put in PutItem cannot be null'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'put-62',
    'no table name',
    step(
      'PutItem',
      { Item: item({ pk: 'a' }) },
      invalid(
        "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
      ),
      onLocal(
        invalid(
          "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
]
