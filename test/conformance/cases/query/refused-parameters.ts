import { item } from '../../attribute-values.ts'
import { NOT_FOUND, sizeViolation, violation } from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal } from '../../conformance-case.ts'
import { LESS_DETAIL, OTHER_BOUNDARY, OTHER_NESTED_WORDS, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { SORTED } from '../../tables.ts'
import { A, all, q, query } from './requests.ts'

export const refusedQueryCases: readonly ConformanceCase[] = [
  query(
    'a nested path',
    q('pk.x = :a', A),
    invalid(
      'KeyConditionExpressions cannot have conditions on nested attributes',
      onLocal(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
        OTHER_NESTED_WORDS,
      ),
    ),
  ),
  query(
    'no key condition',
    { TableName: SORTED },
    invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'),
  ),
  query(
    'a value that is not used',
    q('pk = :a', { ...A, ':b': 1 }),
    invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}'),
  ),
  query(
    'a name that is not used',
    all({ ExpressionAttributeNames: { '#x': 'x' } }),
    invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}'),
  ),
  query(
    'a filter on the partition key',
    q('pk = :a', A, { FilterExpression: 'pk = :a' }),
    invalid('Filter Expression can only contain non-primary key attributes: Primary key attribute: pk'),
  ),
  query(
    'a filter on the sort key',
    q('pk = :a', { ...A, ':s': '1' }, { FilterExpression: 'v = :s OR sk = :s' }),
    invalid('Filter Expression can only contain non-primary key attributes: Primary key attribute: sk'),
  ),
  query(
    'a filter on the sort key inside a function',
    q('pk = :a', { ...A, ':s': '1' }, { FilterExpression: 'begins_with(sk, :s)' }),
    invalid('Filter Expression can only contain non-primary key attributes: Primary key attribute: sk'),
  ),
  query(
    'an empty filter',
    all({ FilterExpression: '' }),
    invalid('Invalid FilterExpression: The expression can not be empty;'),
  ),
  query(
    'a filter that does not parse',
    all({ FilterExpression: 'v =' }),
    invalid('Invalid FilterExpression: Syntax error; token: "<EOF>", near: "="'),
  ),
  query(
    'Limit of 0',
    all({ Limit: 0 }),
    sizeViolation(
      'Limit',
      'have value greater than or equal to 1',
      onLocal('Limit must be greater than or equal to 1', OWN_CONSTRAINT_WORDS),
    ),
  ),
  query(
    'a negative Limit',
    all({ Limit: -1 }),
    sizeViolation(
      'Limit',
      'have value greater than or equal to 1',
      onLocal('Limit must be greater than or equal to 1', OWN_CONSTRAINT_WORDS),
    ),
  ),
  query(
    'a start key of another partition',
    all({ ExclusiveStartKey: item({ pk: 'z', sk: '1' }) }),
    invalid(
      'The provided starting key is outside query boundaries based on provided conditions',
      onLocal('The provided starting key does not match the range key predicate', OTHER_BOUNDARY),
    ),
  ),
  query(
    'a start key without the sort key',
    all({ ExclusiveStartKey: item({ pk: 'a' }) }),
    invalid(
      'The provided starting key is invalid',
      onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
    ),
  ),
  query(
    'a start key with one attribute too many',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: '1', v: 1 }) }),
    invalid(
      'The provided starting key is invalid',
      onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
    ),
  ),
  query(
    'a start key of the wrong type',
    all({ ExclusiveStartKey: item({ pk: 'a', sk: 1 }) }),
    invalid(
      'The provided starting key is invalid',
      onLocal('Type mismatch for attribute to update', LESS_DETAIL),
    ),
  ),
  query(
    'a start key outside the key condition',
    q('pk = :a AND sk > :s', { ...A, ':s': '2' }, { ExclusiveStartKey: item({ pk: 'a', sk: '1' }) }),
    invalid('The provided starting key does not match the range key predicate'),
  ),
  query(
    'an empty start key',
    all({ ExclusiveStartKey: {} }),
    invalid(
      'The provided starting key is invalid',
      onLocal("Exclusive Start Key must have same size as table's key schema", LESS_DETAIL),
    ),
  ),
  query(
    'an index that does not exist',
    all({ IndexName: 'none' }),
    invalid('The table does not have the specified index: none'),
  ),
  query(
    'COUNT with a projection',
    all({ Select: 'COUNT', ProjectionExpression: 'v' }),
    invalid('Cannot specify the ProjectionExpression when choosing to get only the Count'),
  ),
  query(
    'ALL_ATTRIBUTES with a projection',
    all({ Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'v' }),
    invalid('Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES'),
  ),
  query(
    'SPECIFIC_ATTRIBUTES without a projection',
    all({ Select: 'SPECIFIC_ATTRIBUTES' }),
    invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ),
  ),
  query(
    'ALL_PROJECTED_ATTRIBUTES on the table',
    all({ Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'),
  ),
  query(
    'Select of another word',
    all({ Select: 'SOME' }),
    violation(
      "'SOME'",
      'select',
      'satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]',
      onLocal(
        'Select must be ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES, COUNT, or SPECIFIC_ATTRIBUTES',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  query('a table that does not exist', { ...all(), TableName: 'conformance-missing' }, NOT_FOUND),
  query(
    'a Select of another word',
    all({ Select: 'SOME' }),
    violation(
      "'SOME'",
      'select',
      'satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]',
      onLocal(
        'Select must be ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES, COUNT, or SPECIFIC_ATTRIBUTES',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
]
