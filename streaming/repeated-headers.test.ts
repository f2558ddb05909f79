import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ResponseMetadata, responseMetadata } from './response-metadata.ts'
import type { StreamedResponse } from './streamed-response.ts'

const restEvent = { httpMethod: 'GET', requestContext: { stage: 'prod' } }
const functionUrlEvent = { version: '2.0', requestContext: { http: { method: 'GET' } } }

/** Of what a handler without types may return. */
function metadataOf(response: object, event: unknown = functionUrlEvent): ResponseMetadata {
  return responseMetadata(response as StreamedResponse, event)
}

const invalidHeader = (message: string) => ({ code: 'stream.invalid_header', message })

test('set-cookie becomes cookies, in whatever form it comes', () => {
  const cases: [object, readonly string[]][] = [
    [{ headers: { 'set-cookie': 'a=1' } }, ['a=1']],
    [{ headers: { 'Set-Cookie': ['a=1', 'b=2'] } }, ['a=1', 'b=2']],
    [{ multiValueHeaders: { 'SET-COOKIE': ['a=1', 'b=2'] } }, ['a=1', 'b=2']],
    [{ headers: { 'set-cookie': 'a=1' }, multiValueHeaders: { 'Set-Cookie': ['b=2'] } }, ['a=1', 'b=2']],
    [{ cookies: ['a=1', 'b=2'] }, ['a=1', 'b=2']],
    [{ cookies: ['a=1'], headers: { 'set-cookie': 'b=2' } }, ['a=1', 'b=2']],
    [
      { cookies: ['a=1'], headers: { 'set-cookie': 'b=2' }, multiValueHeaders: { 'set-cookie': ['c=3'] } },
      ['a=1', 'b=2', 'c=3'],
    ],
  ]
  for (const [response, cookies] of cases) {
    for (const event of [functionUrlEvent, restEvent]) {
      assert.deepEqual(metadataOf(response, event), { statusCode: 200, headers: {}, cookies })
    }
  }
})

test('without a cookie there are no cookies', () => {
  const expected = { statusCode: 200, headers: { 'x-a': '1' } }

  assert.deepEqual(metadataOf({ headers: { 'x-a': '1' }, cookies: [] }), expected)
  assert.deepEqual(metadataOf({ headers: { 'x-a': 1, 'set-cookie': [] } }), expected)
})

test('cookies are a list of text that HTTP can carry', () => {
  const lists: [unknown, string][] = [
    ['a=1', 'a string'],
    ['', 'a string'],
    [false, 'a boolean'],
    [{ a: '1' }, 'an object of type Object'],
    [new Set(['a=1']), 'an object of type Set'],
  ]
  for (const [cookies, shown] of lists) {
    assert.throws(() => metadataOf({ cookies }), invalidHeader(`cookies must be a list, not ${shown}`), shown)
  }
  const items: [unknown, string][] = [
    [5, 'a number'],
    [true, 'a boolean'],
    [null, 'null'],
    [undefined, 'undefined'],
    [['a=1'], 'an object of type Array'],
  ]
  for (const [cookie, shown] of items) {
    const error = invalidHeader(`a cookie must be a string, not ${shown}`)
    assert.throws(() => metadataOf({ cookies: ['a=1', cookie] }), error, shown)
  }
  const forbidden = invalidHeader('header set-cookie has a character that HTTP forbids')
  assert.throws(() => metadataOf({ cookies: ['a=1\r\nx-b: 1'] }), forbidden)
  assert.throws(() => metadataOf({ headers: { 'Set-Cookie': 'a=€' } }), forbidden)
})

test('both forms of one header are one list, in which a value in both counts once', () => {
  const response = {
    headers: { 'x-single': '1', 'X-Both': 'a', 'x-same': 'b', 'x-list': ['a', 'b', 'c'] },
    multiValueHeaders: { 'x-both': ['b', 'c'], 'X-Same': ['a', 'b'], 'x-list': ['b'], 'x-multi': ['1', '2'] },
  }

  assert.deepEqual(metadataOf(response).headers, {
    'x-single': '1',
    'x-both': 'a, b, c',
    'x-same': 'a, b',
    'x-list': 'a, c, b',
    'x-multi': '1, 2',
  })
  assert.deepEqual(metadataOf(response, restEvent), {
    statusCode: 200,
    headers: { 'x-single': '1' },
    multiValueHeaders: {
      'x-both': ['a', 'b', 'c'],
      'x-same': ['a', 'b'],
      'x-list': ['a', 'c', 'b'],
      'x-multi': ['1', '2'],
    },
  })
})

test('a REST API has lists of their own only for headers of several values', () => {
  assert.deepEqual(metadataOf({ headers: { 'x-one': ['a'], 'x-none': [], 'x-number': 5 } }, restEvent), {
    statusCode: 200,
    headers: { 'x-one': 'a', 'x-number': '5' },
  })
  assert.deepEqual(metadataOf({ multiValueHeaders: { 'x-a': ['1', '2'] } }, restEvent), {
    statusCode: 200,
    headers: {},
    multiValueHeaders: { 'x-a': ['1', '2'] },
  })
})

test('only an event of payload format 1.0 takes lists', () => {
  const response = { headers: { 'x-a': ['1', '2'] } }
  const separate = { statusCode: 200, headers: {}, multiValueHeaders: { 'x-a': ['1', '2'] } }
  const joined = { statusCode: 200, headers: { 'x-a': '1, 2' } }

  for (const event of [
    restEvent,
    { httpMethod: 'GET' },
    { httpMethod: 'GET', requestContext: null },
    { httpMethod: 'GET', version: '1.0', requestContext: {} },
    { httpMethod: 'GET', requestContext: { http: null } },
  ]) {
    assert.deepEqual(metadataOf(response, event), separate, JSON.stringify(event))
  }
  for (const event of [
    functionUrlEvent,
    { httpMethod: 'GET', version: '2.0' },
    { httpMethod: 'GET', requestContext: { http: { method: 'GET' } } },
    { requestContext: {} },
    { httpMethod: null, requestContext: {} },
    { httpMethod: 5 },
    {},
    null,
    'GET',
  ]) {
    assert.deepEqual(metadataOf(response, event), joined, JSON.stringify(event))
  }
  assert.deepEqual(responseMetadata(response, undefined), joined)
})
