import { bytes, item, numbers, type Plain, strings } from '../attribute-values.ts'
import {
  type ConformanceCase,
  casesOn,
  conditionFailed,
  type Expected,
  type Input,
  invalid,
  type LocalDifference,
  returns,
  step,
} from '../conformance-case.ts'
import { PLAIN, SORTED } from '../tables.ts'

const plain = casesOn(PLAIN)
const sorted = casesOn(SORTED)

const stored = {
  pk: 'a',
  s: 'text',
  n: 5,
  zero: 0,
  yes: true,
  no: false,
  nothing: null,
  b: bytes('abc'),
  ss: strings('x', 'y'),
  ns: numbers('1', '2'),
  things: [1, 'two', { deep: ['x'] }],
  tree: { branch: { leaf: 'v' }, n: 7 },
  'odd name': 1,
  empty: '',
  emptyList: [],
}
const given = step('PutItem', { TableName: PLAIN, Item: item(stored) }, returns())
/** A delete under a condition: it returns nothing where the condition holds, and no two cases share an item. */
const when = (
  ConditionExpression: string,
  values?: Record<string, Plain>,
  names?: Record<string, string>,
): Input => ({
  TableName: PLAIN,
  Key: item({ pk: 'a' }),
  ConditionExpression,
  ...(values && { ExpressionAttributeValues: item(values) }),
  ...(names && { ExpressionAttributeNames: names }),
})
const check = (
  id: string,
  title: string,
  input: Input,
  expected: Expected,
  local?: LocalDifference,
): ConformanceCase => plain(id, title, given, step('DeleteItem', input, expected, local))
const parens = (depth: number, inside: string): string => '('.repeat(depth) + inside + ')'.repeat(depth)

export const conditionCases: readonly ConformanceCase[] = [
  check('condition-01', 'equality', when('s = :v', { ':v': 'text' }), returns()),
  check(
    'condition-02',
    'equality of another type is false',
    when('n = :v', { ':v': '5' }),
    conditionFailed(),
  ),
  check('condition-03', 'inequality of another type is true', when('n <> :v', { ':v': '5' }), returns()),
  check(
    'condition-04',
    'inequality with a missing attribute is true',
    when('absent <> :v', { ':v': '5' }),
    returns(),
  ),
  check(
    'condition-05',
    'a comparison with a missing attribute is false',
    when('absent < :v', { ':v': 5 }),
    conditionFailed(),
  ),
  check(
    'condition-06',
    'NOT of a comparison with a missing attribute is true',
    when('NOT absent < :v', { ':v': 5 }),
    returns(),
  ),
  check(
    'condition-07',
    'less, at most, more, at least',
    when('n < :six AND n <= :five AND n > :four AND n >= :five', { ':four': 4, ':five': 5, ':six': 6 }),
    returns(),
  ),
  check(
    'condition-08',
    'strings compare by UTF-8 bytes',
    when('s > :upper AND s < :accent', { ':upper': 'Z', ':accent': 'é' }),
    returns(),
  ),
  check('condition-09', 'binary compares by byte', when('b > :v', { ':v': bytes('abB') }), returns()),
  check('condition-10', 'two attributes', when('n < tree.n', undefined), returns()),
  check(
    'condition-11',
    'BETWEEN takes both ends',
    when('n BETWEEN :five AND :five', { ':five': 5 }),
    returns(),
  ),
  check('condition-12', 'BETWEEN with attributes as bounds', when('n BETWEEN zero AND tree.n'), returns()),
  check('condition-13', 'IN', when('n IN (:one, :five)', { ':one': 1, ':five': 5 }), returns()),
  check('condition-14', 'IN without a match', when('n IN (:one)', { ':one': 1 }), conditionFailed()),
  check(
    'condition-15',
    'attribute_exists of a nested path',
    when('attribute_exists(tree.branch.leaf)'),
    returns(),
  ),
  check('condition-16', 'attribute_exists of a null', when('attribute_exists(nothing)'), returns()),
  check(
    'condition-17',
    'attribute_not_exists of a list element beyond the end',
    when('attribute_not_exists(things[3])'),
    returns(),
  ),
  check(
    'condition-18',
    'attribute_not_exists below a scalar',
    when('attribute_not_exists(n.x) AND attribute_not_exists(s[0])'),
    returns(),
  ),
  check(
    'condition-19',
    'attribute_type of each type',
    when(
      'attribute_type(s, :s) AND attribute_type(n, :n) AND attribute_type(b, :b) AND attribute_type(ss, :ss) AND attribute_type(ns, :ns) AND attribute_type(things, :l) AND attribute_type(#m, :m) AND attribute_type(yes, :bool) AND attribute_type(nothing, :null)',
      {
        ':s': 'S',
        ':n': 'N',
        ':b': 'B',
        ':ss': 'SS',
        ':ns': 'NS',
        ':l': 'L',
        ':m': 'M',
        ':bool': 'BOOL',
        ':null': 'NULL',
      },
      { '#m': 'tree' },
    ),
    returns(),
  ),
  check(
    'condition-20',
    'begins_with on a string and on binary',
    when('begins_with(s, :te) AND begins_with(b, :a)', { ':te': 'te', ':a': bytes('a') }),
    returns(),
  ),
  check(
    'condition-21',
    'contains in a string, a set, a list and binary',
    when('contains(s, :ex) AND contains(ss, :x) AND contains(things, :one) AND contains(b, :b)', {
      ':ex': 'ex',
      ':x': 'x',
      ':one': 1,
      ':b': bytes('b'),
    }),
    returns(),
  ),
  check(
    'condition-22',
    'contains of another type is false',
    when('contains(s, :n)', { ':n': 1 }),
    conditionFailed(),
  ),
  check(
    'condition-23',
    'contains finds a whole element, not a part',
    when('contains(things, :part)', { ':part': 'tw' }),
    conditionFailed(),
  ),
  check(
    'condition-24',
    'size of each type',
    when(
      'size(s) = :four AND size(b) = :three AND size(ss) = :two AND size(things) = :three AND size(#m) = :two AND size(#e) = :zero',
      { ':four': 4, ':three': 3, ':two': 2, ':zero': 0 },
      { '#m': 'tree', '#e': 'empty' },
    ),
    returns(),
  ),
  check(
    'condition-25',
    'size counts the characters of a string',
    when('size(:text) = :three AND attribute_exists(pk)', { ':text': 'aéé', ':three': 3 }),
    returns(),
  ),
  check(
    'condition-26',
    'size of a number is not a size',
    when('size(n) > :zero', { ':zero': 0 }),
    conditionFailed(),
  ),
  check(
    'condition-27',
    'AND binds more tightly than OR',
    when('n = :no OR n = :five AND s = :text', { ':no': 1, ':five': 5, ':text': 'text' }),
    returns(),
  ),
  check(
    'condition-28',
    'OR last: true on the left alone',
    when('n = :five OR n = :no AND s = :no', { ':no': 1, ':five': 5 }),
    returns(),
  ),
  check(
    'condition-29',
    'parentheses change precedence',
    when('(n = :five OR n = :no) AND s = :no', { ':no': 1, ':five': 5 }),
    conditionFailed(),
  ),
  check(
    'condition-30',
    'NOT binds more tightly than AND',
    when('NOT n = :no AND s = :text', { ':no': 1, ':text': 'text' }),
    returns(),
  ),
  check(
    'condition-31',
    'NOT of a parenthesised OR',
    when('NOT (n = :no OR s = :no)', { ':no': 1 }),
    returns(),
  ),
  check(
    'condition-32',
    'keywords in any case',
    when('n = :five and not s = :five Or n BETWEEN :five aNd :five', { ':five': 5 }),
    returns(),
  ),
  check(
    'condition-33',
    'a name placeholder may stand for a name with spaces',
    when('#o = :one', { ':one': 1 }, { '#o': 'odd name' }),
    returns(),
  ),
  check(
    'condition-34',
    'a name placeholder with a dot is one name',
    when('attribute_not_exists(#p)', undefined, { '#p': 'tree.n' }),
    returns(),
  ),
  check(
    'condition-35',
    'placeholders inside a path',
    when(
      '#m.#i.leaf = :v AND things[2].deep[0] = :x',
      { ':v': 'v', ':x': 'x' },
      { '#m': 'tree', '#i': 'branch' },
    ),
    returns(),
  ),
  check(
    'condition-36',
    'sets are equal in any order, lists are not',
    when('ss = :ss AND things <> :l', { ':ss': strings('y', 'x'), ':l': ['two', 1, { deep: ['x'] }] }),
    returns(),
  ),
  check(
    'condition-37',
    'lists and maps are compared whole',
    when(
      'things = :l AND #m = :m',
      { ':l': [1, 'two', { deep: ['x'] }], ':m': { n: 7, branch: { leaf: 'v' } } },
      { '#m': 'tree' },
    ),
    returns(),
  ),
  check(
    'condition-38',
    'booleans and nulls can be equal',
    when('yes = :t AND nothing = :null', { ':t': true, ':null': null }),
    returns(),
  ),
  check(
    'condition-39',
    'no blanks are needed around operators',
    when('n=:five AND(s<>:five)', { ':five': 5 }),
    returns(),
  ),
  check('condition-40', 'line ends and tabs are blanks', when('n\n=\t:five', { ':five': 5 }), returns()),
  check(
    'condition-41',
    'a missing operand in BETWEEN is false',
    when('n BETWEEN absent AND :five', { ':five': 5 }),
    conditionFailed(),
  ),
  check(
    'condition-42',
    'begins_with of a missing attribute is false',
    when('begins_with(absent, :a)', { ':a': 'a' }),
    conditionFailed(),
  ),
  check('condition-43', 'a value may stand on the left', when(':five = n', { ':five': 5 }), returns()),
  check(
    'condition-44',
    'contains with a set as operand is never true',
    when('contains(ss, :set)', { ':set': strings('x') }),
    conditionFailed(),
  ),
  check(
    'condition-45',
    'a failing condition with the old item asked for',
    { ...when('n = :v', { ':v': 6 }), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    conditionFailed(
      item({
        pk: 'a',
        b: bytes('abc'),
        empty: '',
        emptyList: [],
        n: 5,
        no: false,
        nothing: null,
        ns: numbers('1', '2'),
        'odd name': 1,
        s: 'text',
        ss: strings('x', 'y'),
        things: [1, 'two', { deep: ['x'] }],
        tree: { branch: { leaf: 'v' }, n: 7 },
        yes: true,
        zero: 0,
      }),
    ),
  ),

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
    'condition-107',
    'a set as an IN candidate of another type is no match',
    when('n IN (:set)', { ':set': numbers('5') }),
    conditionFailed(),
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
    'condition-110',
    'size of a literal of a type without size',
    when('size(:v) = :v', { ':v': 1 }),
    invalid(
      'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: size, operand type: N',
    ),
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
  check(
    'condition-114',
    'parentheses 200 deep',
    when(parens(200, 'n = :v'), { ':v': 1 }),
    invalid('Invalid ConditionExpression: The expression has redundant parentheses;'),
  ),
  sorted(
    'condition-115',
    'a condition on a key attribute of another item is false',
    step(
      'PutItem',
      { TableName: SORTED, Item: item({ pk: 'a', sk: 'b' }), ConditionExpression: 'attribute_exists(sk)' },
      conditionFailed(),
    ),
  ),
]
