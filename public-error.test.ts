import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { AppTheoryError, errorRegistry } from './errors.ts'
import { errorCodeOf, errorEnvelope, publicErrorOf } from './public-error.ts'

/** An error of AppTheory's own package, which has no status unless it is given one. */
function foreign(code: string, options: object = {}): Error {
  return Object.assign(new Error('told'), { name: 'AppTheoryError', code, ...options })
}

test('an error without a status has that of its code, no matter what made it', () => {
  for (const [code, { statusCode }] of Object.entries(errorRegistry)) {
    const plain = Object.assign(new Error('told'), { code })
    for (const error of [foreign(code), plain, { code, message: 'told' }, new AppTheoryError(code, 'told')]) {
      const told = publicErrorOf(error)
      assert.deepEqual([told.statusCode, told.code, told.exposed], [statusCode, code, statusCode < 500], code)
    }
  }
})

test('a status of its own comes before that of the code, if it is one of an error', () => {
  assert.equal(publicErrorOf(foreign('app.conflict', { statusCode: 418 })).statusCode, 418)
  assert.equal(publicErrorOf(foreign('shop.closed', { statusCode: 402 })).statusCode, 402)
  for (const statusCode of [undefined, null, 200, 399, 600, 404.5, Number.NaN, 'x', {}])
    assert.equal(publicErrorOf(foreign('app.conflict', { statusCode })).statusCode, 409, String(statusCode))
})

describe('codes', () => {
  test('of a service are told where an AppTheoryError has them, and else not', () => {
    const legacy = Object.assign(new Error('m'), { name: 'AppError', code: 'shop.closed' })
    for (const error of [new AppTheoryError('shop.closed', 'm'), foreign('shop.closed'), legacy]) {
      assert.equal(errorCodeOf(error), 'shop.closed')
      assert.equal(publicErrorOf(error).statusCode, 500)
    }
    for (const code of ['shop.closed', 'ECONNRESET', 'constructor', '__proto__', 7, undefined]) {
      assert.equal(errorCodeOf(Object.assign(new Error('m'), { code })), undefined)
    }
  })

  test('that no header can carry are not told', () => {
    for (const code of ['', ' ', 'a b', 'a\nb', 'é', '.a', 'x'.repeat(129)])
      assert.equal(publicErrorOf(new AppTheoryError(code, 'm')).code, 'app.internal', JSON.stringify(code))
  })

  test('are taken from the status where the error has none', () => {
    const codes = [400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 503].map(
      (statusCode) => publicErrorOf({ statusCode }).code,
    )
    assert.deepEqual(
      codes.map((code) => errorRegistry[code as 'app.internal'].statusCode),
      [400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 503],
    )
    assert.equal(publicErrorOf({ statusCode: 418 }).code, 'app.bad_request')
    assert.equal(publicErrorOf({ statusCode: 502 }).code, 'app.internal')
  })
})

test('a message is told below status 500, or where the error exposes it', () => {
  const told = (error: unknown): string => publicErrorOf(error).message
  assert.equal(told(foreign('app.not_found')), 'told')
  assert.equal(told(foreign('app.overloaded')), 'service unavailable')
  assert.equal(told(foreign('shop.closed')), 'internal error')
  assert.equal(told(new AppTheoryError('shop.closed', 'closed', { statusCode: 402 })), 'closed')
  assert.equal(told(new AppTheoryError('shop.closed', 'closed', { expose: true })), 'closed')
  assert.equal(told({ statusCode: 404, message: 'm', expose: false }), 'not found')
  assert.equal(told({ statusCode: 404, message: 'm', expose: 'yes' }), 'not found')
  assert.equal(told({ statusCode: 404, message: 7 }), 'not found')
  assert.equal(told({ statusCode: 499 }), 'error')
  assert.equal(told({ statusCode: 404, message: 'x'.repeat(2000) }).length, 1000)
})

test('an envelope has a status only if the code has none, and details only if the message is exposed', () => {
  const details = { field: 'email' }
  assert.deepEqual(errorEnvelope(new AppTheoryError('app.conflict', 'm', { details }), 'r-1'), {
    error: { code: 'app.conflict', message: 'm', details, request_id: 'r-1' },
  })
  assert.deepEqual(errorEnvelope(foreign('shop.closed', { statusCode: 402, details })), {
    error: { code: 'shop.closed', message: 'told', status_code: 402, details },
  })
  assert.deepEqual(errorEnvelope(new AppTheoryError('app.internal', 'secret', { details })), {
    error: { code: 'app.internal', message: 'internal error' },
  })
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  assert.deepEqual(errorEnvelope(new AppTheoryError('app.conflict', 'm', { details: circular })), {
    error: { code: 'app.conflict', message: 'm' },
  })
  // Details of other libraries' errors may say more than a caller should learn.
  assert.deepEqual(errorEnvelope({ statusCode: 404, message: 'm', details }), {
    error: { code: 'app.not_found', message: 'm' },
  })
})

test('an error whose members throw is an internal error', () => {
  const unreadable = new Proxy({}, { get: () => assert.fail('read'), has: () => assert.fail('asked') })
  const { statusCode, code, message } = publicErrorOf(unreadable)
  assert.deepEqual([statusCode, code, message], [500, 'app.internal', 'internal error'])
})

test('property: any value has a status of an error', () => {
  fc.assert(
    fc.property(fc.anything(), (error) => {
      const { statusCode } = publicErrorOf(error)
      assert.ok(statusCode >= 400 && statusCode <= 599)
    }),
  )
})
