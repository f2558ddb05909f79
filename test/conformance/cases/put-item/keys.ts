import { bytes, item, num } from '../../attribute-values.ts'
import { binary, indexed, numbered, plain, sorted } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL } from '../../local-reasons.ts'
import { BINARY, INDEXED, NUMBERED, SORTED } from '../../tables.ts'
import { put, putTo } from './requests.ts'

export const putKeyCases: readonly ConformanceCase[] = [
  binary(
    'put-06',
    'binary keys',
    step('PutItem', putTo(BINARY, { pk: bytes('p'), b: bytes('q'), v: 1 }), returns()),
    step(
      'GetItem',
      { TableName: BINARY, Key: item({ pk: bytes('p'), b: bytes('q') }) },
      returns({ Item: item({ pk: bytes('p'), b: bytes('q'), v: 1 }) }),
    ),
  ),
  numbered(
    'put-07',
    'a number key is one value however it is written',
    step('PutItem', putTo(NUMBERED, { pk: 'a', n: num('1.50'), v: 1 }), returns()),
    step(
      'GetItem',
      { TableName: NUMBERED, Key: item({ pk: 'a', n: num('15e-1') }) },
      returns({ Item: item({ pk: 'a', n: 1.5, v: 1 }) }),
    ),
  ),
  plain(
    'put-09',
    'an item of exactly 400 KB',
    step('PutItem', put({ pk: 'a', v: 'x'.repeat(400 * 1024 - 4) }), returns()),
  ),
  plain('put-10', 'a partition key of 2048 bytes', step('PutItem', put({ pk: 'x'.repeat(2048) }), returns())),
  sorted(
    'put-11',
    'a sort key of 1024 bytes',
    step('PutItem', putTo(SORTED, { pk: 'a', sk: 'x'.repeat(1024) }), returns()),
  ),
  indexed(
    'put-12',
    'an item without the index keys',
    step('PutItem', putTo(INDEXED, { pk: 'a', sk: 'b' }), returns()),
  ),

  plain(
    'put-30',
    'no partition key',
    step(
      'PutItem',
      put({ other: 'a' }),
      invalid('One or more parameter values were invalid: Missing the key pk in the item'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  plain(
    'put-31',
    'an empty item',
    step(
      'PutItem',
      put({}),
      invalid('One or more parameter values were invalid: Missing the key pk in the item'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  sorted(
    'put-32',
    'no sort key',
    step(
      'PutItem',
      putTo(SORTED, { pk: 'a' }),
      invalid('One or more parameter values were invalid: Missing the key sk in the item'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  plain(
    'put-33',
    'a number where the partition key is a string',
    step(
      'PutItem',
      put({ pk: 1 }),
      invalid('One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N'),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
    ),
  ),
  sorted(
    'put-34',
    'a number where the sort key is a string',
    step(
      'PutItem',
      putTo(SORTED, { pk: 'a', sk: 1 }),
      invalid('One or more parameter values were invalid: Type mismatch for key sk expected: S actual: N'),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
    ),
  ),
  plain(
    'put-35',
    'a null as partition key',
    step(
      'PutItem',
      put({ pk: null }),
      invalid('One or more parameter values were invalid: Type mismatch for key pk expected: S actual: NULL'),
      onLocal(invalid('Invalid attribute value type'), LESS_DETAIL),
    ),
  ),
  plain(
    'put-36',
    'an empty partition key',
    step(
      'PutItem',
      put({ pk: '' }),
      invalid(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      ),
    ),
  ),
  sorted(
    'put-37',
    'an empty sort key',
    step(
      'PutItem',
      putTo(SORTED, { pk: 'a', sk: '' }),
      invalid(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk',
      ),
    ),
  ),
  binary(
    'put-38',
    'an empty binary partition key',
    step(
      'PutItem',
      putTo(BINARY, { pk: bytes(''), b: bytes('q') }),
      invalid(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk',
      ),
    ),
  ),
  plain(
    'put-39',
    'a partition key of 2049 bytes',
    step(
      'PutItem',
      put({ pk: 'x'.repeat(2049) }),
      invalid(
        'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
      ),
      onLocal(
        invalid(
          'Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes',
        ),
        LESS_DETAIL,
      ),
    ),
  ),
  sorted(
    'put-40',
    'a sort key of 1025 bytes',
    step(
      'PutItem',
      putTo(SORTED, { pk: 'a', sk: 'x'.repeat(1025) }),
      invalid(
        'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
      ),
      onLocal(
        invalid(
          'Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes',
        ),
        LESS_DETAIL,
      ),
    ),
  ),
  indexed(
    'put-57',
    'a string where a global index has a number',
    step(
      'PutItem',
      putTo(INDEXED, { pk: 'a', sk: 'b', r: 'x' }),
      invalid(
        'One or more parameter values were invalid: Type mismatch for Index Key r Expected: N Actual: S IndexName: gsi-all',
      ),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for Index Key'), LESS_DETAIL),
    ),
  ),
  indexed(
    'put-58',
    'an empty string as key of a global index',
    step(
      'PutItem',
      putTo(INDEXED, { pk: 'a', sk: 'b', k: '' }),
      invalid(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: gsi-keys, IndexKey: k',
      ),
    ),
  ),
  indexed(
    'put-59',
    'an empty string as key of a local index',
    step(
      'PutItem',
      putTo(INDEXED, { pk: 'a', sk: 'b', alt: '' }),
      invalid(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: lsi-keys, IndexKey: alt',
      ),
    ),
  ),
  indexed(
    'put-60',
    'a null as key of a local index',
    step(
      'PutItem',
      putTo(INDEXED, { pk: 'a', sk: 'b', alt: null }),
      invalid(
        'One or more parameter values were invalid: Type mismatch for Index Key alt Expected: S Actual: NULL IndexName: lsi-keys',
      ),
      onLocal(invalid('Invalid attribute value type'), LESS_DETAIL),
    ),
  ),
]
