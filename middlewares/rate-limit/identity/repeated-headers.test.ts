import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import middy from '@middy/core'
import fc from 'fast-check'
import { isAppTheoryError } from '../../../errors.ts'
import { MemoryRateLimiter } from '../../../services/rate-limiter/memory/memory-rate-limiter.ts'
import { fixedWindow } from '../../../services/rate-limiter/strategy/fixed-window.ts'
import { createTestEnv } from '../../../testkit/index.ts'
import {
  appTheoryIdentity,
  byBearerToken,
  byHeader,
  bySourceIp,
  firstOf,
  rateLimit,
} from '../../rate-limit.ts'

type Headers = Record<string, unknown>

const rest = (headers: Headers | null, multiValueHeaders: Headers | null) => ({
  httpMethod: 'GET',
  resource: '/orders',
  headers,
  multiValueHeaders,
  requestContext: { identity: { sourceIp: '198.51.100.7' } },
})

const loadBalancer = (headers: Headers | null, multiValueHeaders: Headers | null) => ({
  httpMethod: 'GET',
  path: '/orders',
  ...(headers && { headers }),
  ...(multiValueHeaders && { multiValueHeaders }),
  requestContext: { elb: { targetGroupArn: 'arn' } },
})

/** Ways in which a header arrives more than once. */
const repeated = (name: string, one: string, other: string): [string, object][] => [
  ['REST, a list', rest({ [name]: other }, { [name]: [one, other] })],
  ['REST, the same twice', rest({ [name]: one }, { [name]: [one, one] })],
  ['REST, two spellings', rest({ [name]: one, [name.toUpperCase()]: other }, null)],
  ['REST, two spellings of lists', rest(null, { [name]: [one], [name.toUpperCase()]: [other] })],
  ['REST, one value here and another there', rest({ [name]: one }, { [name]: [other] })],
  ['REST, an empty value first', rest({ [name]: other }, { [name]: ['', other] })],
  ['REST, a value that is not text', rest({ [name]: other }, { [name]: [7, other] })],
  ['load balancer, a list', loadBalancer(null, { [name]: [one, other] })],
  ['load balancer, two spellings', loadBalancer({ [name]: one, [name.toUpperCase()]: other }, null)],
  [
    'payload 2.0, joined',
    { version: '2.0', headers: { [name]: `${one},${other}` }, requestContext: { http: {} } },
  ],
]

describe('a credential header that arrives more than once', () => {
  for (const [way, event] of repeated('x-api-key', 'junk-1', 'valid')) {
    test(`${way}: byHeader and appTheoryIdentity do not take it`, () => {
      assert.equal(byHeader('X-Api-Key')(event), undefined)
      assert.equal(appTheoryIdentity()(event, createTestEnv().context()), 'anonymous')
    })
  }

  for (const [way, event] of repeated('authorization', 'Bearer junk', 'Bearer valid')) {
    test(`${way}: byBearerToken and appTheoryIdentity do not take it`, () => {
      assert.equal(byBearerToken()(event), undefined)
      assert.equal(appTheoryIdentity()(event, createTestEnv().context()), 'anonymous')
    })
  }

  test('firstOf goes on to the next identity', () => {
    const identity = firstOf(byHeader('x-api-key'), bySourceIp())
    assert.equal(identity(rest({ 'x-api-key': 'b' }, { 'x-api-key': ['a', 'b'] })), 'ip:198.51.100.7')
  })

  test('alone, it is an error with a code, and not a counter of its own', async () => {
    const env = createTestEnv()
    const limiter = new MemoryRateLimiter({
      strategy: fixedWindow({ windowMs: 1000, limit: 2 }),
      clock: env.clock,
    })
    const handler = middy(async () => 'ok').use(rateLimit({ limiter, identify: byHeader('x-api-key') }))
    for (let i = 0; i < 6; i++) {
      const event = rest({ 'x-api-key': 'valid' }, { 'x-api-key': [`junk-${i}`, 'valid'] })
      await assert.rejects(
        async () => handler(event, env.context()),
        (error) => isAppTheoryError(error, 'rate_limiter.identity_missing'),
      )
    }
  })

  test('no caller can choose which of its values counts', () => {
    const identity = byHeader('x-api-key')
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 4 }), (values) => {
        const last = values.at(-1)
        assert.equal(identity(rest({ 'x-api-key': last }, { 'x-api-key': values })), undefined)
        assert.equal(identity(rest({ 'x-api-key': values.join(',') }, null)), undefined)
      }),
    )
  })

  test('once, it identifies, however the trigger passes it', () => {
    const expected = byHeader('x-api-key')(rest({ 'X-API-KEY': 'valid' }, null))
    assert.match(expected ?? '', /^header:x-api-key:/)
    for (const event of [
      rest({ 'x-api-key': 'valid' }, { 'X-Api-Key': ['valid'] }),
      loadBalancer(null, { 'x-api-key': ['valid'] }),
      loadBalancer({ 'X-Api-Key': 'valid' }, null),
    ]) {
      assert.equal(byHeader('x-api-key')(event), expected)
    }
  })
})

test('byHeader with `list` takes all values, as one', () => {
  const identity = byHeader('accept', { list: true })
  const joined = identity(rest({ accept: 'text/html, text/plain' }, null))
  assert.equal(identity(rest(null, { accept: ['text/html', 'text/plain'] })), joined)
  assert.notEqual(identity(rest(null, { accept: ['text/plain', 'text/html'] })), joined)
  assert.equal(identity(rest({}, null)), undefined)
})

test('the console test of API Gateway has a source address of its own', () => {
  const event = { httpMethod: 'GET', requestContext: { identity: { sourceIp: 'test-invoke-source-ip' } } }
  assert.equal(bySourceIp()(event), 'ip:test-invoke-source-ip')
  const spoofed = {
    httpMethod: 'GET',
    headers: { 'x-forwarded-for': 'test-invoke-source-ip' },
    requestContext: {},
  }
  assert.equal(bySourceIp()(spoofed), undefined)
})
