import { item, num, type Plain } from '../attribute-values.ts'
import {
  type ConformanceCase,
  casesOn,
  type Expected,
  type Input,
  invalid,
  type LocalDifference,
  onLocal,
  refuses,
  returns,
  step,
} from '../conformance-case.ts'
import {
  LESS_DETAIL,
  OTHER_BOUNDARY,
  OTHER_NESTED_WORDS,
  OTHER_NOT_FOUND,
  OWN_CONSTRAINT_WORDS,
} from '../local-reasons.ts'
import { NUMBERED, SORTED } from '../tables.ts'

const sorted = casesOn(SORTED)
const numbered = casesOn(NUMBERED)

const rows: Record<string, Plain>[] = [
  { pk: 'a', sk: '1', v: 1, even: false },
  { pk: 'a', sk: '10', v: 10, even: true },
  { pk: 'a', sk: '2', v: 2, even: true },
  { pk: 'a', sk: '3', v: 3, even: false, extra: 'x' },
  { pk: 'a', sk: 'b', v: 4, even: true },
  { pk: 'z', sk: '1', v: 99, even: false },
]
const given = step(
  'BatchWriteItem',
  { RequestItems: { [SORTED]: rows.map((row) => ({ PutRequest: { Item: item(row) } })) } },
  returns({ UnprocessedItems: {} }),
)
const q = (KeyConditionExpression: string, values: Record<string, Plain>, more: Input = {}): Input => ({
  TableName: SORTED,
  KeyConditionExpression,
  ExpressionAttributeValues: item(values),
  ...more,
})
const A = { ':a': 'a' }
const all = (more: Input = {}): Input => q('pk = :a', A, more)
const query = (
  id: string,
  title: string,
  request: Input,
  expected: Expected,
  local?: LocalDifference,
): ConformanceCase => sorted(id, title, given, step('Query', request, expected, local))
const keys = { ProjectionExpression: 'sk' }

export const queryCases: readonly ConformanceCase[] = [
  query(
    'query-01',
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
    'query-02',
    'backwards',
    all({ ScanIndexForward: false, ...keys }),
    returns({
      Items: [item({ sk: 'b' }), item({ sk: '3' }), item({ sk: '2' }), item({ sk: '10' }), item({ sk: '1' })],
      Count: 5,
      ScannedCount: 5,
    }),
  ),
  query(
    'query-03',
    'equality of the sort key',
    q('pk = :a AND sk = :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'query-04',
    'less than',
    q('pk = :a AND sk < :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '1' }), item({ sk: '10' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'query-05',
    'at most',
    q('pk = :a AND sk <= :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '1' }), item({ sk: '10' }), item({ sk: '2' })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'query-06',
    'greater than',
    q('pk = :a AND sk > :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '3' }), item({ sk: 'b' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'query-07',
    'at least',
    q('pk = :a AND sk >= :s', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '2' }), item({ sk: '3' }), item({ sk: 'b' })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'query-08',
    'BETWEEN takes both ends',
    q('pk = :a AND sk BETWEEN :l AND :h', { ...A, ':l': '10', ':h': '3' }, keys),
    returns({ Items: [item({ sk: '10' }), item({ sk: '2' }), item({ sk: '3' })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'query-09',
    'begins_with',
    q('pk = :a AND begins_with(sk, :s)', { ...A, ':s': '1' }, keys),
    returns({ Items: [item({ sk: '1' }), item({ sk: '10' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'query-10',
    'the sort key first',
    q('sk = :s AND pk = :a', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'query-11',
    'the value on the left',
    q(':a = pk AND :s <= sk', { ...A, ':s': '3' }, keys),
    returns({ Items: [item({ sk: '3' }), item({ sk: 'b' })], Count: 2, ScannedCount: 2 }),
  ),
  query(
    'query-12',
    'parentheses around each condition',
    q('(pk = :a) AND (sk = :s)', { ...A, ':s': '2' }, keys),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'query-13',
    'names through placeholders',
    q(
      '#p = :a AND #s = :s',
      { ...A, ':s': '2' },
      { ExpressionAttributeNames: { '#p': 'pk', '#s': 'sk' }, ...keys },
    ),
    returns({ Items: [item({ sk: '2' })], Count: 1, ScannedCount: 1 }),
  ),
  query(
    'query-14',
    'a partition that is not there',
    q('pk = :a', { ':a': 'none' }),
    returns({ Items: [], Count: 0, ScannedCount: 0 }),
  ),
  query(
    'query-15',
    'a filter',
    q('pk = :a', { ...A, ':t': true }, { FilterExpression: 'even = :t', ...keys }),
    returns({ Items: [item({ sk: '10' }), item({ sk: '2' }), item({ sk: 'b' })], Count: 3, ScannedCount: 5 }),
  ),
  query(
    'query-16',
    'Limit counts before the filter',
    q('pk = :a', { ...A, ':t': true }, { FilterExpression: 'even = :t', Limit: 1 }),
    returns({ Items: [], Count: 0, ScannedCount: 1, LastEvaluatedKey: item({ pk: 'a', sk: '1' }) }),
  ),
  query(
    'query-17',
    'a page that is full has a last key even if nothing follows',
    all({ Limit: 5, Select: 'COUNT' }),
    returns({ Count: 5, ScannedCount: 5, LastEvaluatedKey: item({ pk: 'a', sk: 'b' }) }),
  ),
  query(
    'query-18',
    'a page that is not full has none',
    all({ Limit: 6, Select: 'COUNT' }),
    returns({ Count: 5, ScannedCount: 5 }),
  ),
  query(
    'query-19',
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
    'query-20',
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
    'query-21',
    'a start key that is no item',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '15' }), ...keys }),
    returns({ Items: [item({ sk: '2' }), item({ sk: '3' }), item({ sk: 'b' })], Count: 3, ScannedCount: 3 }),
  ),
  query(
    'query-22',
    'COUNT with a filter',
    q('pk = :a', { ...A, ':t': true }, { FilterExpression: 'even = :t', Select: 'COUNT' }),
    returns({ Count: 3, ScannedCount: 5 }),
  ),
  query(
    'query-23',
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
    'query-24',
    'a projection of something that few items have',
    all({ ProjectionExpression: 'extra' }),
    returns({ Items: [{}, {}, {}, item({ extra: 'x' }), {}], Count: 5, ScannedCount: 5 }),
  ),
  query(
    'query-25',
    'a start key and a key condition',
    q('pk = :a AND sk > :s', { ...A, ':s': '1' }, { ExclusiveStartKey: item({ pk: 'a', sk: '2' }), ...keys }),
    returns({ Items: [item({ sk: '3' }), item({ sk: 'b' })], Count: 2, ScannedCount: 2 }),
  ),
  numbered(
    'query-26',
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
    'query-27',
    'a filter on an attribute that few items have',
    q('pk = :a', { ...A, ':x': 'x' }, { FilterExpression: 'contains(extra, :x)', ...keys }),
    returns({ Items: [item({ sk: '3' })], Count: 1, ScannedCount: 5 }),
  ),
  query(
    'query-28',
    'the same value in key condition and filter',
    q('pk = :a', A, { FilterExpression: 'attribute_exists(extra) OR extra = :a', ...keys }),
    returns({ Items: [item({ sk: '3' })], Count: 1, ScannedCount: 5 }),
  ),

  query(
    'query-50',
    'no partition key',
    q('sk = :s', { ':s': '1' }),
    invalid('Query condition missed key schema element: pk'),
    onLocal(invalid('Query condition missed key schema element'), LESS_DETAIL),
  ),
  query(
    'query-51',
    'the partition key by inequality',
    q('pk > :a', A),
    invalid('Query key condition not supported'),
  ),
  query(
    'query-52',
    'the partition key with begins_with',
    q('begins_with(pk, :a)', A),
    invalid('Query key condition not supported'),
  ),
  query(
    'query-53',
    'an attribute that is no key',
    q('pk = :a AND v = :v', { ...A, ':v': 1 }),
    invalid('Query condition missed key schema element: sk'),
    onLocal(invalid('Query condition missed key schema element'), LESS_DETAIL),
  ),
  query(
    'query-54',
    'OR',
    q('pk = :a OR pk = :b', { ...A, ':b': 'b' }),
    invalid('Invalid operator used in KeyConditionExpression: OR'),
  ),
  query(
    'query-55',
    'NOT',
    q('pk = :a AND NOT sk = :s', { ...A, ':s': '1' }),
    invalid('Invalid operator used in KeyConditionExpression: NOT'),
  ),
  query(
    'query-56',
    'not equal',
    q('pk = :a AND sk <> :s', { ...A, ':s': '1' }),
    invalid('Invalid operator used in KeyConditionExpression: <>'),
  ),
  query(
    'query-57',
    'IN',
    q('pk = :a AND sk IN (:s)', { ...A, ':s': '1' }),
    invalid('Invalid operator used in KeyConditionExpression: IN'),
  ),
  query(
    'query-58',
    'contains',
    q('pk = :a AND contains(sk, :s)', { ...A, ':s': '1' }),
    invalid('Invalid operator used in KeyConditionExpression: contains'),
  ),
  query(
    'query-59',
    'attribute_exists',
    q('pk = :a AND attribute_exists(sk)', A),
    invalid('Invalid operator used in KeyConditionExpression: attribute_exists'),
  ),
  query(
    'query-60',
    'the partition key twice',
    q('pk = :a AND pk = :a', A),
    invalid('KeyConditionExpressions must only contain one condition per key'),
  ),
  query(
    'query-61',
    'the sort key twice',
    q('pk = :a AND sk > :s AND sk < :t', { ...A, ':s': '1', ':t': '2' }),
    invalid('KeyConditionExpressions must only contain one condition per key'),
  ),
  query(
    'query-62',
    'a value of the wrong type',
    q('pk = :a', { ':a': 1 }),
    invalid('One or more parameter values were invalid: Condition parameter type does not match schema type'),
  ),
  query(
    'query-63',
    'a sort key value of the wrong type',
    q('pk = :a AND sk = :s', { ...A, ':s': 1 }),
    invalid('One or more parameter values were invalid: Condition parameter type does not match schema type'),
  ),
  query(
    'query-64',
    'BETWEEN the wrong way round',
    q('pk = :a AND sk BETWEEN :l AND :h', { ...A, ':l': '3', ':h': '1' }),
    invalid(
      'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:3}, upper bound operand: AttributeValue: {S:1}',
    ),
  ),
  query(
    'query-65',
    'BETWEEN two types',
    q('pk = :a AND sk BETWEEN :l AND :h', { ...A, ':l': '3', ':h': 1 }),
    invalid(
      'Invalid KeyConditionExpression: The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:3}, upper bound operand: AttributeValue: {N:1}',
    ),
  ),
  query(
    'query-66',
    'begins_with a number',
    q('pk = :a AND begins_with(sk, :s)', { ...A, ':s': 1 }),
    invalid(
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ),
  ),
  query(
    'query-67',
    'redundant parentheses',
    q('((pk = :a))', A),
    invalid('Invalid KeyConditionExpression: The expression has redundant parentheses;'),
  ),
  query(
    'query-68',
    'a nested path',
    q('pk.x = :a', A),
    invalid('KeyConditionExpressions cannot have conditions on nested attributes'),
    onLocal(
      invalid(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
      ),
      OTHER_NESTED_WORDS,
    ),
  ),
  query(
    'query-69',
    'two attributes',
    { TableName: SORTED, KeyConditionExpression: 'pk = sk' },
    invalid('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition'),
  ),
  query(
    'query-70',
    'an empty key condition',
    q('', A),
    invalid('Invalid KeyConditionExpression: The expression can not be empty;'),
  ),
  query(
    'query-71',
    'no key condition',
    { TableName: SORTED },
    invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'),
  ),
  query(
    'query-72',
    'a value that is not defined',
    { TableName: SORTED, KeyConditionExpression: 'pk = :a' },
    invalid(
      'Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :a',
    ),
  ),
  query(
    'query-73',
    'a value that is not used',
    q('pk = :a', { ...A, ':b': 1 }),
    invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}'),
  ),
  query(
    'query-74',
    'a name that is not used',
    all({ ExpressionAttributeNames: { '#x': 'x' } }),
    invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}'),
  ),
  query(
    'query-75',
    'a filter on the partition key',
    q('pk = :a', A, { FilterExpression: 'pk = :a' }),
    invalid('Filter Expression can only contain non-primary key attributes: Primary key attribute: pk'),
  ),
  query(
    'query-76',
    'a filter on the sort key',
    q('pk = :a', { ...A, ':s': '1' }, { FilterExpression: 'v = :s OR sk = :s' }),
    invalid('Filter Expression can only contain non-primary key attributes: Primary key attribute: sk'),
  ),
  query(
    'query-77',
    'a filter on the sort key inside a function',
    q('pk = :a', { ...A, ':s': '1' }, { FilterExpression: 'begins_with(sk, :s)' }),
    invalid('Filter Expression can only contain non-primary key attributes: Primary key attribute: sk'),
  ),
  query(
    'query-78',
    'an empty filter',
    all({ FilterExpression: '' }),
    invalid('Invalid FilterExpression: The expression can not be empty;'),
  ),
  query(
    'query-79',
    'a filter that does not parse',
    all({ FilterExpression: 'v =' }),
    invalid('Invalid FilterExpression: Syntax error; token: "<EOF>", near: "="'),
  ),
  query(
    'query-80',
    'Limit of 0',
    all({ Limit: 0 }),
    invalid(
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
    onLocal(invalid('Limit must be greater than or equal to 1'), OWN_CONSTRAINT_WORDS),
  ),
  query(
    'query-81',
    'a negative Limit',
    all({ Limit: -1 }),
    invalid(
      "1 validation error detected: Value '-1' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
    onLocal(invalid('Limit must be greater than or equal to 1'), OWN_CONSTRAINT_WORDS),
  ),
  query(
    'query-82',
    'a start key of another partition',
    all({ ExclusiveStartKey: item({ pk: 'z', sk: '1' }) }),
    invalid('The provided starting key is outside query boundaries based on provided conditions'),
    onLocal(invalid('The provided starting key does not match the range key predicate'), OTHER_BOUNDARY),
  ),
  query(
    'query-83',
    'a start key without the sort key',
    all({ ExclusiveStartKey: item({ pk: 'a' }) }),
    invalid('The provided starting key is invalid'),
    onLocal(invalid("Exclusive Start Key must have same size as table's key schema"), LESS_DETAIL),
  ),
  query(
    'query-84',
    'a start key with one attribute too many',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '1', v: 1 }) }),
    invalid('The provided starting key is invalid'),
    onLocal(invalid("Exclusive Start Key must have same size as table's key schema"), LESS_DETAIL),
  ),
  query(
    'query-85',
    'a start key of the wrong type',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: 1 }) }),
    invalid('The provided starting key is invalid'),
    onLocal(invalid('Type mismatch for attribute to update'), LESS_DETAIL),
  ),
  query(
    'query-86',
    'a start key outside the key condition',
    q('pk = :a AND sk > :s', { ...A, ':s': '2' }, { ExclusiveStartKey: item({ pk: 'a', sk: '1' }) }),
    invalid('The provided starting key does not match the range key predicate'),
  ),
  query(
    'query-87',
    'an empty start key',
    all({ ExclusiveStartKey: {} }),
    invalid('The provided starting key is invalid'),
    onLocal(invalid("Exclusive Start Key must have same size as table's key schema"), LESS_DETAIL),
  ),
  query(
    'query-88',
    'an index that does not exist',
    all({ IndexName: 'none' }),
    invalid('The table does not have the specified index: none'),
  ),
  query(
    'query-89',
    'COUNT with a projection',
    all({ Select: 'COUNT', ProjectionExpression: 'v' }),
    invalid('Cannot specify the ProjectionExpression when choosing to get only the Count'),
  ),
  query(
    'query-90',
    'ALL_ATTRIBUTES with a projection',
    all({ Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'v' }),
    invalid('Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES'),
  ),
  query(
    'query-91',
    'SPECIFIC_ATTRIBUTES without a projection',
    all({ Select: 'SPECIFIC_ATTRIBUTES' }),
    invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ),
  ),
  query(
    'query-92',
    'ALL_PROJECTED_ATTRIBUTES on the table',
    all({ Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'),
  ),
  query(
    'query-93',
    'Select of another word',
    all({ Select: 'SOME' }),
    invalid(
      "1 validation error detected: Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
    ),
    onLocal(
      invalid('Select must be ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES, COUNT, or SPECIFIC_ATTRIBUTES'),
      OWN_CONSTRAINT_WORDS,
    ),
  ),
  query(
    'query-94',
    'a table that does not exist',
    { ...all(), TableName: 'conformance-missing' },
    refuses('ResourceNotFoundException', 'Requested resource not found'),
    onLocal(
      refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
      OTHER_NOT_FOUND,
    ),
  ),
  query(
    'query-95',
    'an empty string as partition key',
    q('pk = :a', { ':a': '' }),
    invalid(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ),
  ),
  query(
    'query-96',
    'a reserved word',
    q('name = :a', A),
    invalid('Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: name'),
  ),
  query(
    'query-97',
    'a literal in place of a value',
    { TableName: SORTED, KeyConditionExpression: 'pk = 1' },
    invalid('Invalid KeyConditionExpression: Syntax error; token: "1", near: "= 1"'),
  ),
  query(
    'query-98',
    'size in a key condition',
    q('pk = :a AND size(sk) = :n', { ...A, ':n': 1 }),
    invalid('KeyConditionExpressions cannot contain nested operations'),
  ),
]
