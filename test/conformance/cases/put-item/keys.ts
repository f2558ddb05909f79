import { bytes, item, num } from '../../attribute-values.ts'
import { binary, indexed, numbered, plain, sorted } from '../../case-makers.ts'
import { emptyKey } from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL } from '../../local-reasons.ts'
import { BINARY, INDEXED, NUMBERED, SORTED } from '../../tables.ts'
import { put, putTo } from './requests.ts'

export const putKeyCases: readonly ConformanceCase[] = [
  binary(
    'binary keys',
    step('PutItem', putTo(BINARY, { pk: bytes('p'), b: bytes('q'), v: 1 }), returns()),
    step(
      'GetItem',
      { TableName: BINARY, Key: item({ pk: bytes('p'), b: bytes('q') }) },
      returns({ Item: item({ pk: bytes('p'), b: bytes('q'), v: 1 }) }),
    ),
  ),
  numbered(
    'a number key is one value however it is written',
    step('PutItem', putTo(NUMBERED, { pk: 'a', n: num('1.50'), v: 1 }), returns()),
    step(
      'GetItem',
      { TableName: NUMBERED, Key: item({ pk: 'a', n: num('15e-1') }) },
      returns({ Item: item({ pk: 'a', n: 1.5, v: 1 }) }),
    ),
  ),
  plain('an item of exactly 400 KB', 'PutItem', put({ pk: 'a', v: 'x'.repeat(400 * 1024 - 4) }), returns()),
  plain('a partition key of 2048 bytes', 'PutItem', put({ pk: 'x'.repeat(2048) }), returns()),
  sorted('a sort key of 1024 bytes', 'PutItem', putTo(SORTED, { pk: 'a', sk: 'x'.repeat(1024) }), returns()),
  indexed('an item without the index keys', 'PutItem', putTo(INDEXED, { pk: 'a', sk: 'b' }), returns()),

  plain(
    'no partition key',
    'PutItem',
    put({ other: 'a' }),
    invalid(
      'One or more parameter values were invalid: Missing the key pk in the item',
      onLocal('One of the required keys was not given a value', LESS_DETAIL),
    ),
  ),
  plain(
    'an empty item',
    'PutItem',
    put({}),
    invalid(
      'One or more parameter values were invalid: Missing the key pk in the item',
      onLocal('One of the required keys was not given a value', LESS_DETAIL),
    ),
  ),
  sorted(
    'no sort key',
    'PutItem',
    putTo(SORTED, { pk: 'a' }),
    invalid(
      'One or more parameter values were invalid: Missing the key sk in the item',
      onLocal('One of the required keys was not given a value', LESS_DETAIL),
    ),
  ),
  plain(
    'a number where the partition key is a string',
    'PutItem',
    put({ pk: 1 }),
    invalid(
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
      onLocal('One or more parameter values were invalid: Type mismatch for key', LESS_DETAIL),
    ),
  ),
  sorted(
    'a number where the sort key is a string',
    'PutItem',
    putTo(SORTED, { pk: 'a', sk: 1 }),
    invalid(
      'One or more parameter values were invalid: Type mismatch for key sk expected: S actual: N',
      onLocal('One or more parameter values were invalid: Type mismatch for key', LESS_DETAIL),
    ),
  ),
  plain(
    'a null as partition key',
    'PutItem',
    put({ pk: null }),
    invalid(
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: NULL',
      onLocal('Invalid attribute value type', LESS_DETAIL),
    ),
  ),
  plain('an empty partition key', 'PutItem', put({ pk: '' }), emptyKey('pk')),
  sorted('an empty sort key', 'PutItem', putTo(SORTED, { pk: 'a', sk: '' }), emptyKey('sk')),
  binary(
    'an empty binary partition key',
    'PutItem',
    putTo(BINARY, { pk: bytes(''), b: bytes('q') }),
    emptyKey('pk', 'binary'),
  ),
  plain(
    'a partition key of 2049 bytes',
    'PutItem',
    put({ pk: 'x'.repeat(2049) }),
    invalid(
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit ' +
        'of2048 bytes',
      onLocal(
        'Hash primary key values must be under 2048 bytes, and range primary key values must be under ' +
          '1024 bytes',
        LESS_DETAIL,
      ),
    ),
  ),
  sorted(
    'a sort key of 1025 bytes',
    'PutItem',
    putTo(SORTED, { pk: 'a', sk: 'x'.repeat(1025) }),
    invalid(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the ' +
        'size limit of 1024 bytes',
      onLocal(
        'Hash primary key values must be under 2048 bytes, and range primary key values must be under ' +
          '1024 bytes',
        LESS_DETAIL,
      ),
    ),
  ),
  indexed(
    'a string where a global index has a number',
    'PutItem',
    putTo(INDEXED, { pk: 'a', sk: 'b', r: 'x' }),
    invalid(
      'One or more parameter values were invalid: Type mismatch for Index Key r Expected: N Actual: S ' +
        'IndexName: gsi-all',
      onLocal('One or more parameter values were invalid: Type mismatch for Index Key', LESS_DETAIL),
    ),
  ),
  indexed(
    'an empty string as key of a global index',
    'PutItem',
    putTo(INDEXED, { pk: 'a', sk: 'b', k: '' }),
    invalid(
      'One or more parameter values are not valid. A value specified for a secondary index key is not ' +
        'supported. The AttributeValue for a key attribute cannot contain an empty string value. ' +
        'IndexName: gsi-keys, IndexKey: k',
    ),
  ),
  indexed(
    'an empty string as key of a local index',
    'PutItem',
    putTo(INDEXED, { pk: 'a', sk: 'b', alt: '' }),
    invalid(
      'One or more parameter values are not valid. A value specified for a secondary index key is not ' +
        'supported. The AttributeValue for a key attribute cannot contain an empty string value. ' +
        'IndexName: lsi-keys, IndexKey: alt',
    ),
  ),
  indexed(
    'a null as key of a local index',
    'PutItem',
    putTo(INDEXED, { pk: 'a', sk: 'b', alt: null }),
    invalid(
      'One or more parameter values were invalid: Type mismatch for Index Key alt Expected: S Actual: ' +
        'NULL IndexName: lsi-keys',
      onLocal('Invalid attribute value type', LESS_DETAIL),
    ),
  ),
]
