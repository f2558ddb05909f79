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

const invalidStatus = (shown: string) => ({
  code: 'stream.invalid_response',
  message: `statusCode must be 200 to 599, not ${shown}`,
})
const invalidHeader = (message: string) => ({ code: 'stream.invalid_header', message })

test('a status is 200 to 599, as a number or as three digits', () => {
  const cases: [unknown, number][] = [
    [undefined, 200],
    [null, 200],
    [200, 200],
    [599, 599],
    [404.0, 404],
    ['200', 200],
    ['599', 599],
  ]
  for (const [statusCode, sent] of cases) {
    assert.deepEqual(metadataOf({ statusCode }), { statusCode: sent, headers: {} }, String(statusCode))
  }
})

test('any other status is refused, and shown where it is a number', () => {
  const cases: [unknown, string][] = [
    [199, '199'],
    [600, '600'],
    [0, '0'],
    [-200, '-200'],
    [200.5, '200.5'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['199', '199'],
    ['600', '600'],
    ['0200', 'a string'],
    ['2000', 'a string'],
    [' 200', 'a string'],
    ['2e2', 'a string'],
    ['', 'a string'],
    [true, 'a boolean'],
    [['200'], 'an object of type Array'],
    [{}, 'an object of type Object'],
  ]
  for (const [statusCode, shown] of cases) {
    assert.throws(() => metadataOf({ statusCode }), invalidStatus(shown), shown)
  }
})

test('parts that are null or undefined are as if they were not there', () => {
  for (const nothing of [null, undefined]) {
    assert.deepEqual(metadataOf({ headers: nothing, multiValueHeaders: nothing, cookies: nothing }), {
      statusCode: 200,
      headers: {},
    })
    assert.deepEqual(metadataOf({ headers: { 'x-a': 1 }, multiValueHeaders: nothing, cookies: nothing }), {
      statusCode: 200,
      headers: { 'x-a': '1' },
    })
    assert.deepEqual(
      metadataOf({ headers: nothing, multiValueHeaders: { 'x-a': ['1'] }, cookies: ['a=1'] }),
      {
        statusCode: 200,
        headers: { 'x-a': '1' },
        cookies: ['a=1'],
      },
    )
  }
})

test('names become lower-case, and the last of two that are the same counts', () => {
  const { headers } = metadataOf({ headers: { 'Content-Type': 'text/plain', 'X-A': '1', 'x-a': '2' } })
  const listed = metadataOf({ headers: { 'Content-Type': ['text/plain'], 'X-A': 1, 'x-a': 2 } })

  assert.deepEqual(headers, { 'content-type': 'text/plain', 'x-a': '2' })
  assert.deepEqual(listed.headers, headers)
})

test('values become text, and those of null or undefined are left out', () => {
  const { headers } = metadataOf({
    headers: { 'x-number': 0, 'x-boolean': false, 'x-empty': '', 'x-null': null, 'x-undefined': undefined },
  })

  assert.deepEqual(headers, { 'x-number': '0', 'x-boolean': 'false', 'x-empty': '' })
})

test('a header that is null or undefined takes nothing from others, and its name is not checked', () => {
  for (const nothing of [null, undefined]) {
    assert.deepEqual(metadataOf({ headers: { 'x-a': '1', 'X-A': nothing, 'x a': nothing } }).headers, {
      'x-a': '1',
    })
  }
})

test('a list is joined without its empty places, and left out where nothing remains', () => {
  const { headers } = metadataOf({
    headers: { 'x-list': ['a', null, 1, undefined, true], 'x-one': ['a'], 'x-none': [], 'x-null': [null] },
  })

  assert.deepEqual(headers, { 'x-list': 'a, 1, true', 'x-one': 'a' })
})

test('headers that are no plain object are refused', () => {
  const cases: [unknown, string][] = [
    [['x-a', '1'], 'an object of type Array'],
    [[], 'an object of type Array'],
    [new Map([['x-a', '1']]), 'an object of type Map'],
    [new Headers({ 'x-a': '1' }), 'an object of type Headers'],
    ['x-a: 1', 'a string'],
    ['', 'a string'],
    [5, 'a number'],
    [false, 'a boolean'],
    [() => ({}), 'a function'],
  ]
  for (const [headers, shown] of cases) {
    const error = invalidHeader(`headers must be a plain object, not ${shown}`)
    assert.throws(() => metadataOf({ headers }), error, shown)
    assert.throws(() => metadataOf({ headers: { 'x-a': '1' }, multiValueHeaders: headers }), error, shown)
  }
})

test('headers without a prototype are as plain as others', () => {
  const headers = Object.assign(Object.create(null), { 'X-A': '1' })

  assert.deepEqual(metadataOf({ headers }).headers, { 'x-a': '1' })
})

test('names are the tokens of HTTP', () => {
  const symbols = "!#$%&'*+-.^_`|~0"
  assert.deepEqual(metadataOf({ headers: { [symbols]: 'text' } }).headers, { [symbols]: 'text' })
  assert.deepEqual(metadataOf({ headers: { [symbols]: 5 } }).headers, { [symbols]: '5' })
  for (const name of ['', ' ', 'a b', 'a:', ':a', 'a\n', '\na', 'ä', 'a(', '"a"', 'a/b', 'a,b', 'a\0']) {
    for (const value of ['text', 5, ['text']]) {
      assert.throws(
        () => metadataOf({ headers: { [name]: value } }),
        invalidHeader('a header has a name that is not an HTTP token'),
        JSON.stringify(name),
      )
    }
  }
})

test('values have the characters of HTTP', () => {
  const value = '\t ~\u0080ÿ'
  assert.deepEqual(metadataOf({ headers: { 'x-a': value, 'x-b': [value] } }).headers, {
    'x-a': value,
    'x-b': value,
  })
  for (const wrong of [
    '\n',
    'a\r\nx-b: 1',
    'a\n',
    '\u0000',
    '\u0008',
    '\u000b',
    '\u001f',
    '\u007f',
    'Ā',
    '€',
  ]) {
    const error = invalidHeader('header x-a has a character that HTTP forbids')
    assert.throws(() => metadataOf({ headers: { 'X-A': wrong } }), error, JSON.stringify(wrong))
    assert.throws(() => metadataOf({ headers: { 'X-A': ['a', wrong] } }), error, JSON.stringify(wrong))
  }
})

test('a value of another kind is refused', () => {
  const cases: [unknown, string][] = [
    [{}, 'an object of type Object'],
    [new Date(0), 'an object of type Date'],
    [5n, 'a bigint'],
    [Symbol('a'), 'a symbol'],
    [() => 'a', 'a function'],
  ]
  for (const [value, shown] of cases) {
    const error = invalidHeader(`header x-a must be a string, not ${shown}`)
    assert.throws(() => metadataOf({ headers: { 'X-A': value } }), error, shown)
    assert.throws(() => metadataOf({ headers: { 'X-A': [value] } }), error, shown)
  }
  const nested = invalidHeader('header x-a must be a string, not an object of type Array')
  assert.throws(() => metadataOf({ headers: { 'X-A': [['a']] } }), nested)
})

test('__proto__ is a name as any other', () => {
  for (const written of ['{"__proto__":"own"}', '{"__proto__":["own"]}', '{"__PROTO__":"own"}']) {
    const { headers } = metadataOf({ headers: JSON.parse(written) })

    assert.equal(JSON.stringify(headers), '{"__proto__":"own"}', written)
    assert.equal(Object.getPrototypeOf(headers), Object.prototype)
  }
  const { multiValueHeaders } = metadataOf({ headers: JSON.parse('{"__proto__":["a","b"]}') }, restEvent)
  assert.equal(JSON.stringify(multiValueHeaders), '{"__proto__":["a","b"]}')
})

test('what frames the body is left to the integration, in whatever form it comes', () => {
  for (const name of ['content-length', 'Content-Length', 'Transfer-Encoding', 'connection', 'CONNECTION']) {
    for (const value of ['5', 5, ['5'], ['5', '6']]) {
      for (const event of [functionUrlEvent, restEvent]) {
        const alone = metadataOf({ headers: { [name]: value } }, event)
        const among = metadataOf({ headers: { 'x-a': '1', [name]: value, 'x-b': '2' } }, event)
        const multi = metadataOf({ headers: { 'x-a': '1' }, multiValueHeaders: { [name]: value } }, event)

        assert.deepEqual(alone, { statusCode: 200, headers: {} }, name)
        assert.deepEqual(among, { statusCode: 200, headers: { 'x-a': '1', 'x-b': '2' } }, name)
        assert.deepEqual(multi, { statusCode: 200, headers: { 'x-a': '1' } }, name)
      }
    }
  }
})

test('names become lower-case however many there are', () => {
  for (let i = 0; i < 600; i += 1) {
    const headers = { [`X-Name-${i}`]: `${i}` }

    assert.deepEqual(metadataOf({ headers }).headers, { [`x-name-${i}`]: `${i}` })
    assert.deepEqual(metadataOf({ headers }).headers, { [`x-name-${i}`]: `${i}` }, 'a second time')
  }
})

test('what is copied does not change with the response', () => {
  const response = { headers: { 'x-a': '1' }, multiValueHeaders: { 'x-b': ['1', '2'] }, cookies: ['a=1'] }
  const plain = { headers: { 'x-a': '1' } }
  const copy = metadataOf(response, restEvent)
  const copyOfPlain = metadataOf(plain)

  response.headers['x-a'] = '2'
  response.multiValueHeaders['x-b'].push('3')
  response.cookies.push('b=2')
  plain.headers['x-a'] = '2'

  assert.deepEqual(copy, {
    statusCode: 200,
    headers: { 'x-a': '1' },
    multiValueHeaders: { 'x-b': ['1', '2'] },
    cookies: ['a=1'],
  })
  assert.deepEqual(copyOfPlain, { statusCode: 200, headers: { 'x-a': '1' } })
})
