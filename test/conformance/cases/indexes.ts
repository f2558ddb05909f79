import { item, num, type Plain } from '../attribute-values.ts'
import { casesOf, indexed, storedItem, storedItems } from '../case-makers.ts'
import { violation } from '../common-refusals.ts'
import { type ConformanceCase, type Input, invalid, onLocal, returns, step } from '../conformance-case.ts'
import { LESS_DETAIL, OTHER_BOUNDARY, OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'
import { GSI_ALL, GSI_INCLUDE, GSI_KEYS, INDEXED, LSI_ALL, LSI_KEYS } from '../tables.ts'

const given = storedItems(INDEXED, [
  { pk: 'a', sk: '1', g: 'g', r: 3, k: 'k', alt: 'z', n: 1, included: 'i', rest: 'o' },
  { pk: 'a', sk: '2', g: 'g', r: 1, alt: 'y', n: 2, rest: 'o' },
  { pk: 'a', sk: '3', g: 'g', rest: 'o' },
  { pk: 'b', sk: '1', g: 'g', r: 2, n: 3, included: 'j' },
  { pk: 'b', sk: '2', r: 9, alt: 'x' },
])
const on = (
  IndexName: string,
  KeyConditionExpression: string,
  values: Record<string, Plain>,
  more: Input = {},
): Input => ({
  TableName: INDEXED,
  IndexName,
  KeyConditionExpression,
  ExpressionAttributeValues: item(values),
  ...more,
})
const QUARTER_OF_A_PAGE = 262_144
const G = { ':g': 'g' }
const A = { ':a': 'a' }
const query = casesOf(indexed, 'Query', given)

export const indexCases: readonly ConformanceCase[] = [
  query(
    'a global index in order of its sort key, without items that lack it',
    on(GSI_ALL, 'g = :g', G),
    returns({
      Items: [
        item({ pk: 'a', sk: '2', alt: 'y', g: 'g', n: 2, r: 1, rest: 'o' }),
        item({ pk: 'b', sk: '1', g: 'g', included: 'j', n: 3, r: 2 }),
        item({ pk: 'a', sk: '1', alt: 'z', g: 'g', included: 'i', k: 'k', n: 1, r: 3, rest: 'o' }),
      ],
      Count: 3,
      ScannedCount: 3,
    }),
  ),
  query(
    'a global index of keys',
    on(GSI_KEYS, 'k = :k', { ':k': 'k' }),
    returns({ Items: [item({ pk: 'a', sk: '1', k: 'k' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'a global index of some attributes',
    on(GSI_INCLUDE, 'g = :g AND sk > :s', { ...G, ':s': '1' }),
    returns({
      Items: [item({ pk: 'a', sk: '2', g: 'g' }), item({ pk: 'a', sk: '3', g: 'g' })],
      Count: 2,
      ScannedCount: 2,
    }),
  ),
  query(
    'a local index in order of its sort key',
    on(LSI_ALL, 'pk = :a', A, { ProjectionExpression: 'sk, n' }),
    returns({ Items: [item({ sk: '1', n: 1 }), item({ sk: '2', n: 2 })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'a local index of keys',
    on(LSI_KEYS, 'pk = :a', A),
    returns({
      Items: [item({ pk: 'a', sk: '2', alt: 'y' }), item({ pk: 'a', sk: '1', alt: 'z' })],
      Count: 2,
      ScannedCount: 2,
    }),
  ),
  query(
    'a local index of keys fetches other attributes from the table',
    on(LSI_KEYS, 'pk = :a', A, { ProjectionExpression: 'sk, rest' }),
    returns({
      Items: [item({ sk: '2', rest: 'o' }), item({ sk: '1', rest: 'o' })],
      Count: 2,
      ScannedCount: 2,
    }),
  ),
  query(
    'a local index of keys with ALL_ATTRIBUTES',
    on(LSI_KEYS, 'pk = :a AND alt = :z', { ...A, ':z': 'z' }, { Select: 'ALL_ATTRIBUTES' }),
    returns({
      Items: [item({ pk: 'a', sk: '1', alt: 'z', g: 'g', included: 'i', k: 'k', n: 1, r: 3, rest: 'o' })],
      Count: 1,
      ScannedCount: 1,
    }),
  ),
  query(
    'a local index may be read consistently',
    on(
      LSI_ALL,
      'pk = :a AND n >= :n',
      { ...A, ':n': 2 },
      { ConsistentRead: true, ProjectionExpression: 'sk' },
    ),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'the last key of a global index holds the keys of index and table',
    on(GSI_ALL, 'g = :g', G, { Limit: 1 }),
    returns({
      Items: [item({ pk: 'a', sk: '2', alt: 'y', g: 'g', n: 2, r: 1, rest: 'o' })],
      Count: 1,
      ScannedCount: 1,
      LastEvaluatedKey: item({ pk: 'a', sk: '2', g: 'g', r: 1 }),
    }),
  ),
  query(
    'continues after the start key of a global index',
    on(GSI_ALL, 'g = :g', G, {
      ExclusiveStartKey: item({ pk: 'a', sk: '2', g: 'g', r: 1 }),
      ProjectionExpression: 'pk, sk',
    }),
    returns({ Items: [item({ pk: 'b', sk: '1' }), item({ pk: 'a', sk: '1' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'the last key of a local index',
    on(LSI_ALL, 'pk = :a', A, { Limit: 1, Select: 'COUNT' }),
    returns({ Count: 1, ScannedCount: 1, LastEvaluatedKey: item({ pk: 'a', sk: '1', n: 1 }) }),
  ),
  query(
    'backwards on a global index',
    on(GSI_ALL, 'g = :g', G, { ScanIndexForward: false, ProjectionExpression: 'r' }),
    returns({ Items: [item({ r: 3 }), item({ r: 2 }), item({ r: 1 })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'a filter on a key of the table',
    on(GSI_ALL, 'g = :g', { ...G, ':a': 'a' }, { FilterExpression: 'pk = :a', ProjectionExpression: 'sk' }),
    returns({ Items: [item({ sk: '2' }), item({ sk: '1' })], Count: 2, ScannedCount: 3 }),
  ),
  query(
    'ALL_PROJECTED_ATTRIBUTES',
    on(GSI_KEYS, 'k = :k', { ':k': 'k' }, { Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    returns({ Items: [item({ pk: 'a', sk: '1', k: 'k' })], Count: 1, ScannedCount: 1 }),
  ),
  indexed(
    'a scan of a sparse global index',
    given,
    step(
      'Scan',
      { TableName: INDEXED, IndexName: GSI_KEYS },
      returns({ Items: [item({ pk: 'a', sk: '1', k: 'k' })], Count: 1, ScannedCount: 1 }),
    ),
  ),
  indexed(
    'a removed attribute takes the item out of the index',
    given,
    step(
      'UpdateItem',
      { TableName: INDEXED, Key: item({ pk: 'a', sk: '1' }), UpdateExpression: 'REMOVE r' },
      returns(),
    ),
    step(
      'Query',
      on(GSI_ALL, 'g = :g', G, { ProjectionExpression: 'pk, sk' }),
      returns({ Items: [item({ pk: 'a', sk: '2' }), item({ pk: 'b', sk: '1' })], Count: 2, ScannedCount: 2 }),
    ),
  ),
  indexed(
    'an update moves the item within the index',
    given,
    step(
      'UpdateItem',
      {
        TableName: INDEXED,
        Key: item({ pk: 'a', sk: '1' }),
        UpdateExpression: 'SET r = :r',
        ExpressionAttributeValues: item({ ':r': -5 }),
      },
      returns(),
    ),
    step(
      'Query',
      on(GSI_ALL, 'g = :g', G, { ProjectionExpression: 'pk, sk, r' }),
      returns({
        Items: [
          item({ pk: 'a', sk: '1', r: -5 }),
          item({ pk: 'a', sk: '2', r: 1 }),
          item({ pk: 'b', sk: '1', r: 2 }),
        ],
        Count: 3,
        ScannedCount: 3,
      }),
    ),
  ),
  indexed(
    'a deleted item leaves the index',
    given,
    step('DeleteItem', { TableName: INDEXED, Key: item({ pk: 'a', sk: '2' }) }, returns()),
    step('Query', on(GSI_ALL, 'g = :g', G, { Select: 'COUNT' }), returns({ Count: 2, ScannedCount: 2 })),
  ),
  query(
    'COUNT on a global index',
    on(GSI_ALL, 'g = :g AND r BETWEEN :l AND :h', { ...G, ':l': 1, ':h': 2 }, { Select: 'COUNT' }),
    returns({ Count: 2, ScannedCount: 2 }),
  ),
  query(
    'a start key whose item is gone',
    on(GSI_ALL, 'g = :g', G, {
      ExclusiveStartKey: item({ pk: 'x', sk: 'x', g: 'g', r: num('1.5') }),
      ProjectionExpression: 'r',
    }),
    returns({ Items: [item({ r: 2 }), item({ r: 3 })], Count: 2, ScannedCount: 2 }),
  ),

  query(
    'a consistent read of a global index',
    on(GSI_ALL, 'g = :g', G, { ConsistentRead: true }),
    invalid(
      'Consistent reads are not supported on global secondary indexes',
      onLocal('Consistent read cannot be true when querying a GSI', LESS_DETAIL),
    ),
  ),
  indexed(
    'a consistent scan of a global index',
    given,
    step(
      'Scan',
      { TableName: INDEXED, IndexName: GSI_ALL, ConsistentRead: true },
      invalid(
        'Consistent reads are not supported on global secondary indexes',
        onLocal('Consistent read cannot be true when scanning a GSI', LESS_DETAIL),
      ),
    ),
  ),
  query(
    'ALL_ATTRIBUTES on a global index of keys',
    on(GSI_KEYS, 'k = :k', { ':k': 'k' }, { Select: 'ALL_ATTRIBUTES' }),
    invalid(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global ' +
        'secondary index gsi-keys because its projection type is not ALL',
    ),
  ),
  query(
    'a projection that a global index does not have',
    on(GSI_KEYS, 'k = :k', { ':k': 'k' }, { ProjectionExpression: 'rest' }),
    invalid(
      'One or more parameter values were invalid: Global secondary index gsi-keys does not project [rest]',
    ),
  ),
  query(
    'the key of the table in the key condition of an index',
    on(GSI_ALL, 'pk = :g', G),
    invalid(
      'Query condition missed key schema element: g',
      onLocal('Query condition missed key schema element', LESS_DETAIL),
    ),
  ),
  query(
    'the sort key of the table in the key condition of an index',
    on(GSI_ALL, 'g = :g AND sk = :s', { ...G, ':s': '1' }),
    invalid(
      'Query condition missed key schema element: r',
      onLocal('Query condition missed key schema element', LESS_DETAIL),
    ),
  ),
  query(
    'a filter on the sort key of the index',
    on(GSI_ALL, 'g = :g', { ...G, ':r': 1 }, { FilterExpression: 'r = :r' }),
    invalid('Filter Expression can only contain non-primary key attributes: Primary key attribute: r'),
  ),
  query(
    'a filter on the partition key of the index',
    on(GSI_ALL, 'g = :g', G, { FilterExpression: 'g = :g' }),
    invalid('Filter Expression can only contain non-primary key attributes: Primary key attribute: g'),
  ),
  query(
    'a start key without the keys of the index',
    on(GSI_ALL, 'g = :g', G, { ExclusiveStartKey: item({ pk: 'a', sk: '2' }) }),
    invalid(
      'The provided starting key is invalid',
      onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
    ),
  ),
  query(
    'a start key without the keys of the table',
    on(GSI_ALL, 'g = :g', G, { ExclusiveStartKey: item({ g: 'g', r: 1 }) }),
    invalid(
      'The provided starting key is invalid',
      onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
    ),
  ),
  query(
    'a start key of another partition of the index',
    on(GSI_ALL, 'g = :g', G, { ExclusiveStartKey: item({ pk: 'a', sk: '2', g: 'h', r: 1 }) }),
    invalid(
      'The provided starting key is outside query boundaries based on provided conditions',
      onLocal('The provided starting key does not match the range key predicate', OTHER_BOUNDARY),
    ),
  ),
  query(
    'a start key of the wrong type',
    on(GSI_ALL, 'g = :g', G, { ExclusiveStartKey: item({ pk: 'a', sk: '2', g: 'g', r: '1' }) }),
    invalid(
      'The provided starting key is invalid',
      onLocal('Type mismatch for attribute to update', LESS_DETAIL),
    ),
  ),
  query(
    'a value of the wrong type',
    on(GSI_ALL, 'g = :g AND r = :r', { ...G, ':r': '1' }),
    invalid('One or more parameter values were invalid: Condition parameter type does not match schema type'),
  ),
  query(
    'an index name of two characters',
    on('gs', 'g = :g', G),
    violation(
      "'gs'",
      'indexName',
      'have length greater than or equal to 3',
      onLocal('The table does not have the specified index: gs', OWN_CONSTRAINT_WORDS),
    ),
  ),
  indexed(
    'a scan start key without the keys of the index',
    given,
    step(
      'Scan',
      { TableName: INDEXED, IndexName: GSI_ALL, ExclusiveStartKey: item({ pk: 'a', sk: '1' }) },
      invalid(
        'The provided starting key is invalid',
        onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
      ),
    ),
  ),
  query(
    'a filter on an attribute that the index does not have',
    on(GSI_KEYS, 'k = :k', { ':k': 'k', ':o': 'o' }, { FilterExpression: 'rest = :o' }),
    invalid(
      'One or more parameter values were invalid: Secondary index gsi-keys does not project one or more ' +
        'filter attributes: [rest]',
    ),
  ),
  indexed(
    'a page of what a local index has not ends at 1 MB of the table',
    ...['1', '2', '3', '4', '5'].map((sk) =>
      storedItem(INDEXED, { pk: 'p', sk, alt: sk, rest: 'o', v: 'x'.repeat(QUARTER_OF_A_PAGE - 16) }),
    ),
    step(
      'Query',
      on(LSI_KEYS, 'pk = :p', { ':p': 'p' }, { ProjectionExpression: 'sk, rest' }),
      returns({
        Items: ['1', '2', '3', '4'].map((sk) => item({ sk, rest: 'o' })),
        Count: 4,
        ScannedCount: 4,
        LastEvaluatedKey: item({ pk: 'p', sk: '4', alt: '4' }),
      }),
    ),
  ),
]
