import { type ConformanceCase, invalid, onLocal } from '../../conformance-case.ts'
import { LESS_DETAIL, OTHER_NESTED_WORDS } from '../../local-reasons.ts'
import { SORTED } from '../../tables.ts'
import { A, all, q, query } from './requests.ts'

export const refusedKeyConditionCases: readonly ConformanceCase[] = [
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
