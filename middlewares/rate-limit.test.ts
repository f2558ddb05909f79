import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { format } from 'node:util'
import middy from '@middy/core'
import httpCors from '@middy/http-cors'
import { isAppTheoryError } from '../errors.ts'
import { MemoryRateLimiter } from '../services/rate-limiter/memory/memory-rate-limiter.ts'
import { fixedWindow } from '../services/rate-limiter/strategy/fixed-window.ts'
import { middyVersions } from '../test/middy-versions.ts'
import { buildFunctionUrlEvent, buildHttpApiV2Event, createTestEnv, type TestEnv } from '../testkit/index.ts'
import { callHandler } from '../testkit/invokers/lambda-handler.ts'
import { RateLimitExceededError } from './rate-limit/denial.ts'
import { type RateLimitContext, type RateLimitMiddlewareOptions, rateLimit } from './rate-limit.ts'

const deniedBody = { error: 'rate_limit_exceeded', message: 'Too many requests. Please retry later.' }
const event = buildHttpApiV2Event({ path: '/orders', routeKey: 'GET /orders' })
const quiet = { logger: () => {} }

function setUp(
  limit = 1,
  options: RateLimitMiddlewareOptions = {},
): { env: TestEnv; limit: ReturnType<typeof rateLimit> } {
  const env = createTestEnv({ now: '2026-03-01T10:00:15.000Z' })
  const limiter = new MemoryRateLimiter({
    strategy: fixedWindow({ windowMs: 60_000, limit }),
    clock: env.clock,
  })
  return { env, limit: rateLimit({ limiter, clock: env.clock, ...options }) }
}

for (const { version, chain, errorHandler } of middyVersions) {
  describe(`rateLimit on ${version}`, () => {
    test('an admitted response says how much is left', async () => {
      const { env, limit } = setUp(2)
      const made = async () => ({ statusCode: 201, headers: { 'X-Own': 'kept' }, body: 'made' })
      const handler = chain(made, limit)

      const { statusCode, headers, body } = await env.invoke(handler, event)

      assert.deepEqual([statusCode, body], [201, 'made'])
      assert.deepEqual(headers, {
        'x-own': 'kept',
        'x-ratelimit-limit': '2',
        'x-ratelimit-remaining': '1',
        'x-ratelimit-reset': String(Date.UTC(2026, 2, 1, 10, 1) / 1000),
      })
    })

    const places: Record<string, (limit: object) => object[]> = {
      alone: (limit) => [limit],
      'after http-error-handler': (limit) => [errorHandler(quiet), limit],
      'before http-error-handler': (limit) => [limit, errorHandler(quiet)],
    }
    for (const [place, around] of Object.entries(places)) {
      test(`${place}: a denied request is answered with 429, Retry-After and the body`, async () => {
        const { env, limit } = setUp(1)
        const handler = chain(async () => 'ok', ...around(limit))
        await env.invoke(handler, event)

        const denied = await env.invoke(handler, event)

        assert.equal(denied.statusCode, 429)
        assert.deepEqual(denied.json(), deniedBody)
        assert.equal(denied.headers['content-type'], 'application/json')
        assert.equal(denied.headers['retry-after'], '45')
        assert.equal(denied.headers['x-ratelimit-remaining'], '0')
      })
    }

    test('what other middlewares do in onError reaches a denied response', async () => {
      const { env, limit } = setUp(0)
      const handler = chain(async () => 'never', httpCors({ origin: 'https://app.example' }), limit)

      const denied = await env.invoke(
        handler,
        buildHttpApiV2Event({ headers: { origin: 'https://app.example' } }),
      )

      assert.equal(denied.statusCode, 429)
      assert.equal(denied.headers['access-control-allow-origin'], 'https://app.example')
    })

    test("the response that an error handler made of the handler's error carries the headers", async () => {
      const { env, limit } = setUp(5)
      const failing = async (): Promise<string> => {
        throw Object.assign(new Error('teapot'), { statusCode: 418 })
      }
      const handler = chain(failing, limit, errorHandler(quiet))

      const { statusCode, headers } = await env.invoke(handler, event)

      assert.deepEqual([statusCode, headers['x-ratelimit-remaining']], [418, '4'])
    })

    test('an error of other code still fails the invocation', async () => {
      const { env, limit } = setUp(5)
      const failing = async (): Promise<string> => {
        throw new Error('broken')
      }
      await assert.rejects(env.invoke(chain(failing, limit), event), { message: 'broken' })
    })

    test('the handler finds the decision in its context', async () => {
      const { env, limit } = setUp(3)
      const handler = chain(async (_event, { rateLimit }: RateLimitContext) => rateLimit, limit)
      const { currentCount, allowed } = (await env.invoke(handler, event)).json() as Record<string, unknown>
      assert.deepEqual([currentCount, allowed], [1, true])
    })

    test('two limits in one chain both hold', async () => {
      const env = createTestEnv()
      const limiterOf = (limit: number, windowMs: number) =>
        rateLimit({
          limiter: new MemoryRateLimiter({ strategy: fixedWindow({ windowMs, limit }), clock: env.clock }),
        })
      const handler = chain(async () => 'ok', limiterOf(3, 3_600_000), limiterOf(2, 1000))

      const statusCodes: number[] = []
      for (const wait of [0, 0, 0, 1000, 1000]) {
        env.clock.advance(wait)
        statusCodes.push((await env.invoke(handler, event)).statusCode)
      }

      // The third was counted by the first limit before the second denied it.
      assert.deepEqual(statusCodes, [200, 200, 429, 429, 429])
    })

    for (const withHandler of [false, true]) {
      for (const place of ['outer', 'inner']) {
        const company = withHandler ? 'beside' : 'without'
        test(`the ${place} of two limits denies with its headers, ${company} error handler`, async () => {
          const { env, limit } = setUp(1)
          const roomy = rateLimit({
            limiter: new MemoryRateLimiter({
              strategy: fixedWindow({ windowMs: 60_000, limit: 9 }),
              clock: env.clock,
            }),
          })
          const limits = place === 'outer' ? [limit, roomy] : [roomy, limit]
          const handler = chain(async () => 'ok', ...limits, ...(withHandler ? [errorHandler(quiet)] : []))

          await env.invoke(handler, event)
          const { statusCode, headers } = await env.invoke(handler, event)

          assert.equal(statusCode, 429)
          assert.deepEqual(
            [headers['x-ratelimit-limit'], headers['x-ratelimit-remaining'], headers['retry-after']],
            ['1', '0', '45'],
          )
        })
      }
    }
  })
}

test('a bare response becomes what API Gateway would have made of it', async () => {
  const cases: [unknown, string][] = [
    ['hello', 'hello'],
    [{ id: 7 }, '{"id":7}'],
    [undefined, 'null'],
    [['a'], '["a"]'],
  ]
  for (const [returned, body] of cases) {
    const { env, limit } = setUp(9)
    const outcome = await env.invoke(middy(async () => returned).use(limit), event)
    assert.deepEqual([outcome.statusCode, outcome.body], [200, body])
    assert.equal(outcome.headers['content-type'], 'application/json')
    assert.equal(outcome.headers['x-ratelimit-remaining'], '8')
  }
})

test('a response that is streamed keeps its body, untouched', async () => {
  const { env, limit } = setUp(9)
  const body = new ReadableStream()
  for (const returned of [{ statusCode: 200, body }, body]) {
    const response = await middy(async () => returned).use(limit)(event, env.context())
    assert.equal((response as { body: unknown }).body, body)
  }
})

test('a frozen response is not changed, a header in other case is replaced', async () => {
  const { env, limit } = setUp(9)
  const response = Object.freeze({
    statusCode: 200,
    headers: Object.freeze({ 'X-RateLimit-Limit': '1' }),
    body: '',
  })
  const { headers } = await env.invoke(middy(async () => response).use(limit), event)
  assert.equal(headers['x-ratelimit-limit'], '9')
})

test('behind a load balancer with multi-value headers they are written as lists', async () => {
  const { env, limit } = setUp(1)
  const albEvent = {
    requestContext: { elb: { targetGroupArn: 'arn' } },
    httpMethod: 'GET',
    path: '/',
    multiValueHeaders: { 'x-forwarded-for': ['198.51.100.4'] },
  }
  const handler = middy(async () => ({
    statusCode: 200,
    multiValueHeaders: { A: ['1', '2'] },
    body: '',
  })).use(limit)
  const response = (await handler(albEvent, env.context())) as { multiValueHeaders: object }
  assert.deepEqual(response.multiValueHeaders, {
    A: ['1', '2'],
    'x-ratelimit-limit': ['1'],
    'x-ratelimit-remaining': ['0'],
    'x-ratelimit-reset': [String(Date.UTC(2026, 2, 1, 10, 1) / 1000)],
  })
})

test('callers are told apart by address, and share one counter within an IPv6 network', async () => {
  const { env, limit } = setUp(1)
  const handler = middy(async () => 'ok').use(limit)
  const statusFrom = async (sourceIp: string) =>
    (await env.invoke(handler, buildFunctionUrlEvent({ sourceIp }))).statusCode

  assert.equal(await statusFrom('198.51.100.1'), 200)
  assert.equal(await statusFrom('198.51.100.2'), 200)
  assert.equal(await statusFrom('::ffff:198.51.100.1'), 429)
  assert.equal(await statusFrom('2001:db8:1:ff00::1'), 200)
  assert.equal(await statusFrom('2001:db8:1:ff77::2'), 429)
  assert.equal(await statusFrom('2001:db8:2::1'), 200)
})

test('routes and methods have counters of their own', async () => {
  const { env, limit } = setUp(1)
  const handler = middy(async () => 'ok').use(limit)
  const statusOf = async (routeKey: string, method: string) =>
    (await env.invoke(handler, buildHttpApiV2Event({ routeKey, method }))).statusCode

  assert.deepEqual(
    [
      await statusOf('GET /a', 'GET'),
      await statusOf('ANY /a', 'GET'),
      await statusOf('ANY /a', 'POST'),
      await statusOf('ANY /a', 'POST'),
    ],
    [200, 200, 200, 429],
  )
})

test('an event without an identity of the caller is a coded error', async () => {
  for (const strange of [
    null,
    {},
    [],
    'text',
    7,
    { httpMethod: 'GET' },
    { requestContext: null, Records: [] },
  ]) {
    const { env, limit } = setUp(1)
    const invocation = middy(async () => 'ok').use(limit)(strange, env.context())
    await assert.rejects(invocation, (error) => isAppTheoryError(error, 'rate_limiter.identity_missing'))
  }
})

test('without HTTP, `identify` names the caller and a denial fails the invocation', async () => {
  const { env, limit } = setUp(1, { identify: (e) => (e as { source: string }).source })
  const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event' }
  const handler = middy(async () => 'done').use(limit)

  assert.equal(await handler(scheduled, env.context()), 'done')
  await assert.rejects(async () => handler(scheduled, env.context()), RateLimitExceededError)
})

test('a wrong option is a TypeError that names it', () => {
  const strategy = fixedWindow({ windowMs: 60_000, limit: 1 })
  const limiter = new MemoryRateLimiter({ strategy })
  const wrong: [object, RegExp][] = [
    [{}, /strategy/],
    [{ limiter, windowMs: 5 }, /'windowMs'/],
    [{ limiter, identify: 'ip' }, /identify/],
    [{ strategy, tabelName: 'x' }, /'tabelName'/],
    [{ strategy, failOpen: 'yes' }, /failOpen/],
    [{ strategy: fixedWindow({ windowMs: 500, limit: 1 }) }, /strategy/],
  ]
  for (const [options, message] of wrong)
    assert.throws(() => rateLimit(options), { name: 'TypeError', message })
})

test('an identity may be any thenable', async () => {
  // biome-ignore lint/suspicious/noThenProperty: the identity of a library that has promises of its own.
  const thenable = { then: (resolve: (who: string) => void) => resolve('ann') }
  const { env, limit } = setUp(1, { identify: () => thenable as never })
  const handler = middy(async () => 'ok').use(limit)
  const statusCodes = [await env.invoke(handler, event), await env.invoke(handler, event)]
  assert.deepEqual(
    statusCodes.map(({ statusCode }) => statusCode),
    [200, 429],
  )
})

test('a denial that an error handler logs is one line, without a stack trace', async (t) => {
  const lines: string[] = []
  t.mock.method(console, 'error', (...values: unknown[]) => lines.push(...format(...values).split('\n')))
  for (const { chain, errorHandler } of middyVersions) {
    const { env, limit } = setUp(0)
    const handler = chain(async () => 'never', limit, errorHandler())
    assert.equal((await env.invoke(handler, event)).statusCode, 429)
  }
  assert.ok(lines.length <= middyVersions.length, lines.join('\n'))
  for (const line of lines) assert.match(line, /^RateLimitExceededError: app\.rate_limited/)
})

for (const { version, chain, errorHandler } of middyVersions) {
  test(`${version}: a denied event without HTTP fails, though an error handler follows`, async () => {
    const { env, limit } = setUp(0, { identify: () => 'tenant-1' })
    const handler = chain(async () => 'never', limit, errorHandler(quiet))
    for (const denied of [
      { source: 'shop', 'detail-type': 'OrderPlaced', detail: {} },
      { Records: [{ eventSource: 'aws:sqs', body: '{}' }] },
    ]) {
      await assert.rejects(callHandler(handler, denied, env.context()), RateLimitExceededError)
    }
  })
}
