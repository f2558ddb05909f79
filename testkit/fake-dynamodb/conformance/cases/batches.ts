import { item, num, strings } from '../attribute-values.ts'
import { both, names, numbered, plain } from '../case-makers.ts'
import {
  type ConformanceCase,
  type Input,
  invalid,
  onLocal,
  refuses,
  returns,
  returnsInAnyOrder,
  step,
} from '../conformance-case.ts'
import {
  KEYS_BY_TEXT,
  LESS_DETAIL,
  MISSING_ITEM_IS_FREE,
  OTHER_NOT_FOUND,
  OWN_CONSTRAINT_WORDS,
} from '../local-reasons.ts'
import { NUMBERED, PLAIN, SORTED } from '../tables.ts'

const puts = (...pks: string[]): Input[] => pks.map((pk) => ({ PutRequest: { Item: item({ pk, v: 1 }) } }))
const deletes = (...pks: string[]): Input[] => pks.map((pk) => ({ DeleteRequest: { Key: item({ pk }) } }))
const write = (requests: readonly unknown[], more: Input = {}): Input => ({
  RequestItems: { [PLAIN]: requests },
  ...more,
})
const keysOf = (...pks: string[]): Input[] => pks.map((pk) => item({ pk }))
const read = (more: Input): Input => ({ RequestItems: { [PLAIN]: more } })

export const batchCases: readonly ConformanceCase[] = [
  both(
    'batch-01',
    'puts and deletes in two tables',
    step('BatchWriteItem', write(puts('a', 'b')), returns({ UnprocessedItems: {} })),
    step(
      'BatchWriteItem',
      {
        RequestItems: {
          [PLAIN]: [...deletes('a'), ...puts('c')],
          [SORTED]: [{ PutRequest: { Item: item({ pk: 'x', sk: 'y' }) } }],
        },
      },
      returns({ UnprocessedItems: {} }),
    ),
    step(
      'BatchGetItem',
      {
        RequestItems: {
          [PLAIN]: { Keys: keysOf('a', 'b', 'c') },
          [SORTED]: { Keys: [item({ pk: 'x', sk: 'y' })] },
        },
      },
      returnsInAnyOrder({
        Responses: {
          'conformance-sorted': [item({ pk: 'x', sk: 'y' })],
          'conformance-plain': [item({ pk: 'b', v: 1 }), item({ pk: 'c', v: 1 })],
        },
        UnprocessedKeys: {},
      }),
    ),
  ),
  plain(
    'batch-02',
    'a put replaces, a delete of nothing succeeds',
    step('BatchWriteItem', write(puts('a')), returns({ UnprocessedItems: {} })),
    step(
      'BatchWriteItem',
      write([{ PutRequest: { Item: item({ pk: 'a', w: 2 }) } }, ...deletes('none')]),
      returns({ UnprocessedItems: {} }),
    ),
    step('GetItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns({ Item: item({ pk: 'a', w: 2 }) })),
  ),
  plain(
    'batch-03',
    '25 writes',
    step('BatchWriteItem', write(puts(...names(25))), returns({ UnprocessedItems: {} })),
    step('Scan', { TableName: PLAIN, Select: 'COUNT' }, returns({ Count: 25, ScannedCount: 25 })),
  ),
  plain(
    'batch-04',
    'a projection and a consistent read',
    step('BatchWriteItem', write(puts('a')), returns({ UnprocessedItems: {} })),
    step(
      'BatchGetItem',
      read({
        Keys: keysOf('a'),
        ProjectionExpression: '#v',
        ExpressionAttributeNames: { '#v': 'v' },
        ConsistentRead: true,
      }),
      returnsInAnyOrder({ Responses: { 'conformance-plain': [item({ v: 1 })] }, UnprocessedKeys: {} }),
    ),
  ),
  plain(
    'batch-05',
    'keys that are not there',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a', 'b') }),
      returnsInAnyOrder({ Responses: { 'conformance-plain': [] }, UnprocessedKeys: {} }),
    ),
  ),
  plain(
    'batch-06',
    '100 keys',
    step(
      'BatchGetItem',
      read({ Keys: keysOf(...names(100)) }),
      returnsInAnyOrder({ Responses: { 'conformance-plain': [] }, UnprocessedKeys: {} }),
    ),
  ),
  plain(
    'batch-07',
    'capacity of a batch',
    step(
      'BatchWriteItem',
      write(puts('a', 'b'), { ReturnConsumedCapacity: 'TOTAL' }),
      returns({
        UnprocessedItems: {},
        ConsumedCapacity: [{ TableName: 'conformance-plain', CapacityUnits: 2 }],
      }),
    ),
    step(
      'BatchGetItem',
      { ...read({ Keys: keysOf('a', 'b', 'c') }), ReturnConsumedCapacity: 'TOTAL' },
      returnsInAnyOrder({
        Responses: { [PLAIN]: [item({ pk: 'b', v: 1 }), item({ pk: 'a', v: 1 })] },
        UnprocessedKeys: {},
        ConsumedCapacity: [{ TableName: PLAIN, CapacityUnits: 1.5 }],
      }),
      onLocal(
        returnsInAnyOrder({
          Responses: { 'conformance-plain': [item({ pk: 'b', v: 1 }), item({ pk: 'a', v: 1 })] },
          UnprocessedKeys: {},
          ConsumedCapacity: [{ TableName: 'conformance-plain', CapacityUnits: 1 }],
        }),
        MISSING_ITEM_IS_FREE,
      ),
    ),
  ),

  plain(
    'batch-30',
    '26 writes',
    step(
      'BatchWriteItem',
      write(puts(...names(26))),
      invalid(
        /^1 validation error detected: Value '\{.+' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/s,
      ),
      onLocal(invalid('Too many items requested for the BatchWriteItem call'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'batch-31',
    'no requests',
    step(
      'BatchWriteItem',
      { RequestItems: {} },
      invalid('The requestItems parameter is required for BatchWriteItem'),
      onLocal(invalid('BatchWriteItem cannot have a null or no requests set'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'batch-32',
    'no requests for a table',
    step(
      'BatchWriteItem',
      write([]),
      invalid(
        /^1 validation error detected: Value '\{.+' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/s,
      ),
      onLocal(
        invalid('The batch write request list for a table cannot be null or empty: conformance-plain'),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'batch-33',
    'one item put twice',
    step('BatchWriteItem', write(puts('a', 'a')), invalid('Provided list of item keys contains duplicates')),
  ),
  plain(
    'batch-34',
    'one item put and deleted',
    step(
      'BatchWriteItem',
      write([...puts('a'), ...deletes('a')]),
      invalid('Provided list of item keys contains duplicates'),
    ),
  ),
  plain(
    'batch-35',
    'a request that is neither put nor delete',
    step(
      'BatchWriteItem',
      write([{}]),
      invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ),
    ),
  ),
  plain(
    'batch-36',
    'a request that is both put and delete',
    step(
      'BatchWriteItem',
      write([{ ...puts('a')[0], ...deletes('b')[0] }]),
      invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ),
    ),
  ),
  plain(
    'batch-37',
    'a table that does not exist',
    step(
      'BatchWriteItem',
      { RequestItems: { 'conformance-missing': puts('a') } },
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'batch-38',
    'an item without its key',
    step(
      'BatchWriteItem',
      write([{ PutRequest: { Item: item({ v: 1 }) } }]),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-39',
    'a key with one attribute too many',
    step(
      'BatchWriteItem',
      write([{ DeleteRequest: { Key: item({ pk: 'a', x: 1 }) } }]),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('The number of conditions on the keys is invalid'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-40',
    'a key of the wrong type',
    step(
      'BatchWriteItem',
      write([{ DeleteRequest: { Key: item({ pk: 1 }) } }]),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-41',
    'nothing is written when one request is invalid',
    step(
      'BatchWriteItem',
      write([...puts('a'), { PutRequest: { Item: item({ v: 1 }) } }]),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
    step('Scan', { TableName: PLAIN, Select: 'COUNT' }, returns({ Count: 0, ScannedCount: 0 })),
  ),
  plain(
    'batch-42',
    'an item above 400 KB',
    step(
      'BatchWriteItem',
      write([{ PutRequest: { Item: item({ pk: 'a', v: 'x'.repeat(409_600) }) } }]),
      invalid('Item size has exceeded the maximum allowed size'),
    ),
  ),
  plain(
    'batch-43',
    'an empty set',
    step(
      'BatchWriteItem',
      write([{ PutRequest: { Item: item({ pk: 'a', v: strings() }) } }]),
      invalid('One or more parameter values were invalid: An string set  may not be empty'),
    ),
  ),
  plain(
    'batch-44',
    'an empty key value',
    step(
      'BatchWriteItem',
      write(puts('')),
      invalid(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      ),
    ),
  ),
  plain(
    'batch-50',
    '101 keys',
    step(
      'BatchGetItem',
      read({ Keys: keysOf(...names(101)) }),
      invalid(
        /^1 validation error detected: Value '\[.+' at 'requestItems\.conformance-plain\.member\.keys' failed to satisfy constraint: Member must have length less than or equal to 100$/s,
      ),
      onLocal(invalid('Too many items requested for the BatchGetItem call'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'batch-51',
    'no tables',
    step(
      'BatchGetItem',
      { RequestItems: {} },
      invalid('The requestItems parameter is required for BatchGetItem'),
      onLocal(invalid('BatchGetItem must have some requests set'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'batch-52',
    'no keys',
    step(
      'BatchGetItem',
      read({ Keys: [] }),
      invalid(
        "1 validation error detected: Value '[]' at 'requestItems.conformance-plain.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
      onLocal(
        invalid(
          'The list of keys in RequestItems for BatchGetItem is required: conformance-plain has empty list',
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'batch-53',
    'one key twice',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a', 'a') }),
      invalid('Provided list of item keys contains duplicates'),
    ),
  ),
  plain(
    'batch-54',
    'a table that does not exist',
    step(
      'BatchGetItem',
      { RequestItems: { 'conformance-missing': { Keys: keysOf('a') } } },
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'batch-55',
    'a key of another name',
    step(
      'BatchGetItem',
      read({ Keys: [item({ x: 'a' })] }),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-56',
    'a key of the wrong type',
    step(
      'BatchGetItem',
      read({ Keys: [item({ pk: 1 })] }),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-57',
    'a projection with a reserved word',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a'), ProjectionExpression: 'name' }),
      invalid('Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name'),
    ),
  ),
  plain(
    'batch-58',
    'names without a projection',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a'), ExpressionAttributeNames: { '#a': 'a' } }),
      invalid('ExpressionAttributeNames can only be specified when using expressions'),
    ),
  ),
  plain(
    'batch-59',
    'a name that is not used',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a'), ProjectionExpression: 'v', ExpressionAttributeNames: { '#a': 'a' } }),
      invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}'),
    ),
  ),
  numbered(
    'batch-60',
    'one number key written two ways is one key twice',
    step(
      'BatchGetItem',
      {
        RequestItems: {
          [NUMBERED]: { Keys: [item({ pk: 'a', n: num('1') }), item({ pk: 'a', n: num('1.0') })] },
        },
      },
      invalid('Provided list of item keys contains duplicates'),
      onLocal(
        returnsInAnyOrder({ Responses: { 'conformance-numbered': [] }, UnprocessedKeys: {} }),
        KEYS_BY_TEXT,
      ),
    ),
  ),
]
