import { binaries, bytes, item, num, numbers, type Plain, strings, Typed } from '../attribute-values.ts'
import {
  type ConformanceCase,
  casesOn,
  conditionFailed,
  type Input,
  invalid,
  onLocal,
  refuses,
  returns,
  step,
} from '../conformance-case.ts'
import { LATER_CHECK, LESS_DETAIL, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'
import { BINARY, INDEXED, NUMBERED, PLAIN, SORTED } from '../tables.ts'

const plain = casesOn(PLAIN)
const sorted = casesOn(SORTED)
const numbered = casesOn(NUMBERED)
const binary = casesOn(BINARY)
const indexed = casesOn(INDEXED)

const put = (attributes: Record<string, Plain>, more: Input = {}): Input => ({
  TableName: PLAIN,
  Item: item(attributes),
  ...more,
})
const putTo = (TableName: string, attributes: Record<string, Plain>, more: Input = {}): Input => ({
  TableName,
  Item: item(attributes),
  ...more,
})
const get = (key: Record<string, Plain>): Input => ({
  TableName: PLAIN,
  Key: item(key),
  ConsistentRead: true,
})
const raw = (v: unknown): Typed => new Typed(v as never)
const nested = (depth: number): Plain => (depth === 0 ? 'leaf' : { m: nested(depth - 1) })

export const putItemCases: readonly ConformanceCase[] = [
  plain(
    'put-01',
    'stores every type and gives it back',
    step(
      'PutItem',
      put({
        pk: 'a',
        s: 'text',
        n: -12.5,
        b: bytes('raw'),
        yes: true,
        nothing: null,
        list: [1, 'two', [false]],
        map: { inner: { deep: 'x' } },
        ss: strings('b', 'a'),
        ns: numbers('3', '1.0'),
        bs: binaries('y', 'x'),
      }),
      returns(),
    ),
    step(
      'GetItem',
      get({ pk: 'a' }),
      returns({
        Item: item({
          pk: 'a',
          b: bytes('raw'),
          bs: binaries('x', 'y'),
          list: [1, 'two', [false]],
          map: { inner: { deep: 'x' } },
          n: -12.5,
          nothing: null,
          ns: numbers('1', '3'),
          s: 'text',
          ss: strings('a', 'b'),
          yes: true,
        }),
      }),
    ),
  ),
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
    'put-04',
    'an empty string, binary, list and map as attributes',
    step('PutItem', put({ pk: 'a', s: '', b: bytes(''), l: [], m: {} }), returns()),
    step(
      'GetItem',
      get({ pk: 'a' }),
      returns({ Item: item({ pk: 'a', b: bytes(''), l: [], m: {}, s: '' }) }),
    ),
  ),
  plain(
    'put-05',
    'an attribute name of 255 characters and one with a space and a dot',
    step('PutItem', put({ pk: 'a', ['x'.repeat(255)]: 1, 'a b.c': 2 }), returns()),
  ),
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
  plain('put-08', 'a map nested 31 deep', step('PutItem', put({ pk: 'a', m: nested(30) }), returns())),
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
    'put-13',
    'a null that says false is stored as null',
    step(
      'PutItem',
      put({ pk: 'a', v: raw({ NULL: false }) }),
      invalid(
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
      ),
    ),
  ),
  plain(
    'put-14',
    'a list that holds sets, nulls and maps',
    step('PutItem', put({ pk: 'a', l: [strings('x'), null, { n: numbers('1') }] }), returns()),
    step(
      'GetItem',
      get({ pk: 'a' }),
      returns({ Item: item({ pk: 'a', l: [strings('x'), null, { n: numbers('1') }] }) }),
    ),
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
  plain(
    'put-41',
    'an item one byte above 400 KB',
    step(
      'PutItem',
      put({ pk: 'a', v: `${'x'.repeat(400 * 1024 - 3)}y` }),
      invalid('Item size has exceeded the maximum allowed size'),
    ),
  ),
  plain(
    'put-42',
    'a map nested 33 deep',
    step(
      'PutItem',
      put({ pk: 'a', m: nested(33) }),
      invalid(
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      ),
    ),
  ),
  plain(
    'put-43',
    'an empty string set',
    step(
      'PutItem',
      put({ pk: 'a', v: strings() }),
      invalid('One or more parameter values were invalid: An string set  may not be empty'),
    ),
  ),
  plain(
    'put-44',
    'an empty number set',
    step(
      'PutItem',
      put({ pk: 'a', v: numbers() }),
      invalid('One or more parameter values were invalid: An number set  may not be empty'),
    ),
  ),
  plain(
    'put-45',
    'an empty binary set',
    step(
      'PutItem',
      put({ pk: 'a', v: binaries() }),
      invalid('One or more parameter values were invalid: Binary sets should not be empty'),
    ),
  ),
  plain(
    'put-46',
    'a string set with a duplicate',
    step(
      'PutItem',
      put({ pk: 'a', v: strings('x', 'y', 'x') }),
      invalid('One or more parameter values were invalid: Input collection [x, y, x] contains duplicates.'),
      onLocal(
        invalid('One or more parameter values were invalid: Input collection [x, y, x] contains duplicates'),
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'put-47',
    'a number set with one number written two ways',
    step(
      'PutItem',
      put({ pk: 'a', v: numbers('1', '1.0') }),
      invalid('Input collection contains duplicates'),
    ),
  ),
  plain(
    'put-48',
    'a binary set with a duplicate',
    step(
      'PutItem',
      put({ pk: 'a', v: binaries('x', 'x') }),
      invalid(
        'One or more parameter values were invalid: Input collection [eA==, eA==]of type BS contains duplicates.',
      ),
      onLocal(
        invalid(
          'One or more parameter values were invalid: Input collection of type BS contains duplicates.',
        ),
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'put-49',
    'an empty set inside a list',
    step(
      'PutItem',
      put({ pk: 'a', v: [strings()] }),
      invalid('One or more parameter values were invalid: An string set  may not be empty'),
    ),
  ),
  plain(
    'put-50',
    'an attribute value of no type',
    step(
      'PutItem',
      put({ pk: 'a', v: raw({}) }),
      invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
    ),
  ),
  plain(
    'put-51',
    'an attribute value of two types',
    step(
      'PutItem',
      put({ pk: 'a', v: raw({ S: 'x', N: '1' }) }),
      invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ),
    ),
  ),
  plain(
    'put-52',
    'an empty attribute name',
    step('PutItem', put({ pk: 'a', '': 1 }), invalid('Empty attribute name')),
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
  plain(
    'put-63',
    'an attribute value inside a map of no type',
    step(
      'PutItem',
      put({ pk: 'a', v: { m: raw({}) } }),
      invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
    ),
  ),

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
