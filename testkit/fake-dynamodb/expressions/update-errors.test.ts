import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyUpdate, assertUpdateWithoutKeys } from './apply-update.ts'
import type { Update } from './expression-tree.ts'
import { assertRefused, compileSample, sampleItem } from './sample-item.helper.ts'

const refusedAtOnce: readonly (readonly [expression: string, message: string])[] = [
  ['', 'Invalid UpdateExpression: The expression can not be empty;'],
  ['SET', 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"'],
  ['SET a', 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "a"'],
  ['SET a =', 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "="'],
  ['SET a = :one,', 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: ","'],
  ['SET a = :one REMOVE', 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "REMOVE"'],
  ['a = :one', 'Invalid UpdateExpression: Syntax error; token: "a", near: "a ="'],
  ['SET SET a = :one', 'Invalid UpdateExpression: Syntax error; token: "SET", near: "SET SET a"'],
  ['SET a = :one, SET b = :one', 'Invalid UpdateExpression: Syntax error; token: "SET", near: ", SET b"'],
  ['SET a = :one;', 'Invalid UpdateExpression: Syntax error; token: ";", near: ":one;"'],
  ['SET a == :one', 'Invalid UpdateExpression: Syntax error; token: "=", near: "== :one"'],
  ['SET a = 1', 'Invalid UpdateExpression: Syntax error; token: "1", near: "= 1"'],
  ['SET a = a + b + :one', 'Invalid UpdateExpression: Syntax error; token: "+", near: "b + :one"'],
  ['SET a = (a + b) + :one', 'Invalid UpdateExpression: Syntax error; token: "+", near: ") + :one"'],
  ['SET a = :one - (:one + :two)', 'Invalid UpdateExpression: Syntax error; token: "+", near: ":one + :two"'],
  ['SET a = a * :one', 'Invalid UpdateExpression: Syntax error; token: "*", near: "a * :one"'],
  ['SET a = -:one', 'Invalid UpdateExpression: Syntax error; token: "-", near: "= -:one"'],
  ['SET (a) = :one', 'Invalid UpdateExpression: Syntax error; token: "(", near: "SET (a"'],
  ['SET a.(b) = :one', 'Invalid UpdateExpression: Syntax error; token: "(", near: ".(b"'],
  ['SET :one = a', 'Invalid UpdateExpression: Syntax error; token: ":one", near: "SET :one ="'],
  ['SET set = :one', 'Invalid UpdateExpression: Syntax error; token: "set", near: "SET set ="'],
  ['SET a :one', 'Invalid UpdateExpression: Syntax error; token: ":one", near: "a :one"'],
  ['ADD a b', 'Invalid UpdateExpression: Syntax error; token: "b", near: "a b"'],
  ['ADD a = :one', 'Invalid UpdateExpression: Syntax error; token: "=", near: "a = :one"'],
  ['ADD a (:one)', 'Invalid UpdateExpression: Syntax error; token: "(", near: "a (:one"'],
  ['DELETE ss b', 'Invalid UpdateExpression: Syntax error; token: "b", near: "ss b"'],
  ['REMOVE a = :one', 'Invalid UpdateExpression: Syntax error; token: "=", near: "a = :one"'],
  ['REMOVE :one', 'Invalid UpdateExpression: Syntax error; token: ":one", near: "REMOVE :one"'],
  ['REMOVE size(a)', 'Invalid UpdateExpression: Syntax error; token: "(", near: "size(a"'],
  ['SET a = ((:one))', 'Invalid UpdateExpression: The expression has redundant parentheses;'],
  [
    'SET a = if_not_exists(((a)), :one)',
    'Invalid UpdateExpression: The expression has redundant parentheses;',
  ],
  ['SET a = ((a + :one))', 'Invalid UpdateExpression: The expression has redundant parentheses;'],
  ['SET a = foo(a)', 'Invalid UpdateExpression: Invalid function name; function: foo'],
  [
    'SET a = size(a)',
    'Invalid UpdateExpression: The function is not allowed in an update expression; function: size',
  ],
  [
    'SET a = attribute_exists(a)',
    'Invalid UpdateExpression: The function is not allowed in an update expression; function: attribute_exists',
  ],
  [
    'SET a = list_append(list_append(l, :l), :l)',
    'Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append',
  ],
  [
    'SET a = if_not_exists(b, list_append(l, :l))',
    'Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append',
  ],
  [
    'SET a = list_append(l, :l) + :one',
    'Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append',
  ],
  [
    'SET data = :one',
    'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: data',
  ],
  ['REMOVE m.data', 'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: data'],
  ['SET a = data', 'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: data'],
  [
    'REMOVE l[9999999999]',
    'Invalid UpdateExpression: List index is not within the allowable range; index: [9999999999]',
  ],
  [
    'SET a = :one SET b = :one',
    'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
  ],
  [
    'REMOVE a SET b = :one REMOVE c',
    'Invalid UpdateExpression: The "REMOVE" section can only be used once in an update expression;',
  ],
  [
    'ADD a :one ADD b :one',
    'Invalid UpdateExpression: The "ADD" section can only be used once in an update expression;',
  ],
  [
    'DELETE ss :ss DELETE ns :ns',
    'Invalid UpdateExpression: The "DELETE" section can only be used once in an update expression;',
  ],
  [
    'SET a = :undefined',
    'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :undefined',
  ],
  [
    'SET #undefined = :one',
    'Invalid UpdateExpression: An expression attribute name used in the document path is not defined; attribute name: #undefined',
  ],
  [
    'SET a = #undefined',
    'Invalid UpdateExpression: An expression attribute name used in the document path is not defined; attribute name: #undefined',
  ],
  [
    'ADD a :undefined',
    'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :undefined',
  ],
  [
    'SET a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = :one',
    'Invalid UpdateExpression: The document path has too many nesting levels; nesting levels: 33',
  ],
  [
    'SET a = :one, a = :two',
    'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'SET a = :one REMOVE a',
    'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'SET m = :one, m.x = :one',
    'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, x]',
  ],
  [
    'SET m.x = :one, m = :one',
    'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, x], path two: [m]',
  ],
  [
    'REMOVE m.x, m[0]',
    'Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, x], path two: [m, [0]]',
  ],
  [
    'SET l[0] = :one REMOVE l.x',
    'Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [l, [0]], path two: [l, x]',
  ],
  [
    'SET #a = :one, a = :two',
    'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'SET a = if_not_exists(a)',
    'Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1',
  ],
  [
    'SET a = if_not_exists(a, b, :one)',
    'Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 3',
  ],
  [
    'SET a = if_not_exists(:one, :two)',
    'Invalid UpdateExpression: Operator or function requires a document path; operator or function: if_not_exists',
  ],
  [
    'SET a = if_not_exists(b, b)',
    'Invalid UpdateExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: if_not_exists, first operand: [b]',
  ],
  [
    'SET a = list_append(l)',
    'Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1',
  ],
  [
    'SET a = list_append(l, :one)',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append, operand type: N',
  ],
  [
    'SET a = list_append(:s, l)',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
  ],
  [
    'SET a = a + :s',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S',
  ],
  [
    'SET a = :t - a',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: -, operand type: BOOL',
  ],
  [
    'ADD a :s',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
  ],
  [
    'ADD a :l',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND',
  ],
  [
    'ADD t :t',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: BOOLEAN, typeSet: ALLOWED_FOR_ADD_OPERAND',
  ],
  [
    'DELETE a :one',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND',
  ],
  [
    'DELETE ss :m',
    'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: MAP, typeSet: ALLOWED_FOR_DELETE_OPERAND',
  ],
]

const refusedForTheItem: readonly (readonly [expression: string, message: string])[] = [
  ['SET a.b = :one', 'The document path provided in the update expression is invalid for update'],
  ['SET m.x.y = :one', 'The document path provided in the update expression is invalid for update'],
  ['SET zz.x = :one', 'The document path provided in the update expression is invalid for update'],
  ['SET m[0] = :one', 'The document path provided in the update expression is invalid for update'],
  ['SET l.x = :one', 'The document path provided in the update expression is invalid for update'],
  ['SET l[9].x = :one', 'The document path provided in the update expression is invalid for update'],
  ['REMOVE zz.x', 'The document path provided in the update expression is invalid for update'],
  ['REMOVE a.b', 'The document path provided in the update expression is invalid for update'],
  ['ADD zz.x :one', 'The document path provided in the update expression is invalid for update'],
  ['DELETE zz.x :ss', 'The document path provided in the update expression is invalid for update'],
  ['SET a = zz', 'The provided expression refers to an attribute that does not exist in the item'],
  ['SET a = zz + :one', 'The provided expression refers to an attribute that does not exist in the item'],
  ['SET a = :one - zz', 'The provided expression refers to an attribute that does not exist in the item'],
  [
    'SET a = list_append(zz, :l)',
    'The provided expression refers to an attribute that does not exist in the item',
  ],
  [
    'SET a = if_not_exists(zz, zz.x)',
    'The provided expression refers to an attribute that does not exist in the item',
  ],
  [
    'SET a = if_not_exists(a, zz)',
    'The provided expression refers to an attribute that does not exist in the item',
  ],
  ['SET a = l[9]', 'The provided expression refers to an attribute that does not exist in the item'],
  ['SET a = s + :one', 'An operand in the update expression has an incorrect data type'],
  ['SET a = :one - t', 'An operand in the update expression has an incorrect data type'],
  ['SET a = list_append(a, :l)', 'An operand in the update expression has an incorrect data type'],
  ['SET a = list_append(:l, m)', 'An operand in the update expression has an incorrect data type'],
  ['ADD s :one', 'An operand in the update expression has an incorrect data type'],
  ['ADD ss :ns', 'An operand in the update expression has an incorrect data type'],
  ['ADD nul :one', 'An operand in the update expression has an incorrect data type'],
  ['DELETE ss :ns', 'An operand in the update expression has an incorrect data type'],
  ['DELETE a :ss', 'An operand in the update expression has an incorrect data type'],
]

const refusedForTheKeys: readonly (readonly [expression: string, message: string])[] = [
  [
    'SET pk = :one',
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
  [
    'REMOVE pk',
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
  [
    'ADD pk :one',
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
  [
    'SET #pk = :one',
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
]

function compileUpdate(expression: string): Update {
  const { update } = compileSample('UpdateExpression', expression)
  assert.ok(update)
  return update
}

for (const [expression, message] of refusedAtOnce) {
  test(`the update «${expression}» is refused`, () => {
    assertRefused(() => compileUpdate(expression), message)
  })
}

for (const [expression, message] of refusedForTheItem) {
  test(`the update «${expression}» is refused for what the item holds`, () => {
    const update = compileUpdate(expression)
    assertRefused(() => applyUpdate(update, sampleItem), message)
  })
}

for (const [expression, message] of refusedForTheKeys) {
  test(`the update «${expression}» is refused for the key schema`, () => {
    const update = compileUpdate(expression)
    assertRefused(() => assertUpdateWithoutKeys(update, { hash: 'pk' }), message)
  })
}

test('the sort key is part of the key as well', () => {
  const update = compileUpdate('SET b = :one REMOVE a')
  assertRefused(
    () => assertUpdateWithoutKeys(update, { hash: 'pk', range: 'a' }),
    'One or more parameter values were invalid: Cannot update attribute a. This attribute is part of the key',
  )
  assert.doesNotThrow(() => assertUpdateWithoutKeys(update, { hash: 'pk', range: 'c' }))
})

test('an update has at most three hundred operators and functions, however many actions', () => {
  const actions = (count: number, value: string): string =>
    `SET ${Array.from({ length: count }, (_, index) => `x${index.toString(36)}=${value}`).join(',')}`
  assert.ok(compileUpdate(actions(400, 'b')))
  assert.ok(compileUpdate(actions(300, 'b+b')))
  assertRefused(
    () => compileUpdate(actions(301, 'b+b')),
    'Invalid UpdateExpression: The expression contains too many operators; operator count: 301',
  )
})

test('an update has at most 4096 characters', () => {
  assert.ok(compileUpdate('REMOVE a'.padEnd(4096)))
  assertRefused(
    () => compileUpdate('REMOVE a'.padEnd(4097)),
    'Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;',
  )
})
