import { type ConformanceCase, invalid } from '../../conformance-case.ts'
import { check, when } from './requests.ts'

const parens = (depth: number, inside: string): string => '('.repeat(depth) + inside + ')'.repeat(depth)

export const refusedConditionSyntaxCases: readonly ConformanceCase[] = [
  check(
    'condition-69',
    'redundant parentheses around everything',
    when('((n = :v))', { ':v': 1 }),
    invalid('Invalid ConditionExpression: The expression has redundant parentheses;'),
  ),
  check(
    'condition-70',
    'redundant parentheses in a part',
    when('n = :v AND ((s = :v))', { ':v': 1 }),
    invalid('Invalid ConditionExpression: The expression has redundant parentheses;'),
  ),
  check(
    'condition-71',
    'a closing parenthesis too few',
    when('(n = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "<EOF>", near: ":v"'),
  ),
  check(
    'condition-72',
    'a closing parenthesis too many',
    when('n = :v)', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: ")", near: ":v)"'),
  ),
  check(
    'condition-73',
    'an operator that does not exist',
    when('n == :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "=", near: "== :v"'),
  ),
  check(
    'condition-74',
    'an expression of blanks',
    when('   '),
    invalid('Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "   "'),
  ),
  check(
    'condition-75',
    'an empty expression',
    when(''),
    invalid('Invalid ConditionExpression: The expression can not be empty;'),
  ),
  check(
    'condition-76',
    'a function that does not exist',
    when('starts_with(s, :v)', { ':v': 't' }),
    invalid('Invalid ConditionExpression: Invalid function name; function: starts_with'),
  ),
  check(
    'condition-77',
    'a function name in another case',
    when('Begins_With(s, :v)', { ':v': 't' }),
    invalid('Invalid ConditionExpression: Invalid function name; function: Begins_With'),
  ),
  check(
    'condition-93',
    'a value alone is no condition',
    when(':v', { ':v': true }),
    invalid('Invalid ConditionExpression: Syntax error; token: "<EOF>", near: ":v"'),
  ),
  check(
    'condition-94',
    'an IN list of no members',
    when('n IN ()'),
    invalid('Invalid ConditionExpression: Syntax error; token: ")", near: "()"'),
  ),
  check(
    'condition-99',
    'an index that is not a number',
    when('things[x] = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "x", near: "[x]"'),
  ),
  check(
    'condition-100',
    'an index below zero',
    when('things[-1] = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "-", near: "[-1"'),
  ),
  check(
    'condition-101',
    'two operators in a row',
    when('n = = :v', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "=", near: "= = :v"'),
  ),
  check(
    'condition-102',
    'an expression of 4097 bytes',
    when(`s = :v OR ${'a'.repeat(4097 - 15)} = :v`, { ':v': 1 }),
    invalid(
      'Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097',
    ),
  ),
  check(
    'condition-103',
    'a literal number',
    when('n = 5'),
    invalid('Invalid ConditionExpression: Syntax error; token: "5", near: "= 5"'),
  ),
  check(
    'condition-104',
    'a literal string',
    when("s = 'text'"),
    invalid('Invalid ConditionExpression: Syntax error; token: "\'", near: "= \'text"'),
  ),
  check(
    'condition-105',
    'NOT alone',
    when('NOT'),
    invalid('Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "NOT"'),
  ),
  check(
    'condition-106',
    'AND at the end',
    when('n = :v AND', { ':v': 1 }),
    invalid('Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "AND"'),
  ),
  check(
    'condition-114',
    'parentheses 200 deep',
    when(parens(200, 'n = :v'), { ':v': 1 }),
    invalid('Invalid ConditionExpression: The expression has redundant parentheses;'),
  ),
]
