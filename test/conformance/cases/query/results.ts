import { item, num } from '../../attribute-values.ts'
import { numbered, sorted, storedItem } from '../../case-makers.ts'
import { type ConformanceCase, onLocal, returns, step } from '../../conformance-case.ts'
import { PAGE_AFTER_FILTER } from '../../local-reasons.ts'
import { NUMBERED, SORTED } from '../../tables.ts'
import { A, all, q, query } from './requests.ts'

const QUARTER_OF_A_PAGE = 262_144
const keys = { ProjectionExpression: 'sk' }

export const queryResultCases: readonly ConformanceCase[] = [
  query(
    'a partition in order of the sort key',
    all(),
    returns({
      Items: [
        item({ pk: 'a', sk: '1', even: false, v: 1 }),
        item({ pk: 'a', sk: '10', even: true, v: 10 }),
        item({ pk: 'a', sk: '2', even: true, v: 2 }),
        item({ pk: 'a', sk: '3', even: false, extra: 'x', v: 3 }),
        item({ pk: 'a', sk: 'b', even: true, v: 4 }),
      ],
      Count: 5,
      ScannedCount: 5,
    }),
  ),
  query(
    'backwards',
    all({ ScanIndexForward: false, ...keys }),
    returns({
      Items: [item({ sk: 'b' }), item({ sk: '3' }), item({ sk: '2' }), item({ sk: '10' }), item({ sk: '1' })],
      Count: 5,
      ScannedCount: 5,
    }),
  ),
  query(
    'equality of the sort key',
    q('pk = :a AND sk = :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'less than',
    q('pk = :a AND sk < :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '1' }), item({ sk: '10' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'at most',
    q('pk = :a AND sk <= :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '1' }), item({ sk: '10' }), item({ sk: '2' })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'greater than',
    q('pk = :a AND sk > :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '3' }), item({ sk: 'b' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'at least',
    q('pk = :a AND sk >= :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '2' }), item({ sk: '3' }), item({ sk: 'b' })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'BETWEEN takes both ends',
    q('pk = :a AND sk BETWEEN :l AND :h', { ...A, ':l': '10', ':h': '3' }, keys),
    returns({ Items: [item({ sk: '10' }), item({ sk: '2' }), item({ sk: '3' })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'begins_with',
    q('pk = :a AND begins_with(sk, :s)', { ...A, ':s': '1' }, keys),
    returns({ Items: [item({ sk: '1' }), item({ sk: '10' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'the sort key first',
    q('sk = :s AND pk = :a', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'the value on the left',
    q(':a = pk AND :s <= sk', { ...A, ':s': '3' }, keys),
    returns({ Items: [item({ sk: '3' }), item({ sk: 'b' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'parentheses around each condition',
    q('(pk = :a) AND (sk = :s)', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'names through placeholders',
    q(
      '#p = :a AND #s = :s',
      { ...A, ':s': '2' },
      { ExpressionAttributeNames: { '#p': 'pk', '#s': 'sk' }, ...keys },
    ),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'a partition that is not there',
    q('pk = :a', { ':a': 'none' }),
    returns({ Items: [], Count: 0, ScannedCount: 0 }),
  ),
  query(
    'a filter',
    q('pk = :a', { ...A, ':t': true }, { FilterExpression: 'even = :t', ...keys }),
    returns({ Items: [item({ sk: '10' }), item({ sk: '2' }), item({ sk: 'b' })], Count: 3, ScannedCount: 5 }),
  ),
  query(
    'Limit counts before the filter',
    q('pk = :a', { ...A, ':t': true }, { FilterExpression: 'even = :t', Limit: 1 }),
    returns({ Items: [], Count: 0, ScannedCount: 1, LastEvaluatedKey: item({ pk: 'a', sk: '1' }) }),
  ),
  query(
    'a page that is full has a last key even if nothing follows',
    all({ Limit: 5, Select: 'COUNT' }),
    returns({ Count: 5, ScannedCount: 5, LastEvaluatedKey: item({ pk: 'a', sk: 'b' }) }),
  ),
  query(
    'a page that is not full has none',
    all({ Limit: 6, Select: 'COUNT' }),
    returns({ Count: 5, ScannedCount: 5 }),
  ),
  query(
    'continues after the start key',
    all({ Limit: 2, ExclusiveStartKey: item({ pk: 'a', sk: '10' }), ...keys }),
    returns({
      Items: [item({ sk: '2' }), item({ sk: '3' })],
      Count: 2,
      ScannedCount: 2,
      LastEvaluatedKey: item({ pk: 'a', sk: '3' }),
    }),
  ),
  query(
    'continues backwards after the start key',
    all({ Limit: 2, ExclusiveStartKey: item({ pk: 'a', sk: '3' }), ScanIndexForward: false, ...keys }),
    returns({
      Items: [item({ sk: '2' }), item({ sk: '10' })],
      Count: 2,
      ScannedCount: 2,
      LastEvaluatedKey: item({ pk: 'a', sk: '10' }),
    }),
  ),
  query(
    'a start key that is not an item',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '15' }), ...keys }),
    returns({ Items: [item({ sk: '2' }), item({ sk: '3' }), item({ sk: 'b' })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'COUNT with a filter',
    q('pk = :a', { ...A, ':t': true }, { FilterExpression: 'even = :t', Select: 'COUNT' }),
    returns({ Count: 3, ScannedCount: 5 }),
  ),
  query(
    'SPECIFIC_ATTRIBUTES with a projection',
    all({ Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: 'v', Limit: 1 }),
    returns({
      Items: [item({ v: 1 })],
      Count: 1,
      ScannedCount: 1,
      LastEvaluatedKey: item({ pk: 'a', sk: '1' }),
    }),
  ),
  query(
    'a projection of something that few items have',
    all({ ProjectionExpression: 'extra' }),
    returns({ Items: [{}, {}, {}, item({ extra: 'x' }), {}], Count: 5, ScannedCount: 5 }),
  ),
  query(
    'a start key and a key condition',
    q('pk = :a AND sk > :s', { ...A, ':s': '1' }, { ExclusiveStartKey: item({ pk: 'a', sk: '2' }), ...keys }),
    returns({ Items: [item({ sk: '3' }), item({ sk: 'b' })], Count: 2, ScannedCount: 2 }),
  ),
  numbered(
    'BETWEEN on numbers',
    step(
      'BatchWriteItem',
      {
        RequestItems: {
          [NUMBERED]: [1, 2, 10, 20].map((n) => ({ PutRequest: { Item: item({ pk: 'a', n }) } })),
        },
      },
      returns({ UnprocessedItems: {} }),
    ),
    step(
      'Query',
      {
        TableName: NUMBERED,
        KeyConditionExpression: 'pk = :a AND n BETWEEN :l AND :h',
        ExpressionAttributeValues: item({ ...A, ':l': 2, ':h': num('10.0') }),
      },
      returns({ Items: [item({ pk: 'a', n: 2 }), item({ pk: 'a', n: 10 })], Count: 2, ScannedCount: 2 }),
    ),
  ),
  query(
    'a filter on an attribute that few items have',
    q('pk = :a', { ...A, ':x': 'x' }, { FilterExpression: 'contains(extra, :x)', ...keys }),
    returns({ Items: [item({ sk: '3' })], Count: 1, ScannedCount: 5 }),
  ),
  query(
    'the same value in key condition and filter',
    q('pk = :a', A, { FilterExpression: 'attribute_exists(extra) OR extra = :a', ...keys }),
    returns({ Items: [item({ sk: '3' })], Count: 1, ScannedCount: 5 }),
  ),
  sorted(
    'a page ends with the item that brings it to 1 MB',
    ...['1', '2', '3', '4', '5'].map((sk) =>
      storedItem(SORTED, { pk: 'p', sk, v: 'x'.repeat(QUARTER_OF_A_PAGE - 7) }),
    ),
    step(
      'Query',
      q('pk = :p', { ':p': 'p' }, keys),
      returns({
        Items: ['1', '2', '3', '4'].map((sk) => item({ sk })),
        Count: 4,
        ScannedCount: 4,
        LastEvaluatedKey: item({ pk: 'p', sk: '4' }),
      }),
    ),
    step(
      'Query',
      q('pk = :p', { ':p': 'p' }, { FilterExpression: 'v = :p' }),
      returns(
        { Items: [], Count: 0, ScannedCount: 4, LastEvaluatedKey: item({ pk: 'p', sk: '4' }) },
        onLocal(returns({ Items: [], Count: 0, ScannedCount: 5 }), PAGE_AFTER_FILTER),
      ),
    ),
  ),
]
