import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import fc from 'fast-check'
import { isAppTheoryError } from '../errors.ts'
import { rateLimitTable } from '../services/rate-limiter/dynamodb/index.ts'
import { fixedWindow } from '../services/rate-limiter/strategy/fixed-window.ts'
import {
  buildFunctionUrlEvent,
  buildHttpApiV2Event,
  FakeDynamoDB,
  lambdaContext,
  ManualClock,
  ManualIdGenerator,
} from '../testkit/index.ts'
import { byBearerToken, byHeader, bySourceIp, firstOf, rateLimit } from './rate-limit.ts'

const events = Number(process.env['RATE_LIMIT_EVENTS'] ?? 2000)
const secret = 'sk_live_51H8-very-secret'

/** Values that a caller might send where text is expected. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    ',',
    ',,,',
    '1.2.3',
    '::',
    '::1%eth0',
    'fe80::1%25',
    '[::1',
    '1.2.3.4:99999',
    '\r\nX: y',
    '\0',
    '__proto__',
  ),
  fc.constantFrom(
    '1.2.3.4, 5.6.7.8',
    '::ffff:10.0.0.1',
    '0x7f.1',
    '2130706433',
    '#'.repeat(3000),
    'é'.repeat(65_536 / 2),
  ),
  fc.constantFrom(null, undefined, 0, Number.NaN, true, [], {}, ['1.2.3.4'], [null, {}]),
)

const headers = fc.dictionary(
  fc.constantFrom(
    'x-forwarded-for',
    'X-Forwarded-For',
    'forwarded',
    'x-real-ip',
    'cf-connecting-ip',
    'host',
    '__proto__',
  ),
  hostile,
  { maxKeys: 4 },
)
const withSecrets = headers.map((given) => ({
  ...given,
  'x-api-key': secret,
  authorization: `Bearer ${secret}`,
}))

/** Addresses of real clients, written in several ways, and the one way in which they are known. */
const client = fc.constantFrom(
  ['198.51.100.7', 'ip:198.51.100.7'],
  ['::ffff:198.51.100.7', 'ip:198.51.100.7'],
  ['2001:db8:0:ff01::1', 'ip:2001:db8:0:ff00::'],
  ['2001:DB8:0:FF02:0:0:0:2', 'ip:2001:db8:0:ff00::'],
) as fc.Arbitrary<[string, string]>

interface HttpCase {
  readonly event: unknown
  readonly who: string
}

const httpCase: fc.Arbitrary<HttpCase> = fc
  .record({
    given: headers,
    source: client,
    shape: fc.constantFrom('http-api', 'function-url', 'rest', 'websocket', 'alb'),
  })
  .map(({ given, source: [address, who], shape }) => ({ who, event: eventOf(shape, address, given) }))

function eventOf(shape: string, sourceIp: string, given: Record<string, unknown>): unknown {
  if (shape === 'http-api')
    return { ...buildHttpApiV2Event({ sourceIp, routeKey: 'GET /a' }), headers: given }
  if (shape === 'function-url') return { ...buildFunctionUrlEvent({ sourceIp }), headers: given }
  const rest = { httpMethod: 'GET', resource: '/a', headers: given, multiValueHeaders: null }
  if (shape === 'rest')
    return { ...rest, requestContext: { identity: { sourceIp, apiKeyId: null, userArn: null } } }
  if (shape === 'websocket') {
    const requestContext = {
      connectionId: 'c=',
      eventType: 'MESSAGE',
      routeKey: 'send',
      identity: { sourceIp },
    }
    return { headers: given, requestContext }
  }
  // A load balancer appends the address of its peer to whatever the peer wrote.
  const { 'X-Forwarded-For': upper, 'x-forwarded-for': lower, ...others } = given
  const written = [upper, lower].filter((value) => typeof value === 'string')
  const forwarded = [...written, sourceIp].join(', ')
  return {
    ...rest,
    headers: { ...others, 'x-forwarded-for': forwarded },
    requestContext: { elb: { targetGroupArn: 'arn' } },
  }
}

const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ maxDepth: 3 }),
  fc.record({ Records: fc.array(fc.record({ body: hostile, eventSource: hostile }), { maxLength: 2 }) }),
  fc.record({
    httpMethod: hostile,
    headers: fc.oneof(withSecrets, hostile),
    requestContext: fc.oneof(hostile, fc.object({ maxDepth: 3 })),
  }),
  fc.record({
    version: hostile,
    routeKey: hostile,
    requestContext: fc.record({ http: hostile, authorizer: hostile, identity: hostile }),
  }),
)

test(`one identity per real client, whatever its headers are (RATE_LIMIT_EVENTS=${events})`, () => {
  const identify = bySourceIp()
  fc.assert(
    fc.property(httpCase, ({ event, who }) => assert.equal(identify(event), who)),
    { numRuns: events },
  )
})

test(`any of ${events} events gets a decision or a coded error, and no secret is stored`, async (t) => {
  const written: unknown[][] = []
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    t.mock.method(console, method, (...line: unknown[]) => written.push(line))
  }
  const clock = new ManualClock()
  const fake = new FakeDynamoDB({ clock, logLimit: 10 })
  await fake.client().send(new CreateTableCommand(rateLimitTable({ tableName: 'limits' })))
  const handler = middy(async () => ({ statusCode: 200, body: 'ok' })).use(
    rateLimit({
      strategy: fixedWindow({ windowMs: 60_000, limit: 3 }),
      client: fake.client(),
      tableName: 'limits',
      clock,
      failOpen: false,
      identify: firstOf(byHeader('x-api-key'), byBearerToken(), bySourceIp()),
    }),
  )
  const context = lambdaContext({ clock, ids: new ManualIdGenerator() })
  const anyEvent = fc.oneof(
    strange,
    httpCase.map(({ event }) => event),
  )
  await fc.assert(
    fc.asyncProperty(anyEvent, async (event) => {
      const outcome: unknown = await Promise.resolve(handler(event, context)).catch((error: unknown) => error)
      if (outcome instanceof Error) {
        assert.ok(isAppTheoryError(outcome), String(outcome.stack))
        assert.match(outcome.code, /^(rate_limiter\.(identity_missing|invalid_key)|app\.rate_limited)$/)
        assert.ok(!outcome.message.includes(secret))
      } else {
        assert.ok([200, 429].includes((outcome as { statusCode: number }).statusCode))
      }
    }),
    { numRuns: events },
  )
  const stored = JSON.stringify(fake.items('limits'))
  assert.ok(stored.length > 100, 'something was counted')
  assert.ok(!stored.includes(secret) && !JSON.stringify(written).includes(secret))
})
