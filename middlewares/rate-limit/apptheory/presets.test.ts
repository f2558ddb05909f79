import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { MemoryRateLimiter } from '../../../services/rate-limiter/memory/memory-rate-limiter.ts'
import { fixedWindow } from '../../../services/rate-limiter/strategy/fixed-window.ts'
import {
  buildAlbEvent,
  buildHttpApiV2Event,
  buildRestApiV1Event,
  buildSqsEvent,
  createTestEnv,
} from '../../../testkit/index.ts'
import {
  appTheoryIdentity,
  appTheoryNetHttp,
  appTheoryResource,
  appTheoryRuntime,
  rateLimit,
} from '../../rate-limit.ts'

const context = { functionName: 'orders', awsRequestId: 'req-1' } as Context

describe('appTheoryIdentity', () => {
  const identify = appTheoryIdentity()

  test('is the first of key, token, identity, tenant that is there', async () => {
    const jwt = { jwt: { claims: { sub: 'ann' }, scopes: [] } }
    const headers = { 'x-api-key': 'k', authorization: 'Bearer t', 'x-tenant-id': 'acme' }
    const { 'x-api-key': _, ...withoutKey } = headers
    const of = (event: object) => identify(event, context)
    assert.match(
      String(await of(buildHttpApiV2Event({ headers, authorizer: jwt }))),
      /^api_key:hmac-sha256:[0-9a-f]{64}$/,
    )
    assert.match(
      String(await of(buildHttpApiV2Event({ headers: withoutKey }))),
      /^bearer:hmac-sha256:[0-9a-f]{64}$/,
    )
    assert.equal(await of(buildHttpApiV2Event({ headers: { 'x-tenant-id': 'acme' } })), 'acme')
    assert.equal(await of(buildHttpApiV2Event()), 'anonymous')
    assert.equal(await of(buildSqsEvent()), 'anonymous')
  })

  test('reads one value on every trigger', async () => {
    const headers = { 'x-api-key': 'k' }
    const identifiers = [
      buildHttpApiV2Event({ headers }),
      buildRestApiV1Event({ headers }),
      buildAlbEvent({ headers }),
    ].map((event) => identify(event, context))
    assert.equal(new Set(identifiers).size, 1)
    assert.notEqual(identifiers[0], identify(buildHttpApiV2Event({ headers: { 'x-api-key': 'K' } }), context))
  })

  test('takes an identity and a tenant from functions, promises and thenables included', async () => {
    const event = buildHttpApiV2Event()
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested.
      then: (resolve: (value: string) => void) => resolve(' user:9 '),
    } as PromiseLike<string>
    assert.equal(await appTheoryIdentity({ authIdentity: () => ' user:7 ' })(event, context), 'user:7')
    assert.equal(await appTheoryIdentity({ authIdentity: async () => 'user:8' })(event, context), 'user:8')
    assert.equal(await appTheoryIdentity({ authIdentity: () => thenable })(event, context), 'user:9')
    const tenant = (): string => 'acme'
    assert.equal(await appTheoryIdentity({ authIdentity: async () => ' ', tenant })(event, context), 'acme')
    assert.equal(await appTheoryIdentity()(event, { ...context, tenantId: 'blue' }), 'blue')
  })
})

test('appTheoryResource is the path, whatever the stage of the route, and outside HTTP the function', () => {
  assert.equal(appTheoryResource(buildHttpApiV2Event({ path: '/orders/7' }), context), '/orders/7')
  assert.equal(appTheoryResource(buildRestApiV1Event({ path: '/orders/7' }), context), '/orders/7')
  assert.equal(appTheoryResource(buildSqsEvent(), context), 'orders')
})

describe('appTheoryNetHttp', () => {
  const identify = (
    options: Parameters<typeof appTheoryNetHttp>[0],
    headers: Record<string, string>,
  ): unknown =>
    appTheoryNetHttp(options).identify(buildHttpApiV2Event({ headers, sourceIp: '198.51.100.7' }), context)

  test('stores keys and tokens as they are, and with a secret their HMAC', () => {
    assert.equal(identify({}, { 'x-api-key': 'key-1' }), 'key-1')
    assert.equal(identify({}, { authorization: 'Bearer token-1' }), 'token-1')
    const hashed = identify({ secret: 's' }, { 'x-api-key': 'key-1' })
    assert.match(String(hashed), /^[0-9a-f]{64}$/)
    assert.notEqual(hashed, identify({ secret: 't' }, { 'x-api-key': 'key-1' }))
  })

  test('takes a path that cannot be decoded as it is', () => {
    const { resource } = appTheoryNetHttp()
    const of = (path: string): unknown =>
      typeof resource === 'function' && resource({ ...buildHttpApiV2Event(), rawPath: path }, context)
    assert.deepEqual(['/a%2', '/a%20b/', '/', '//'].map(of), ['/a%2', '/a b', '/', '/'])
  })
})

describe('a denial', () => {
  const denied = async (options: object, headers: Record<string, string> = {}) => {
    const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 0 }) })
    const handler = middy(async () => ({ statusCode: 200 })).use(rateLimit({ limiter, ...options }))
    const env = createTestEnv()
    env.ids.queue('req-1')
    const { statusCode, headers: sent, body } = await env.invoke(handler, buildHttpApiV2Event({ headers }))
    return { statusCode, sent, body }
  }

  test('of appTheoryRuntime is an envelope without headers of the limit', async () => {
    const envelope = (id: string): string =>
      `{"error":{"code":"app.rate_limited","message":"rate limited","request_id":"${id}"}}`
    const { statusCode, sent, body } = await denied(appTheoryRuntime())
    assert.deepEqual([statusCode, body], [429, envelope('req-1')])
    assert.deepEqual(sent, { 'content-type': 'application/json; charset=utf-8' })
    assert.equal((await denied(appTheoryRuntime(), { 'x-request-id': 'mine' })).body, envelope('mine'))
  })

  test('is otherwise, if an option after the spread says so', async () => {
    const { sent, body } = await denied({ ...appTheoryRuntime(), headers: 'x-ratelimit', body: 'apptheory' })
    assert.equal(sent['x-ratelimit-limit'], '0')
    assert.match(String(body), /rate_limit_exceeded/)
  })
})

test('a wrong option is a TypeError that names it', () => {
  const wrong: readonly (readonly [() => unknown, RegExp])[] = [
    [() => appTheoryIdentity({ tenant: 'acme' } as never), /tenant/],
    [() => appTheoryRuntime({ authIdentity: 1 } as never), /authIdentity/],
    [() => appTheoryRuntime({ nope: 1 } as never), /nope/],
    [() => appTheoryNetHttp({ secret: '' }), /secret/],
    [() => appTheoryNetHttp({ contextIdentifier: 'ann' } as never), /contextIdentifier/],
    [() => rateLimit({ ...appTheoryRuntime(), metadata: {} } as never), /metadata/],
  ]
  for (const [make, message] of wrong) assert.throws(make, { name: 'TypeError', message })
})
