import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused, compileSample } from './sample-item.helper.ts'

const refused: readonly (readonly [expression: string, message: string])[] = [
  ['', 'Invalid ConditionExpression: The expression can not be empty;'],
  ['   ', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "   "'],
  ['a', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "a"'],
  ['a =', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="'],
  ['a = :one AND', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "AND"'],
  ['AND a', 'Invalid ConditionExpression: Syntax error; token: "AND", near: "AND a"'],
  ['a = :one = b', 'Invalid ConditionExpression: Syntax error; token: "=", near: ":one = b"'],
  ['a != :one', 'Invalid ConditionExpression: Syntax error; token: "!", near: "a !="'],
  ['a IN :one', 'Invalid ConditionExpression: Syntax error; token: ":one", near: "IN :one"'],
  ['a IN ()', 'Invalid ConditionExpression: Syntax error; token: ")", near: "()"'],
  ['a IN (:one,)', 'Invalid ConditionExpression: Syntax error; token: ")", near: ",)"'],
  ['attribute_exists()', 'Invalid ConditionExpression: Syntax error; token: ")", near: "()"'],
  ['a = :one b', 'Invalid ConditionExpression: Syntax error; token: "b", near: ":one b"'],
  ['a AND b', 'Invalid ConditionExpression: Syntax error; token: "AND", near: "a AND b"'],
  ['(a)', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: ")"'],
  ['NOT (a)', 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: ")"'],
  ['(a = :one) = :two', 'Invalid ConditionExpression: Syntax error; token: "=", near: ") = :two"'],
  ['a = (b AND c)', 'Invalid ConditionExpression: Syntax error; token: "AND", near: "b AND c"'],
  ['size(a = b)', 'Invalid ConditionExpression: Syntax error; token: "=", near: "a = b"'],
  ['a[] = :one', 'Invalid ConditionExpression: Syntax error; token: "]", near: "[] ="'],
  ['a[0 = :one', 'Invalid ConditionExpression: Syntax error; token: "=", near: "0 = :one"'],
  ['a[01] = :one', 'Invalid ConditionExpression: Syntax error; token: "1", near: "01]"'],
  ['a[-1] = :one', 'Invalid ConditionExpression: Syntax error; token: "-", near: "[-1"'],
  ['a..b = :one', 'Invalid ConditionExpression: Syntax error; token: ".", near: "..b"'],
  ['a = $', 'Invalid ConditionExpression: Syntax error; token: "$", near: "= $"'],
  ['a = 1', 'Invalid ConditionExpression: Syntax error; token: "1", near: "= 1"'],
  ['"a" = :one', 'Invalid ConditionExpression: Syntax error; token: """, near: ""a"'],
  ['_a = :one', 'Invalid ConditionExpression: Syntax error; token: "_", near: "_a"'],
  ['é = :one', 'Invalid ConditionExpression: Syntax error; token: "é", near: "é ="'],
  ['a = b + :one', 'Invalid ConditionExpression: Syntax error; token: "+", near: "b + :one"'],
  ['remove = :one', 'Invalid ConditionExpression: Syntax error; token: "remove", near: "remove ="'],
  ['in = :one', 'Invalid ConditionExpression: Syntax error; token: "in", near: "in ="'],
  ['a NOT IN (:one)', 'Invalid ConditionExpression: Syntax error; token: "NOT", near: "a NOT IN"'],
  ['# = :one', 'Invalid ConditionExpression: Syntax error; token: "#", near: "# ="'],
  ['#a(b) = :one', 'Invalid ConditionExpression: Syntax error; token: "(", near: "#a(b"'],
  ['((a = :one))', 'Invalid ConditionExpression: The expression has redundant parentheses;'],
  ['((a)) = :one', 'Invalid ConditionExpression: The expression has redundant parentheses;'],
  ['a = ((:one))', 'Invalid ConditionExpression: The expression has redundant parentheses;'],
  ['size(((s))) = :one', 'Invalid ConditionExpression: The expression has redundant parentheses;'],
  ['NOT ((a = :one))', 'Invalid ConditionExpression: The expression has redundant parentheses;'],
  ['((a = :one)) AND data = :one', 'Invalid ConditionExpression: The expression has redundant parentheses;'],
  ['foo(a)', 'Invalid ConditionExpression: Invalid function name; function: foo'],
  ['Attribute_Exists(a)', 'Invalid ConditionExpression: Invalid function name; function: Attribute_Exists'],
  ['contains(a, foo(b))', 'Invalid ConditionExpression: Invalid function name; function: foo'],
  [
    'size(a)',
    'Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function: size',
  ],
  [
    'NOT size(s)',
    'Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function: size',
  ],
  [
    'a = attribute_exists(a)',
    'Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function: attribute_exists',
  ],
  [
    'attribute_exists(a) = :t',
    'Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function: attribute_exists',
  ],
  [
    'contains(a, begins_with(s, :s))',
    'Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function: begins_with',
  ],
  [
    'if_not_exists(a, b) = :one',
    'Invalid ConditionExpression: The function is not allowed in a condition expression; function: if_not_exists',
  ],
  [
    'a = list_append(l, :l)',
    'Invalid ConditionExpression: The function is not allowed in a condition expression; function: list_append',
  ],
  [
    'data = :one',
    'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: data',
  ],
  [
    'Data = :one',
    'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: Data',
  ],
  [
    'm.data = :one',
    'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: data',
  ],
  [
    '#a.data = :one',
    'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: data',
  ],
  ['a = true', 'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: true'],
  [
    'a[2147483648] = :one',
    'Invalid ConditionExpression: List index is not within the allowable range; index: [2147483648]',
  ],
  [
    'a[99999999999999999999] = :one',
    'Invalid ConditionExpression: List index is not within the allowable range; index: [99999999999999999999]',
  ],
  [
    ':undefined = a',
    'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :undefined',
  ],
  [
    '#undefined = :one',
    'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #undefined',
  ],
  [
    'a.#undefined = :one',
    'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #undefined',
  ],
  [
    'a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = :one',
    'Invalid ConditionExpression: The document path has too many nesting levels; nesting levels: 33',
  ],
  [
    'a = a',
    'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]',
  ],
  [
    '#a = a',
    'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]',
  ],
  [
    'm.x = m.x',
    'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [m, x]',
  ],
  [
    'a BETWEEN :one AND a',
    'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: BETWEEN, first operand: [a]',
  ],
  [
    'a IN (b, a)',
    'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [a]',
  ],
  [
    'begins_with(s, s)',
    'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: begins_with, first operand: [s]',
  ],
  [
    'contains(s, s)',
    'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [s]',
  ],
  [
    'a < :t',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
  ],
  [
    'a >= :ss',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: >=, operand type: SS',
  ],
  [
    'a BETWEEN :n AND :one',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: NULL',
  ],
  [
    'a BETWEEN :two AND :one',
    'Invalid ConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}',
  ],
  [
    'a BETWEEN :one AND :s',
    'Invalid ConditionExpression: The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:abc}',
  ],
  [
    'attribute_exists(:one)',
    'Invalid ConditionExpression: Operator or function requires a document path; operator or function: attribute_exists',
  ],
  [
    'attribute_not_exists(size(a))',
    'Invalid ConditionExpression: Operator or function requires a document path; operator or function: attribute_not_exists',
  ],
  [
    'attribute_exists(a, b)',
    'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
  ],
  [
    'begins_with(s)',
    'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
  ],
  [
    'contains(s, :s, :s)',
    'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: contains, number of operands: 3',
  ],
  [
    'size(a, b) = :one',
    'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: size, number of operands: 2',
  ],
  [
    'attribute_type(a, :one)',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N',
  ],
  [
    'attribute_type(a, :bad)',
    'Invalid ConditionExpression: Invalid attribute type name found; type: XX, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}',
  ],
  [
    'attribute_type(a, b)',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {FLOAT,DECIMALSET,INTSET,M,NULL,BOOL,L,DOUBLESET,NS,BS,HDS,N,B,INT,FS,DOUBLE,DECIMAL,SS,HD,DICT,S}',
  ],
  [
    'begins_with(s, :one)',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
  ],
  [
    'begins_with(:t, s)',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: BOOL',
  ],
  [
    'begins_with(size(s), :s)',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
  ],
  [
    'size(:one) = :one',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: size, operand type: N',
  ],
  [
    'size(:n) = :one',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: size, operand type: NULL',
  ],
  [
    'size(size(s)) = :one',
    'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: size, operand type: N',
  ],
]

for (const [expression, message] of refused) {
  test(`the condition «${expression}» is refused`, () => {
    assertRefused(() => compileSample('ConditionExpression', expression), message)
  })
}

test('a filter is refused under its own name', () => {
  assertRefused(
    () => compileSample('FilterExpression', 'a = '),
    'Invalid FilterExpression: Syntax error; token: "<EOF>", near: "= "',
  )
})

test('IN takes a hundred operands and no more', () => {
  const among = (count: number): string => `a IN (${Array(count).fill(':one').join(', ')})`
  assert.ok(compileSample('ConditionExpression', among(100)).condition)
  assertRefused(
    () => compileSample('ConditionExpression', among(101)),
    'Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands: 101',
  )
})

test('a condition has at most three hundred operators and functions', () => {
  const tooMany =
    'Invalid ConditionExpression: The expression contains too many operators; operator count: 301'
  const conjunction = (count: number): string => Array(count).fill('a = :one').join(' AND ')
  assert.ok(compileSample('ConditionExpression', conjunction(150)).condition)
  assertRefused(() => compileSample('ConditionExpression', conjunction(151)), tooMany)
  assert.ok(compileSample('ConditionExpression', `${'NOT '.repeat(299)}a = :one`).condition)
  assertRefused(() => compileSample('ConditionExpression', `${'NOT '.repeat(300)}a = :one`), tooMany)
  const withSizes = (count: number): string =>
    `${conjunction(145)} AND ${Array(count).fill('size(a) = b').join(' AND ')}`
  assert.ok(compileSample('ConditionExpression', withSizes(3)).condition)
  assertRefused(() => compileSample('ConditionExpression', withSizes(4)), tooMany)
})

test('a condition has at most 4096 characters', () => {
  const padded = (length: number): string => 'a = b'.padEnd(length)
  assert.ok(compileSample('ConditionExpression', padded(4096)).condition)
  assertRefused(
    () => compileSample('ConditionExpression', padded(4097)),
    'Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097',
  )
})
