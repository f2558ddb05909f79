import { item } from '../attribute-values.ts'
import { casesOf, plain, sorted, storedItems } from '../case-makers.ts'
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
import { LESS_DETAIL, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'
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
    'scan-01',
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
  sorted('scan-02', 'an empty table', step('Scan', all(), returns({ Items: [], Count: 0, ScannedCount: 0 }))),
  scan(
    'scan-03',
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
    'scan-04',
    'continues after the start key',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '2' }), ProjectionExpression: 'sk' }),
    returns({ Items: [item({ sk: '3' }), item({ sk: '4' })], Count: 2, ScannedCount: 2 }),
  ),
  scan(
    'scan-05',
    'a filter',
    all({
      FilterExpression: 'v > :two',
      ExpressionAttributeValues: item({ ':two': 2 }),
      ProjectionExpression: 'v',
    }),
    returns({ Items: [item({ v: 3 }), item({ v: 4 })], Count: 2, ScannedCount: 4 }),
  ),
  scan(
    'scan-06',
    'Limit counts before the filter',
    all({ FilterExpression: 'v > :two', ExpressionAttributeValues: item({ ':two': 2 }), Limit: 2 }),
    returns({ Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: item({ pk: 'a', sk: '2' }) }),
  ),
  scan(
    'scan-07',
    'a filter may name a key',
    all({
      FilterExpression: 'sk = :s AND pk = :p',
      ExpressionAttributeValues: item({ ':s': '2', ':p': 'a' }),
    }),
    returns({ Items: [item({ pk: 'a', sk: '2', v: 2 })], Count: 1, ScannedCount: 4 }),
  ),
  scan(
    'scan-08',
    'COUNT',
    all({ Select: 'COUNT', FilterExpression: 'attribute_exists(tag)' }),
    returns({ Count: 2, ScannedCount: 4 }),
  ),
  scan(
    'scan-09',
    'one segment of one',
    all({ Segment: 0, TotalSegments: 1, Select: 'COUNT' }),
    returns({ Count: 4, ScannedCount: 4 }),
  ),
  plain(
    'scan-10',
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
    'scan-11',
    'a start key that is no item',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '25' }), ProjectionExpression: 'sk' }),
    returns({ Items: [item({ sk: '3' }), item({ sk: '4' })], Count: 2, ScannedCount: 2 }),
  ),
  scan(
    'scan-12',
    'the last page has no last key',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '4' }) }),
    returns({ Items: [], Count: 0, ScannedCount: 0 }),
  ),
  scan(
    'scan-13',
    'a full page has a last key even if nothing follows',
    all({ Limit: 4, Select: 'COUNT' }),
    returns({ Count: 4, ScannedCount: 4, LastEvaluatedKey: item({ pk: 'a', sk: '4' }) }),
  ),

  scan(
    'scan-30',
    'a segment without a total',
    all({ Segment: 0 }),
    invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ),
    onLocal(invalid('If segment is specified, total segment must also be specified'), LESS_DETAIL),
  ),
  scan(
    'scan-31',
    'a total without a segment',
    all({ TotalSegments: 2 }),
    invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ),
    onLocal(
      invalid('If total segments is specified, a particular segment must also be specified for this request'),
      LESS_DETAIL,
    ),
  ),
  scan(
    'scan-32',
    'a segment beyond the total',
    all({ Segment: 2, TotalSegments: 2 }),
    invalid(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2',
    ),
    onLocal(
      invalid(
        "1 validation error detected: Value '2' at 'segment' failed to satisfy constraint: Member must have value less than or equal to 1",
      ),
      LESS_DETAIL,
    ),
  ),
  scan(
    'scan-33',
    'a negative segment',
    all({ Segment: -1, TotalSegments: 2 }),
    invalid(
      "1 validation error detected: Value '-1' at 'segment' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ),
    onLocal(
      invalid(
        "1 validation error detected: Value '-1' at 'segment' failed to satisfy constraint: Member must have value less than or equal to 1",
      ),
      LESS_DETAIL,
    ),
  ),
  scan(
    'scan-34',
    'no segments',
    all({ Segment: 0, TotalSegments: 0 }),
    invalid(
      "1 validation error detected: Value '0' at 'totalSegments' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
    onLocal(
      invalid(
        "1 validation error detected: Value '0' at 'segment' failed to satisfy constraint: Member must have value less than or equal to -1",
      ),
      LESS_DETAIL,
    ),
  ),
  scan(
    'scan-35',
    'too many segments',
    all({ Segment: 0, TotalSegments: 1_000_001 }),
    invalid(
      "1 validation error detected: Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000",
    ),
  ),
  scan(
    'scan-36',
    'Limit of 0',
    all({ Limit: 0 }),
    invalid(
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
    onLocal(invalid('Limit must be greater than or equal to 1'), OWN_CONSTRAINT_WORDS),
  ),
  scan(
    'scan-37',
    'a start key without the sort key',
    all({ ExclusiveStartKey: item({ pk: 'a' }) }),
    invalid('The provided starting key is invalid: The provided key element does not match the schema'),
    onLocal(invalid("Exclusive Start Key must have same size as table's key schema"), LESS_DETAIL),
  ),
  scan(
    'scan-38',
    'a start key of the wrong type',
    all({ ExclusiveStartKey: item({ pk: 1, sk: '1' }) }),
    invalid('The provided starting key is invalid: The provided key element does not match the schema'),
    onLocal(invalid('Type mismatch for attribute to update'), LESS_DETAIL),
  ),
  scan(
    'scan-39',
    'a start key with one attribute too many',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '1', x: 1 }) }),
    invalid('The provided starting key is invalid: The provided key element does not match the schema'),
    onLocal(invalid("Exclusive Start Key must have same size as table's key schema"), LESS_DETAIL),
  ),
  scan(
    'scan-40',
    'a filter that does not parse',
    all({ FilterExpression: 'v >' }),
    invalid('Invalid FilterExpression: Syntax error; token: "<EOF>", near: ">"'),
  ),
  scan(
    'scan-41',
    'a filter with a reserved word',
    all({ FilterExpression: 'attribute_exists(name)' }),
    invalid('Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: name'),
  ),
  scan(
    'scan-42',
    'an empty filter',
    all({ FilterExpression: '' }),
    invalid('Invalid FilterExpression: The expression can not be empty;'),
  ),
  scan(
    'scan-43',
    'a value without an expression',
    all({ ExpressionAttributeValues: item({ ':v': 1 }) }),
    invalid(
      'ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null',
    ),
  ),
  scan(
    'scan-44',
    'a name without an expression',
    all({ ExpressionAttributeNames: { '#v': 'v' } }),
    invalid('ExpressionAttributeNames can only be specified when using expressions'),
  ),
  scan(
    'scan-45',
    'COUNT with a projection',
    all({ Select: 'COUNT', ProjectionExpression: 'v' }),
    invalid('Cannot specify the ProjectionExpression when choosing to get only the Count'),
  ),
  scan(
    'scan-46',
    'an index that does not exist',
    all({ IndexName: 'none' }),
    invalid('The table does not have the specified index: none'),
  ),
  scan(
    'scan-47',
    'a table that does not exist',
    { TableName: 'conformance-missing' },
    refuses('ResourceNotFoundException', 'Requested resource not found'),
    onLocal(
      refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
      OTHER_NOT_FOUND,
    ),
  ),
  scan(
    'scan-48',
    'ALL_PROJECTED_ATTRIBUTES on the table',
    all({ Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'),
  ),
  scan(
    'scan-49',
    'SPECIFIC_ATTRIBUTES without a projection',
    all({ Select: 'SPECIFIC_ATTRIBUTES' }),
    invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ),
  ),
  scan(
    'scan-50',
    'an empty start key',
    all({ ExclusiveStartKey: {} }),
    invalid('The provided starting key is invalid: The provided key element does not match the schema'),
    onLocal(invalid("Exclusive Start Key must have same size as table's key schema"), LESS_DETAIL),
  ),
]
