import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildHttpApiV2Event, createTestEnv } from '../../../testkit/index.ts'
import {
  byApiKeyId,
  byAuthorizer,
  bySourceIp,
  byTenant,
  defaultIdentity,
  firstOf,
} from './client-identity.ts'

const restEvent = (requestContext: object, headers: object = {}) => ({
  httpMethod: 'GET',
  resource: '/orders',
  headers,
  requestContext,
})
const albEvent = (forwarded: string) =>
  restEvent({ elb: { targetGroupArn: 'arn' } }, { 'x-forwarded-for': forwarded })

test('byAuthorizer knows the user of every kind of authorizer', () => {
  const cases: [unknown, string][] = [
    [buildHttpApiV2Event({ authorizer: { jwt: { claims: { sub: 'u1' }, scopes: null } } }), 'user:u1'],
    [buildHttpApiV2Event({ authorizer: { lambda: { principalId: 'p1' } } }), 'user:p1'],
    [
      buildHttpApiV2Event({ authorizer: { iam: { userArn: 'arn:aws:iam::1:user/a' } } }),
      'iam:arn:aws:iam::1:user/a',
    ],
    [restEvent({ authorizer: { principalId: 'p2' } }), 'user:p2'],
    [restEvent({ authorizer: { claims: { sub: 'u2' } } }), 'user:u2'],
    [restEvent({ identity: { userArn: 'arn:aws:iam::1:user/b' } }), 'iam:arn:aws:iam::1:user/b'],
  ]
  for (const [event, who] of cases) assert.equal(byAuthorizer(event), who)
})

test('users of one identity pool are told apart, although they share the ARN of a role', () => {
  const userArn = 'arn:aws:sts::1:assumed-role/pool/CognitoIdentityCredentials'
  const who = (cognitoIdentityId: string) =>
    byAuthorizer(restEvent({ identity: { userArn, cognitoIdentityId } }))
  assert.notEqual(who('us-east-1:a'), who('us-east-1:b'))
})

test('byApiKeyId names the key that API Gateway verified, and ignores what the caller wrote', () => {
  assert.equal(byApiKeyId(restEvent({ identity: { apiKeyId: 'k1' } })), 'apikey:k1')
  assert.equal(byApiKeyId(restEvent({ identity: {} }, { 'x-api-key': 'k1' })), undefined)
})

test('the same client is one identity, however its address is written', () => {
  const ip = bySourceIp()
  const same = [
    '198.51.100.7',
    '::ffff:198.51.100.7',
    '::ffff:c633:6407',
    '198.51.100.7:5123',
    '[::ffff:198.51.100.7]:443',
  ]
  for (const address of same) assert.equal(ip(albEvent(address)), 'ip:198.51.100.7', address)
  const network = [
    '2001:db8:0:ff00::1',
    '2001:0DB8::ff77:1:2:3:4',
    '2001:db8:0:ffff::9%eth0',
    '[2001:db8:0:ff01::1]:80',
  ]
  for (const address of network) assert.equal(ip(albEvent(address)), 'ip:2001:db8:0:ff00::', address)
})

test('ipv6Prefix says how much of an address names a client', () => {
  const whole = bySourceIp({ ipv6Prefix: 128 })
  assert.equal(whole(albEvent('2001:db8::1')), 'ip:2001:db8::1')
  assert.equal(bySourceIp({ ipv6Prefix: 32 })(albEvent('2001:db8:ffff::1')), 'ip:2001:db8::')
})

test('what a caller writes into X-Forwarded-For does not change who it is', () => {
  const spoofed = '10.0.0.1, 203.0.113.99, 198.51.100.7'
  assert.equal(bySourceIp()(albEvent(spoofed)), 'ip:198.51.100.7')
  const http = buildHttpApiV2Event({ sourceIp: '198.51.100.7', headers: { 'x-forwarded-for': spoofed } })
  assert.equal(bySourceIp()(http), 'ip:198.51.100.7')
})

test('trustedHops reads as far to the left as proxies of ours appended', () => {
  const behindCloudFront = buildHttpApiV2Event({
    sourceIp: '130.176.0.1',
    headers: { 'x-forwarded-for': 'spoofed, 198.51.100.7, 130.176.0.1' },
  })
  assert.equal(bySourceIp({ trustedHops: 1 })(behindCloudFront), 'ip:198.51.100.7')
  assert.equal(bySourceIp({ trustedHops: 1 })(albEvent('198.51.100.7')), undefined)
})

test('the edge of an edge-optimised REST API is not a proxy of ours', () => {
  const behindCloudFront = restEvent(
    { identity: { sourceIp: '130.176.0.1' } },
    { 'X-Forwarded-For': 'spoofed, 198.51.100.7, 130.176.0.1, 64.252.0.9' },
  )
  const hops = [0, 1].map((trustedHops) => bySourceIp({ trustedHops })(behindCloudFront))
  assert.deepEqual(hops, ['ip:130.176.0.1', 'ip:198.51.100.7'])
})

test('an address identifies the same caller each time, however many others came between', () => {
  const bySource = bySourceIp()
  const addresses = Array.from({ length: 2500 }, (_, i) => `2001:db8:${i.toString(16)}::1`)
  const identify = (address: string) => bySource(buildHttpApiV2Event({ sourceIp: address }))
  const first = addresses.map(identify)
  assert.equal(new Set(first).size, addresses.length)
  assert.deepEqual(addresses.map(identify), first)
  assert.equal(bySourceIp({ ipv6Prefix: 128 })(albEvent('2001:db8::1')), 'ip:2001:db8::1')
})

test('cloudFront reads the address that CloudFront states, without its port', () => {
  const viewer = (value: string | string[], cloudFront = true) =>
    bySourceIp({ cloudFront })(
      Array.isArray(value)
        ? { ...restEvent({}), headers: null, multiValueHeaders: { 'CloudFront-Viewer-Address': value } }
        : restEvent({ identity: { sourceIp: '130.176.0.1' } }, { 'CloudFront-Viewer-Address': value }),
    )
  const cases: [string | string[], string | undefined][] = [
    ['198.51.100.10:46532', 'ip:198.51.100.10'],
    [['198.51.100.10:1'], 'ip:198.51.100.10'],
    ['2001:db8:0:ff17::8a2e:46532', 'ip:2001:db8:0:ff00::'],
    ['2001:db8:0:ff00:1:2:3:4:80', 'ip:2001:db8:0:ff00::'],
    ['[2001:db8:0:ff01::1]:65535', 'ip:2001:db8:0:ff00::'],
    ['::ffff:198.51.100.10:5123', 'ip:198.51.100.10'],
    [['198.51.100.10:1', '198.51.100.11:2'], undefined],
    ['198.51.100.10:1, 198.51.100.11:2', undefined],
    ['2001:db8:0:ff00:1:2:3:4', undefined],
    ['unknown', undefined],
    [':80', undefined],
  ]
  for (const [value, who] of cases) assert.equal(viewer(value), who, String(value))
  assert.equal(viewer('198.51.100.10:46532', false), 'ip:130.176.0.1')
  assert.equal(bySourceIp({ cloudFront: true })(albEvent('198.51.100.7')), undefined)
  assert.equal(bySourceIp({ cloudFront: true })({ Records: [] }), undefined)
  const consoleTest = restEvent({ identity: { sourceIp: 'test-invoke-source-ip' } })
  assert.equal(bySourceIp({ cloudFront: true })(consoleTest), 'ip:test-invoke-source-ip')
})

test('property: any address behind CloudFront is the caller that it is without CloudFront', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6())
  fc.assert(
    fc.property(address, fc.integer({ min: 1, max: 65_535 }), (ip, port) => {
      const event = restEvent({}, { 'cloudfront-viewer-address': `${ip}:${port}` })
      assert.equal(bySourceIp({ cloudFront: true })(event), bySourceIp()(albEvent(ip)))
    }),
  )
  fc.assert(
    fc.property(fc.string(), (value) => {
      const identity = bySourceIp({ cloudFront: true })(restEvent({}, { 'cloudfront-viewer-address': value }))
      assert.match(identity ?? 'ip:', /^ip:[\da-f.:]*$/)
    }),
  )
})

test("the word of the console's test identifies nobody in X-Forwarded-For", () => {
  assert.equal(bySourceIp()(albEvent('test-invoke-source-ip')), undefined)
  assert.equal(bySourceIp()(albEvent('198.51.100.7, test-invoke-source-ip')), undefined)
})

test('a wrong option is a TypeError that names it', () => {
  assert.throws(() => bySourceIp({ ipv6Prefix: 0 }), { name: 'TypeError', message: /ipv6Prefix/ })
  assert.throws(() => bySourceIp({ trustedHops: -1 }), { name: 'TypeError', message: /trustedHops/ })
  const both = { cloudFront: true, trustedHops: 1 }
  assert.throws(() => bySourceIp(both), { name: 'TypeError', message: /'cloudFront' and 'trustedHops'/ })
})

test('firstOf asks in order', () => {
  const event = buildHttpApiV2Event({
    sourceIp: '198.51.100.7',
    authorizer: { jwt: { claims: { sub: 'u1' } } },
  })
  assert.equal(firstOf(byApiKeyId, bySourceIp(), byAuthorizer)(event), 'ip:198.51.100.7')
  assert.equal(firstOf()(event), undefined)
})

test('law: whatever the event, an identity is text or none, and never an exception', () => {
  const keys = fc.constantFrom(
    'requestContext',
    'http',
    'identity',
    'authorizer',
    'jwt',
    'claims',
    'sourceIp',
    'headers',
    'x-forwarded-for',
    'multiValueHeaders',
    'httpMethod',
    'elb',
    'iam',
    'userArn',
    'connectionId',
    '__proto__',
  )
  const { event } = fc.letrec<{ event: unknown }>((tie) => ({
    event: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, undefined, '', '::ffff:1.2.3.4%25', 'fe80::1%', '1.2.3', 7, Number.NaN, true),
      fc.string(),
      fc.array(tie('event'), { maxLength: 3 }),
      fc.dictionary(keys, tie('event'), { maxKeys: 6 }),
    ),
  }))
  fc.assert(
    fc.property(event, (strange) => {
      const who = defaultIdentity(strange)
      assert.ok(who === undefined || (typeof who === 'string' && who !== ''))
    }),
    { numRuns: 2000 },
  )
})

test('byTenant is the tenant of the invocation, for any event', () => {
  const { context } = createTestEnv()
  assert.equal(byTenant({ Records: [] }, context({ tenantId: 'acme' })), 'tenant:acme')
  for (const none of [context(), { tenantId: '' }, { tenantId: 5 }, undefined]) {
    assert.equal(byTenant({}, none), undefined)
  }
  const identity = firstOf(byAuthorizer, byTenant)
  assert.equal(identity({}, context({ tenantId: 'acme' })), 'tenant:acme')
})
