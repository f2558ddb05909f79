import { strings } from '../../attribute-values.ts'
import { type ConformanceCase, invalid } from '../../conformance-case.ts'
import { check, when } from './requests.ts'

export const refusedConditionOperandCases: readonly ConformanceCase[] = [
  check(
    'condition-78',
    'too few operands',
    when('begins_with(s)'),
    invalid(
      'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ),
  ),
  check(
    'condition-79',
    'too many operands',
    when('attribute_exists(s, n)'),
    invalid(
      'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
    ),
  ),
  check(
    'condition-80',
    'attribute_exists of a value',
    when('attribute_exists(:v)', { ':v': 's' }),
    invalid(
      'Invalid ConditionExpression: Operator or function requires a document path; operator or function: attribute_exists',
    ),
  ),
  check(
    'condition-81',
    'attribute_type with a type that does not exist',
    when('attribute_type(s, :v)', { ':v': 'STRING' }),
    invalid(
      /^Invalid ConditionExpression: Invalid attribute type name found; type: STRING, valid types: \{[A-Z]+(,[A-Z]+){9}\}$/,
    ),
  ),
  check(
    'condition-82',
    'attribute_type with a number',
    when('attribute_type(s, :v)', { ':v': 1 }),
    invalid(
      'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N',
    ),
  ),
  check(
    'condition-83',
    'attribute_type with an attribute',
    when('attribute_type(s, n)'),
    invalid(
      /^Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: attribute_type, operand type: \{[A-Z]+(,[A-Z]+)+\}$/,
    ),
  ),
  check(
    'condition-84',
    'begins_with a number',
    when('begins_with(s, :v)', { ':v': 1 }),
    invalid(
      'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ),
  ),
  check(
    'condition-85',
    'contains with the same operand twice',
    when('contains(s, s)'),
    invalid(
      'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [s]',
    ),
  ),
  check(
    'condition-86',
    'a comparison of an attribute with itself',
    when('s = s'),
    invalid(
      'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [s]',
    ),
  ),
  check(
    'condition-87',
    'BETWEEN with the bounds the wrong way round',
    when('n BETWEEN :nine AND :one', { ':one': 1, ':nine': 9 }),
    invalid(
      'Invalid ConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:9}, upper bound operand: AttributeValue: {N:1}',
    ),
  ),
  check(
    'condition-88',
    'BETWEEN with bounds of two types',
    when('n BETWEEN :one AND :text', { ':one': 1, ':text': 'x' }),
    invalid(
      'Invalid ConditionExpression: The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:x}',
    ),
  ),
  check(
    'condition-89',
    'an ordering of booleans',
    when('yes > :v', { ':v': true }),
    invalid(
      'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: >, operand type: BOOL',
    ),
  ),
  check(
    'condition-90',
    'an ordering of sets',
    when('ss < :v', { ':v': strings('x') }),
    invalid(
      'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: <, operand type: SS',
    ),
  ),
  check(
    'condition-91',
    'size alone is no condition',
    when('size(s)'),
    invalid(
      'Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function: size',
    ),
  ),
  check(
    'condition-92',
    'attribute_exists as an operand',
    when('attribute_exists(s) = :v', { ':v': true }),
    invalid(
      'Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function: attribute_exists',
    ),
  ),
  check(
    'condition-95',
    'an IN list of 101 members',
    when(
      `n IN (${Array.from({ length: 101 }, (_, i) => `:v${i}`).join(', ')})`,
      Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`:v${i}`, i])),
    ),
    invalid(
      'Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands: 101',
    ),
  ),
  check(
    'condition-110',
    'size of a literal of a type without size',
    when('size(:v) = :v', { ':v': 1 }),
    invalid(
      'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: size, operand type: N',
    ),
  ),
]
