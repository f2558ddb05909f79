import { type ConformanceCase, invalid } from '../../conformance-case.ts'
import { input, update } from './requests.ts'

export const refusedUpdateSyntaxCases: readonly ConformanceCase[] = [
  update(
    'update-79',
    'one path twice',
    input('SET n = :v, n = :v', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ),
  ),
  update(
    'update-80',
    'one path in two clauses',
    input('SET n = :v REMOVE n', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ),
  ),
  update(
    'update-81',
    'a path and one below it',
    input('SET tree = :v, tree.n = :v', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [tree], path two: [tree, n]',
    ),
  ),
  update(
    'update-82',
    'an index and a name in one place',
    input('SET tree[0] = :v, tree.n = :v', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [tree, [0]], path two: [tree, n]',
    ),
  ),
  update(
    'update-83',
    'a clause twice',
    input('SET n = :v SET s = :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: The "SET" section can only be used once in an update expression;'),
  ),
  update(
    'update-84',
    'an empty expression',
    input(''),
    invalid('Invalid UpdateExpression: The expression can not be empty;'),
  ),
  update(
    'update-85',
    'blanks',
    input('  '),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "  "'),
  ),
  update(
    'update-86',
    'a comma at the end',
    input('SET n = :v,', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: ","'),
  ),
  update(
    'update-87',
    'a clause that does not exist',
    input('PUT n = :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "PUT", near: "PUT n"'),
  ),
  update(
    'update-88',
    'a clause without actions',
    input('SET'),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"'),
  ),
  update(
    'update-89',
    'REMOVE of a value',
    input('REMOVE :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: ":v", near: "REMOVE :v"'),
  ),
  update(
    'update-90',
    'ADD of an attribute',
    input('ADD n s'),
    invalid('Invalid UpdateExpression: Syntax error; token: "s", near: "n s"'),
  ),
  update(
    'update-91',
    'a sum of three',
    input('SET n = n + :v + :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "+", near: ":v + :v"'),
  ),
  update(
    'update-92',
    'multiplication',
    input('SET n = n * :v', { ':v': 2 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "*", near: "n * :v"'),
  ),
  update(
    'update-93',
    'a condition function in an update',
    input('SET n = size(s)'),
    invalid('Invalid UpdateExpression: The function is not allowed in an update expression; function: size'),
  ),
  update(
    'update-94',
    'an update function in a condition',
    input('SET n = :v', { ':v': 1 }, { ConditionExpression: 'if_not_exists(n, :v) = :v' }),
    invalid(
      'Invalid ConditionExpression: The function is not allowed in a condition expression; function: if_not_exists',
    ),
  ),
  update(
    'update-95',
    'if_not_exists of a value',
    input('SET n = if_not_exists(:v, :v)', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Operator or function requires a document path; operator or function: if_not_exists',
    ),
  ),
  update(
    'update-96',
    'if_not_exists with one operand',
    input('SET n = if_not_exists(n)'),
    invalid(
      'Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1',
    ),
  ),
  update(
    'update-97',
    'list_append with three operands',
    input('SET l = list_append(things, :v, :v)', { ':v': ['x'] }),
    invalid(
      'Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 3',
    ),
  ),
  update(
    'update-98',
    'a function that does not exist',
    input('SET n = plus(n, :v)', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Invalid function name; function: plus'),
  ),
  update(
    'update-99',
    'a reserved word',
    input('SET name = :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name'),
  ),
  update(
    'update-100',
    'a value that is not defined',
    input('SET n = :v'),
    invalid(
      'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :v',
    ),
  ),
  update(
    'update-101',
    'a value that is not used',
    input('SET n = :v', { ':v': 1, ':w': 2 }),
    invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}'),
  ),
  update(
    'update-102',
    'a name that is not used',
    input('SET n = :v', { ':v': 1 }, { ExpressionAttributeNames: { '#x': 'x' } }),
    invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}'),
  ),
  update(
    'update-103',
    'redundant parentheses',
    input('SET n = ((n)) + :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: The expression has redundant parentheses;'),
  ),
  update(
    'update-114',
    'REMOVE with a value assigned',
    input('REMOVE n = :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "=", near: "n = :v"'),
  ),
  update(
    'update-115',
    'SET without a value',
    input('SET n'),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "n"'),
  ),
]
