import { item } from '../attribute-values.ts'
import { casesOf, plain, sorted, storedItems } from '../case-makers.ts'
import { NOT_FOUND, violation } from '../common-refusals.ts'
import {
  type ConformanceCase,
  type Input,
  invalid,
  onLocal,
  returns,
  returnsInAnyOrder,
  step,
} from '../conformance-case.ts'
import { LESS_DETAIL, OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'
import { PLAIN, SORTED } from '../tables.ts'

const given = storedItems(SORTED, [
  { pk: 'a', sk: '1', v: 1, tag: 'x' },
  { pk: 'a', sk: '2', v: 2 },
  { pk: 'a', sk: '3', v: 3, tag: 'y' },
  { pk: 'a', sk: '4', v: 4 },
])
const all = (more: Input = {}): Input => ({ TableName: SORTED, ...more })
const scan = casesOf(sorted, 'Scan', given)

export const scanCases: readonly ConformanceCase[] = [
  scan(
    'everything, a partition in order',
    all(),
    returns({
      Items: [
        item({ pk: 'a', sk: '1', tag: 'x', v: 1 }),
        item({ pk: 'a', sk: '2', v: 2 }),
        item({ pk: 'a', sk: '3', tag: 'y', v: 3 }),
        item({ pk: 'a', sk: '4', v: 4 }),
      ],
      Count: 4,
      ScannedCount: 4,
    }),
  ),
  sorted('an empty table', 'Scan', all(), returns({ Items: [], Count: 0, ScannedCount: 0 })),
  scan(
    'Limit and the last key',
    all({ Limit: 2 }),
    returns({
      Items: [item({ pk: 'a', sk: '1', tag: 'x', v: 1 }), item({ pk: 'a', sk: '2', v: 2 })],
      Count: 2,
      ScannedCount: 2,
      LastEvaluatedKey: item({ pk: 'a', sk: '2' }),
    }),
  ),
  scan(
    'continues after the start key',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '2' }), ProjectionExpression: 'sk' }),
    returns({ Items: [item({ sk: '3' }), item({ sk: '4' })], Count: 2, ScannedCount: 2 }),
  ),
  scan(
    'a filter',
    all({
      FilterExpression: 'v > :two',
      ExpressionAttributeValues: item({ ':two': 2 }),
      ProjectionExpression: 'v',
    }),
    returns({ Items: [item({ v: 3 }), item({ v: 4 })], Count: 2, ScannedCount: 4 }),
  ),
  scan(
    'Limit counts before the filter',
    all({ FilterExpression: 'v > :two', ExpressionAttributeValues: item({ ':two': 2 }), Limit: 2 }),
    returns({ Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: item({ pk: 'a', sk: '2' }) }),
  ),
  scan(
    'a filter may name a key',
    all({
      FilterExpression: 'sk = :s AND pk = :p',
      ExpressionAttributeValues: item({ ':s': '2', ':p': 'a' }),
    }),
    returns({ Items: [item({ pk: 'a', sk: '2', v: 2 })], Count: 1, ScannedCount: 4 }),
  ),
  scan(
    'COUNT',
    all({ Select: 'COUNT', FilterExpression: 'attribute_exists(tag)' }),
    returns({ Count: 2, ScannedCount: 4 }),
  ),
  scan(
    'one segment of one',
    all({ Segment: 0, TotalSegments: 1, Select: 'COUNT' }),
    returns({ Count: 4, ScannedCount: 4 }),
  ),
  plain(
    'several partitions in any order',
    step(
      'BatchWriteItem',
      { RequestItems: { [PLAIN]: ['a', 'b', 'c'].map((pk) => ({ PutRequest: { Item: item({ pk }) } })) } },
      returns({ UnprocessedItems: {} }),
    ),
    step(
      'Scan',
      { TableName: PLAIN },
      returnsInAnyOrder({
        Items: [item({ pk: 'b' }), item({ pk: 'c' }), item({ pk: 'a' })],
        Count: 3,
        ScannedCount: 3,
      }),
    ),
  ),
  scan(
    'a start key that is not an item',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '25' }), ProjectionExpression: 'sk' }),
    returns({ Items: [item({ sk: '3' }), item({ sk: '4' })], Count: 2, ScannedCount: 2 }),
  ),
  scan(
    'the last page has no last key',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '4' }) }),
    returns({ Items: [], Count: 0, ScannedCount: 0 }),
  ),
  scan(
    'a full page has a last key even if nothing follows',
    all({ Limit: 4, Select: 'COUNT' }),
    returns({ Count: 4, ScannedCount: 4, LastEvaluatedKey: item({ pk: 'a', sk: '4' }) }),
  ),

  scan(
    'a segment without a total',
    all({ Segment: 0 }),
    invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter ' +
        'is present',
      onLocal('If segment is specified, total segment must also be specified', LESS_DETAIL),
    ),
  ),
  scan(
    'a total without a segment',
    all({ TotalSegments: 2 }),
    invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments ' +
        'is present',
      onLocal(
        'If total segments is specified, a particular segment must also be specified for this request',
        LESS_DETAIL,
      ),
    ),
  ),
  scan(
    'a segment beyond the total',
    all({ Segment: 2, TotalSegments: 2 }),
    invalid(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is ' +
        'not less than TotalSegments: 2',
      onLocal(
        "1 validation error detected: Value '2' at 'segment' failed to satisfy constraint: Member must " +
          'have value less than or equal to 1',
        LESS_DETAIL,
      ),
    ),
  ),
  scan(
    'a negative segment',
    all({ Segment: -1, TotalSegments: 2 }),
    violation(
      "'-1'",
      'segment',
      'have value greater than or equal to 0',
      onLocal(
        "1 validation error detected: Value '-1' at 'segment' failed to satisfy constraint: Member must " +
          'have value less than or equal to 1',
        LESS_DETAIL,
      ),
    ),
  ),
  scan(
    'no segments',
    all({ Segment: 0, TotalSegments: 0 }),
    violation(
      "'0'",
      'totalSegments',
      'have value greater than or equal to 1',
      onLocal(
        "1 validation error detected: Value '0' at 'segment' failed to satisfy constraint: Member must " +
          'have value less than or equal to -1',
        LESS_DETAIL,
      ),
    ),
  ),
  scan(
    'too many segments',
    all({ Segment: 0, TotalSegments: 1_000_001 }),
    violation("'1000001'", 'totalSegments', 'have value less than or equal to 1000000'),
  ),
  scan(
    'Limit of 0',
    all({ Limit: 0 }),
    violation(
      "'0'",
      'limit',
      'have value greater than or equal to 1',
      onLocal('Limit must be greater than or equal to 1', OWN_CONSTRAINT_WORDS),
    ),
  ),
  scan(
    'a start key without the sort key',
    all({ ExclusiveStartKey: item({ pk: 'a' }) }),
    invalid(
      'The provided starting key is invalid: The provided key element does not match the schema',
      onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
    ),
  ),
  scan(
    'a start key of the wrong type',
    all({ ExclusiveStartKey: item({ pk: 1, sk: '1' }) }),
    invalid(
      'The provided starting key is invalid: The provided key element does not match the schema',
      onLocal('Type mismatch for attribute to update', LESS_DETAIL),
    ),
  ),
  scan(
    'a start key with one attribute too many',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '1', x: 1 }) }),
    invalid(
      'The provided starting key is invalid: The provided key element does not match the schema',
      onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
    ),
  ),
  scan(
    'a value without an expression',
    all({ ExpressionAttributeValues: item({ ':v': 1 }) }),
    invalid(
      'ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null',
    ),
  ),
  scan(
    'a name without an expression',
    all({ ExpressionAttributeNames: { '#v': 'v' } }),
    invalid('ExpressionAttributeNames can only be specified when using expressions'),
  ),
  scan(
    'COUNT with a projection',
    all({ Select: 'COUNT', ProjectionExpression: 'v' }),
    invalid('Cannot specify the ProjectionExpression when choosing to get only the Count'),
  ),
  scan(
    'an index that does not exist',
    all({ IndexName: 'none' }),
    invalid('The table does not have the specified index: none'),
  ),
  scan('a table that does not exist', { TableName: 'conformance-missing' }, NOT_FOUND),
  scan(
    'ALL_PROJECTED_ATTRIBUTES on the table',
    all({ Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'),
  ),
  scan(
    'SPECIFIC_ATTRIBUTES without a projection',
    all({ Select: 'SPECIFIC_ATTRIBUTES' }),
    invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ),
  ),
  scan(
    'an empty start key',
    all({ ExclusiveStartKey: {} }),
    invalid(
      'The provided starting key is invalid: The provided key element does not match the schema',
      onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
    ),
  ),
]
