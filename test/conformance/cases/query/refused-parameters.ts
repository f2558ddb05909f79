import { item } from '../../attribute-values.ts'
import { type ConformanceCase, invalid, onLocal, refuses } from '../../conformance-case.ts'
import { LESS_DETAIL, OTHER_BOUNDARY, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { A, all, q, query } from './requests.ts'

export const refusedQueryCases: readonly ConformanceCase[] = [
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
]
