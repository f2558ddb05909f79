import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseItem } from '../attributes/attribute-validation.ts'
import { DynamoDBException } from '../exceptions.ts'
import { applyUpdate } from './apply-update.ts'
import { compileExpressions, type ExpressionRequest } from './compile-expressions.ts'
import { evaluateCondition } from './evaluate-condition.ts'

/** Compiled expressions or the error, for a text that nobody has compiled before. */
let fresh = 0

function compileAfresh(request: ExpressionRequest): unknown {
  fresh += 1
  const unseen = (expression: unknown) => expression && `${' '.repeat(fresh)}${expression}`
  return outcome({
    ...request,
    UpdateExpression: unseen(request.UpdateExpression),
    ConditionExpression: unseen(request.ConditionExpression),
  })
}

function outcome(request: ExpressionRequest): unknown {
  try {
    return compileExpressions(request)
  } catch (error) {
    if (error instanceof DynamoDBException) return `${error.name}: ${error.message}`
    throw error
  }
}

const value = fc.oneof(
  fc.string({ maxLength: 3 }).map((S) => ({ S })),
  fc.integer().map((n) => ({ N: String(n) })),
  fc.constantFrom({ N: 'none' }, { BOOL: true }, { SS: ['a'] }, { NS: ['1'] }, { L: [{ S: 'a' }] }, {}),
)
const values = fc.dictionary(fc.constantFrom(':a', ':b', ':c'), value, { maxKeys: 3 })
const names = fc.dictionary(fc.constantFrom('#x', '#y'), fc.constantFrom('x', 'y', 'size', ''), {
  maxKeys: 2,
})

const texts = fc.constantFrom<ExpressionRequest[]>(
  { UpdateExpression: 'SET #x = if_not_exists(#x, :a) ADD y :b', ConditionExpression: 'NOT (z < :a)' },
  { UpdateExpression: 'SET x = :a + :b REMOVE z[1] DELETE y :c' },
  { UpdateExpression: 'SET x = list_append(:a, x)', ConditionExpression: 'attribute_type(y, :b)' },
  { ConditionExpression: '#x BETWEEN :a AND :b OR contains(#y, :c)' },
  { ConditionExpression: 'x IN (:a, :b) AND size(y) > :c' },
  { ConditionExpression: 'begins_with(#x, :a) AND attribute_exists(#y)' },
)

test('an expression that was seen before, with other names and values, compiles to the same', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.tuple(names, values), { minLength: 1, maxLength: 6 }), (text, others) => {
      for (const [ExpressionAttributeNames, ExpressionAttributeValues] of others) {
        const request = {
          ...text,
          ...(Object.keys(ExpressionAttributeNames).length > 0 && { ExpressionAttributeNames }),
          ...(Object.keys(ExpressionAttributeValues).length > 0 && { ExpressionAttributeValues }),
        }
        assert.deepEqual(outcome(request), compileAfresh(request))
      }
    }),
    { numRuns: 1000 },
  )
})

test('of two requests with the same text, each keeps its own values', () => {
  const compile = (n: number) =>
    compileExpressions({
      UpdateExpression: 'SET kept = :n',
      ConditionExpression: 'kept = :n',
      ExpressionAttributeValues: { ':n': { N: String(n) } },
    })
  const [one, two, three] = [compile(1), compile(2), compile(3)]
  for (const [i, { update, condition }] of [one, two, three].entries()) {
    assert.ok(update && condition)
    const item = parseItem({ kept: { N: String(i + 1) } })
    assert.deepEqual(applyUpdate(update, parseItem({})).item, item)
    assert.equal(evaluateCondition(condition, item), true)
  }
})

const spoilt: [string, ExpressionRequest][] = [
  ['an empty map of values', { ConditionExpression: 'attribute_exists(a)', ExpressionAttributeValues: {} }],
  ['an empty map of names', { ConditionExpression: 'attribute_exists(a)', ExpressionAttributeNames: {} }],
  ['a list for values', { ConditionExpression: 'attribute_exists(a)', ExpressionAttributeValues: [] }],
  [
    'a name that nothing uses',
    { ConditionExpression: 'attribute_exists(a)', ExpressionAttributeNames: { '#a': 'a' } },
  ],
  ['an expression that is not text', { ConditionExpression: 7 }],
]

for (const [what, request] of spoilt) {
  test(`${what} is refused after the same text has been compiled, as before`, () => {
    compileExpressions({ ConditionExpression: 'attribute_exists(a)' })
    assert.throws(() => compileExpressions(request), DynamoDBException)
  })
}

test('an expression that reads like the lack of one is not taken for it', () => {
  compileExpressions({ ConditionExpression: 'attribute_exists(a)' })
  const { projection } = compileExpressions({ ProjectionExpression: 'undefined' })
  assert.deepEqual(projection?.paths, [['undefined']])
  assert.equal(compileExpressions({}).projection, undefined)
})
