import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DynamoDBException } from '../exceptions.ts'
import { compileExpressions, type ExpressionRequest } from './compile-expressions.ts'
import { pathsOf } from './expression-paths.ts'
import { reservedWords } from './reserved-words.ts'
import { assertRefused } from './sample-item.helper.ts'

const one = { N: '1' }

test('a null value is refused', () => {
  assertRefused(
    () => compileExpressions({ ConditionExpression: 'a', ExpressionAttributeValues: { ':a': null } }),
    'ExpressionAttributeValues contains invalid value: The supplied Item contains a null AttributeValue ' +
      'for key :a',
  )
})

test('names and values are shared by all expressions of a request', () => {
  const compiled = compileExpressions({
    UpdateExpression: 'SET #a.#1 = :1',
    ConditionExpression: '#a <> :1 AND #_b = :A_1',
    ProjectionExpression: null,
    ExpressionAttributeNames: { '#a': 'data', '#1': 'a.b', '#_b': 'b' },
    ExpressionAttributeValues: { ':1': { N: '1.0' }, ':A_1': one },
  })
  assert.deepEqual(compiled.update?.actions, [
    { section: 'SET', path: ['data', 'a.b'], value: { kind: 'value', value: one } },
  ])
  assert.ok(compiled.condition)
  assert.deepEqual(Object.keys(compiled), ['update', 'condition'])
})

test('a longer placeholder key of 255 characters is fine', () => {
  const key = `:${'x'.repeat(254)}`
  assert.ok(
    compileExpressions({ ConditionExpression: `a = ${key}`, ExpressionAttributeValues: { [key]: one } }),
  )
})

test('an expression that was seen before takes its values again', () => {
  const compile = (value: object, name: string): unknown =>
    compileExpressions({
      ConditionExpression: '#remembered = :value',
      ExpressionAttributeNames: { '#remembered': name },
      ExpressionAttributeValues: { ':value': value },
    }).condition
  const operands = (name: string, value: object): unknown => ({
    kind: 'compare',
    operator: '=',
    operands: [
      { kind: 'path', path: [name] },
      { kind: 'value', value },
    ],
  })
  assert.deepEqual(compile({ S: 'a' }, 'x'), operands('x', { S: 'a' }))
  assert.deepEqual(compile({ BOOL: true }, 'y'), operands('y', { BOOL: true }))
})

test('an expression remembered as one kind is still checked as another', () => {
  assert.ok(compileExpressions({ ProjectionExpression: 'remembered' }))
  assertRefused(
    () => compileExpressions({ ConditionExpression: 'remembered' }),
    'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "remembered"',
  )
})

test('every path of a request is known', () => {
  const compiled = compileExpressions({
    UpdateExpression: 'SET a.x = if_not_exists(b, c) + d REMOVE e[0] ADD f :f',
    ConditionExpression: 'NOT size(g) = h OR i BETWEEN j AND k AND attribute_exists(l)',
    ProjectionExpression: 'm.n, o',
    ExpressionAttributeValues: { ':f': one },
  })
  const names = pathsOf(compiled).map((path) => path.join('.'))
  assert.deepEqual(names.sort(), ['a.x', 'b', 'c', 'd', 'e.0', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm.n', 'o'])
})

test('the reserved words are the 573 that AWS lists', () => {
  assert.equal(reservedWords.size, 573)
  for (const word of ['ABORT', 'DATA', 'NAME', 'STATUS', 'TTL', 'SIZE', 'ZONE'])
    assert.ok(reservedWords.has(word))
  for (const word of ['PK', 'SK', 'ID', 'REMOVE']) assert.ok(!reservedWords.has(word))
})

test('names and values of the wrong JSON type are a serialization error', () => {
  const wrong: readonly ExpressionRequest[] = [
    { ConditionExpression: 'a = b', ExpressionAttributeNames: 'x' },
    { ConditionExpression: 'a = b', ExpressionAttributeNames: { '#a': 1 } },
    { ConditionExpression: 'a = b', ExpressionAttributeValues: [] },
    { ConditionExpression: 'a = b', ExpressionAttributeValues: { ':a': 'x' } },
    { ConditionExpression: 1 },
  ]
  for (const request of wrong) {
    assert.throws(
      () => compileExpressions(request),
      (error) => error instanceof DynamoDBException && error.name === 'SerializationException',
    )
  }
})
