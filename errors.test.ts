import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppTheoryError, errorRegistry, isAppTheoryError } from './errors.ts'

test('an error takes what its code means from the registry', () => {
  const error = new AppTheoryError('app.not_found', 'no such order')
  const { code, message, name, statusCode, retryable, expose } = error
  assert.deepEqual(
    { code, message, name, statusCode, retryable, expose },
    {
      code: 'app.not_found',
      message: 'no such order',
      name: 'AppTheoryError',
      statusCode: 404,
      retryable: false,
      expose: true,
    },
  )
})

test('an error may say otherwise than its code, and what caused it', () => {
  const cause = new Error('socket')
  const error = new AppTheoryError('app.internal', 'm', {
    statusCode: 502,
    retryable: true,
    expose: true,
    headers: { a: 'b' },
    cause,
  })
  assert.deepEqual(
    [error.statusCode, error.retryable, error.expose, error.headers],
    [502, true, true, { a: 'b' }],
  )
  assert.equal(error.cause, cause)
})

test('an undefined cause is the same as none', () => {
  const { cause } = new AppTheoryError('app.internal', 'failed', { cause: undefined })

  assert.deepEqual(cause, { package: 'apptheory-middy' })
})

test('messages of server errors are not exposed by default', () => {
  for (const [code, { statusCode }] of Object.entries(errorRegistry)) {
    assert.equal(new AppTheoryError(code as 'app.internal', 'm').expose, statusCode < 500)
  }
})

test("a service's own code is 500, final and not exposed unless the error says otherwise", () => {
  for (const code of ['shop.out_of_stock', 'constructor', '__proto__', 'toString', 'app.unheard_of', '']) {
    const { statusCode, retryable, expose } = new AppTheoryError(code, 'm')
    assert.deepEqual([statusCode, retryable, expose], [500, false, false], code)
  }
  const closed = new AppTheoryError('shop.closed', 'm', { statusCode: 402, retryable: true })
  assert.deepEqual(
    [closed.code, closed.statusCode, closed.retryable, closed.expose],
    ['shop.closed', 402, true, true],
  )
  assert.ok(isAppTheoryError(closed, 'shop.closed'))
  assert.ok(!isAppTheoryError(closed, 'shop.out_of_stock'))
})

test('an error of another copy of the package is recognised, and anything else is not', async () => {
  const copy = await import(`./errors.ts?copy=${process.pid}`)
  const foreign = new copy.AppTheoryError('app.conflict', 'm')
  assert.equal(foreign instanceof AppTheoryError, false)
  assert.equal(isAppTheoryError(foreign), true)
  assert.equal(isAppTheoryError(foreign, 'app.conflict'), true)
  assert.equal(isAppTheoryError(foreign, 'app.timeout'), false)
  for (const other of [null, undefined, 'app.conflict', { code: 'app.conflict' }, new Error('m')]) {
    assert.equal(isAppTheoryError(other), false)
  }
})
