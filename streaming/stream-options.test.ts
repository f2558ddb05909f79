import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveStreamOptions } from './stream-options.ts'

test('what nobody listens for is logged where it would be lost', (t) => {
  const log = t.mock.method(console, 'error', () => {})
  const error = new Error('it failed')
  const late = { code: 'app.internal' as const, error, chunks: 2, bytes: 10 }

  resolveStreamOptions('streamifyResponse', { lateError: 'trailer' }).onLateError(late)
  assert.equal(log.mock.callCount(), 0, 'the runtime logs it')
  resolveStreamOptions('streamifyResponse', { lateError: 'end' }).onLateError(late)
  resolveStreamOptions('streamifyResponse', {}).onEarlyError({ code: 'app.internal', error, statusCode: 500 })
  resolveStreamOptions('streamifyResponse', {}).onEarlyError({
    code: 'app.not_found',
    error,
    statusCode: 404,
  })

  assert.deepEqual(
    log.mock.calls.map(({ arguments: [message] }) => message),
    ['response failed after 2 chunks, 10 bytes: app.internal', 'answered with status 500: app.internal'],
  )
})
