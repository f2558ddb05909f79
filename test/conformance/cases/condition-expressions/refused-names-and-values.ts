import { strings } from '../../attribute-values.ts'
import { type ConformanceCase, invalid } from '../../conformance-case.ts'
import { check, when } from './requests.ts'

export const refusedConditionNameCases: readonly ConformanceCase[] = [
  check(
    'condition-60',
    'a word that is reserved',
    when('abort = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: abort'),
  ),
  check(
    'condition-61',
    'a reserved word in a nested path',
    when('s.name = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: name'),
  ),
  check(
    'condition-62',
    'a reserved word in another case',
    when('Status = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: Status'),
  ),
  check(
    'condition-63',
    'a value that is not defined',
    when('n = :missing'),
    invalid(
      'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :missing',
    ),
  ),
  check(
    'condition-64',
    'a value that is not defined beside one that is',
    when('n = :missing OR n = :v', { ':v': 1 }),
    invalid(
      'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :missing',
    ),
  ),
  check(
    'condition-65',
    'a name that is not defined',
    when('#n = :v', { ':v': 1 }),
    invalid(
      'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #n',
    ),
  ),
  check(
    'condition-66',
    'a name that is not defined beside one that is',
    when('#n = :v AND #s = :v', { ':v': 1 }, { '#s': 's' }),
    invalid(
      'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #n',
    ),
  ),
  check(
    'condition-67',
    'a value that is not used',
    when('n = :v', { ':v': 1, ':unused': 2 }),
    invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}'),
  ),
  check(
    'condition-68',
    'a name that is not used',
    when('n = :v', { ':v': 1 }, { '#unused': 'x' }),
    invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}'),
  ),
  check(
    'condition-96',
    'a value placeholder without a name',
    when('n = :', { ':': 1 }),
    invalid('ExpressionAttributeValues contains invalid key: Syntax error; key: ":"'),
  ),
  check(
    'condition-97',
    'a value placeholder without its colon',
    when('n = :v', { v: 1 }),
    invalid('ExpressionAttributeValues contains invalid key: Syntax error; key: "v"'),
  ),
  check(
    'condition-98',
    'a name placeholder without its sign',
    when('#n = :v', { ':v': 1 }, { n: 'n' }),
    invalid('ExpressionAttributeNames contains invalid key: Syntax error; key: "n"'),
  ),
  check(
    'condition-108',
    'an invalid value is refused before the expression is read',
    when('n = :v AND', { ':v': strings() }),
    invalid(
      'ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  may not be empty for key :v',
    ),
  ),
  check(
    'condition-109',
    'a name placeholder for an empty name',
    when('#n = :v', { ':v': 1 }, { '#n': '' }),
    invalid('ExpressionAttributeNames contains invalid value: Empty attribute name for key #n'),
  ),
  check(
    'condition-111',
    'a name that begins with an underscore',
    when('_n = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "_", near: "_n"'),
  ),
  check(
    'condition-112',
    'a name that begins with a digit',
    when('1n = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "1", near: "1n"'),
  ),
  check(
    'condition-113',
    'a name with a hyphen',
    when('a-b = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "-", near: "a-b"'),
  ),
]
