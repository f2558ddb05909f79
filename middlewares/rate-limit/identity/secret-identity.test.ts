import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { buildHttpApiV2Event } from '../../../testkit/index.ts'
import { byBearerToken, byHeader } from './secret-identity.ts'

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex')

test('byHeader knows a header in any case by its hash, never by its value', () => {
  const who = byHeader('X-Tenant')(buildHttpApiV2Event({ headers: { 'x-tenant': 'acme' } }))
  assert.equal(who, `header:x-tenant:${sha256('acme')}`)
  assert.equal(byHeader('x-tenant')(buildHttpApiV2Event()), undefined)
})

test('with a secret the hash is an HMAC', () => {
  const event = buildHttpApiV2Event({ headers: { authorization: 'Bearer abc.def' } })
  assert.equal(
    byBearerToken({ secret: 's' })(event),
    `bearer:${createHmac('sha256', 's').update('abc.def').digest('hex')}`,
  )
  assert.equal(byBearerToken()(event), `bearer:${sha256('abc.def')}`)
})

test('byBearerToken takes no other scheme', () => {
  for (const authorization of ['Basic abc', 'Bearer', 'Bearer ', 'abc']) {
    assert.equal(byBearerToken()(buildHttpApiV2Event({ headers: { authorization } })), undefined)
  }
})

test('a wrong option is a TypeError that names it', () => {
  assert.throws(() => byHeader(''), { name: 'TypeError', message: /name/ })
  assert.throws(() => byBearerToken({ secret: '' }), { name: 'TypeError', message: /secret/ })
})
