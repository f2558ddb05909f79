import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DynamoDBException } from '../exceptions.ts'
import { applyProjection } from './apply-projection.ts'
import { applyUpdate } from './apply-update.ts'
import { compileExpressions, type ExpressionRequest } from './compile-expressions.ts'
import { evaluateCondition } from './evaluate-condition.ts'
import { resolveKeyCondition } from './key-condition.ts'
import { sampleItem, usedBy } from './sample-item.helper.ts'

const names = { '#a': 'a', '#b': '__proto__' }
const values = { ':one': { N: '1' }, ':s': { S: 'abc' }, ':ss': { SS: ['a'] }, ':l': { L: [{ N: '7' }] } }

const words = [
  ...[
    'a',
    'b',
    'm',
    's',
    'l',
    'ss',
    'zz',
    'pk',
    'x',
    '#a',
    '#b',
    ':one',
    ':s',
    ':ss',
    ':l',
    'data',
    '0',
    '1',
    '99999999999',
  ],
  ...[
    '.',
    '[',
    ']',
    '=',
    '<>',
    '<',
    '<=',
    '>',
    '>=',
    '(',
    ')',
    ',',
    '+',
    '-',
    ';',
    '"',
    '\u{1f600}',
    '\u00a0',
  ],
  ...['AND', 'OR', 'NOT', 'BETWEEN', 'IN', 'SET', 'REMOVE', 'ADD', 'DELETE', 'and', 'set'],
  ...[
    'size',
    'contains',
    'begins_with',
    'attribute_exists',
    'attribute_type',
    'if_not_exists',
    'list_append',
    'f',
  ],
]

const soup = fc
  .tuple(fc.array(fc.constantFrom(...words), { maxLength: 24 }), fc.constantFrom('', ' ', '\n'))
  .map(([tokens, separator]) => tokens.join(separator))

const operand = fc.constantFrom('a', 'm.x', 'l[0]', 'zz', '#a', ':one', ':s', ':ss', 'size(s)', '(b)')
const condition = fc.letrec<{ any: string; leaf: string; nested: string }>((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('nested')),
  leaf: fc.oneof(
    fc
      .tuple(operand, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operand)
      .map((parts) => parts.join(' ')),
    fc
      .tuple(operand, operand, operand)
      .map(([value, lower, upper]) => `${value} BETWEEN ${lower} AND ${upper}`),
    fc.tuple(operand, operand).map(([value, other]) => `${value} IN (${other}, :one)`),
    fc.tuple(operand, operand).map(([value, other]) => `contains(${value}, ${other})`),
  ),
  nested: fc.oneof(
    tie('any').map((inner) => `NOT ${inner}`),
    tie('any').map((inner) => `(${inner})`),
    fc.tuple(tie('any'), fc.constantFrom('AND', 'OR'), tie('any')).map((parts) => parts.join(' ')),
  ),
})).any

const update = fc
  .array(
    fc.oneof(
      fc
        .tuple(operand, operand, fc.constantFrom('', ' + :one', ' - a'))
        .map(([path, value, more]) => `SET ${path} = ${value}${more}`),
      operand.map((path) => `REMOVE ${path}`),
      fc.tuple(fc.constantFrom('ADD', 'DELETE'), operand, operand).map((parts) => parts.join(' ')),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((sections) => sections.join(' '))

/** Compiles and evaluates; what is refused must be refused as DynamoDB refuses. */
function exercise(request: ExpressionRequest): void {
  try {
    const compiled = compileExpressions(request)
    if (compiled.condition) evaluateCondition(compiled.condition, sampleItem)
    if (compiled.update) applyUpdate(compiled.update, sampleItem)
    if (compiled.projection) applyProjection(compiled.projection, sampleItem)
    if (compiled.keyCondition)
      resolveKeyCondition(compiled.keyCondition, { hashes: ['pk'], ranges: [] }, { pk: 'S' })
  } catch (error) {
    assert.ok(error instanceof DynamoDBException, `${JSON.stringify(request)}: ${error}`)
    assert.equal(error.name, 'ValidationException')
    assert.notEqual(error.message, '')
  }
}

function exerciseAll(expression: string): void {
  const placeholders = {
    ExpressionAttributeNames: usedBy(expression, names),
    ExpressionAttributeValues: usedBy(expression, values),
  }
  exercise({ ConditionExpression: expression, ...placeholders })
  exercise({ UpdateExpression: expression, ...placeholders })
  exercise({ ProjectionExpression: expression, ...placeholders })
  exercise({ KeyConditionExpression: expression, ...placeholders })
}

for (const [kind, expressions] of Object.entries({
  soup,
  condition,
  update,
  text: fc.string({ maxLength: 60 }),
})) {
  test(`any ${kind} is either compiled or refused as DynamoDB refuses`, () => {
    fc.assert(fc.property(expressions, exerciseAll), { numRuns: 1500 })
  })
}

test('any cut through an expression is either compiled or refused as DynamoDB refuses', () => {
  fc.assert(
    fc.property(fc.oneof(condition, update), fc.nat(), (expression, at) => {
      exerciseAll(expression.slice(0, at % (expression.length + 1)))
    }),
    { numRuns: 1500 },
  )
})

test('any map of placeholders is either accepted or refused as DynamoDB refuses', () => {
  const key = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('#a', ':v', '__proto__', 'constructor'))
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.string({ maxLength: 4 })),
      fc.dictionary(key, fc.constant({ S: '' })),
      (names, values) => {
        exercise({
          ConditionExpression: '#a = :v',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        })
      },
    ),
  )
})

test('De Morgan holds for whatever two conditions', () => {
  const compile = (expression: string): boolean | undefined => {
    try {
      const compiled = compileExpressions({ ConditionExpression: expression })
      return compiled.condition && evaluateCondition(compiled.condition, sampleItem)
    } catch {
      return undefined
    }
  }
  const path = fc.constantFrom('a', 'b', 'm.x', 'l[0]', 'zz')
  const comparison = fc
    .tuple(path, fc.constantFrom('=', '<>', '<', '>='), path)
    .filter(([left, , right]) => left !== right)
    .map((parts) => parts.join(' '))
  fc.assert(
    fc.property(comparison, comparison, (left, right) => {
      const conjunction = compile(`NOT (${left} AND ${right})`)
      assert.notEqual(conjunction, undefined)
      assert.equal(conjunction, compile(`NOT ${left} OR NOT ${right}`))
    }),
  )
})

const hostile: readonly (readonly [what: string, expression: string])[] = [
  ['4 KB of opening parentheses', '('.repeat(4096)],
  ['4 KB of closed parentheses', `${'('.repeat(2046)}a=b${')'.repeat(2046)}`],
  ['4 KB of NOT', `${'NOT '.repeat(1023)}a=b`],
  ['nested NOT', `${'(NOT '.repeat(680)}a=b${')'.repeat(680)}`],
  ['nested AND', `${'a=b AND ('.repeat(400)}a=b${')'.repeat(400)}`],
  ['nested calls of an unknown function', `a < ${'f('.repeat(1355)}b${')'.repeat(1355)}`],
  ['nested calls of size', `a < ${'size('.repeat(680)}b${')'.repeat(680)}`],
  ['unclosed calls', 'contains('.repeat(455)],
  ['an endless path', `a${'[0]'.repeat(1360)} = b`],
  ['an endless list', `a IN (${Array(1800).fill('b').join(',')})`],
  ['nested values', `SET a = ${'('.repeat(2040)}b${')'.repeat(2040)}`],
  ['nested defaults', `SET a = ${'if_not_exists(a,'.repeat(240)}b${')'.repeat(240)}`],
  [
    'thousands of actions',
    `REMOVE ${Array.from({ length: 1000 }, (_, index) => index.toString(36)).join(',')}`,
  ],
  ['only white space', ' '.repeat(4096)],
]

for (const [what, expression] of hostile) {
  test(`${what} cannot exhaust the stack or the clock`, { timeout: 2000 }, () => {
    exerciseAll(expression)
  })
}
