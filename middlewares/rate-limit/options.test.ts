import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { isAppTheoryError } from '../../errors.ts'
import { rateLimitTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { MemoryRateLimiter } from '../../services/rate-limiter/memory/memory-rate-limiter.ts'
import type { LimitDecision } from '../../services/rate-limiter/rate-limiter.ts'
import { multiWindow } from '../../services/rate-limiter/strategy/multi-window.ts'
import {
  buildAlbEvent,
  buildHttpApiV2Event,
  buildRestApiV1Event,
  createTestEnv,
} from '../../testkit/index.ts'
import { rateLimit } from '../rate-limit.ts'
import { event, setUp, statuses, strategy } from './options.helper.ts'

test('skip leaves a request uncounted and without headers', async () => {
  const { env, limit } = setUp({ skip: async ({ event: e }) => (e as typeof event).rawPath === '/health' })
  const handler = middy(async () => 'ok').use(limit)
  const health = buildHttpApiV2Event({ path: '/health', routeKey: 'GET /orders' })
  assert.deepEqual(await statuses(env, handler, 5, health), [200, 200, 200, 200, 200])
  assert.deepEqual(await statuses(env, handler, 3), [200, 200, 429])
  assert.equal((await env.invoke(handler, health)).headers['x-ratelimit-limit'], undefined)
})

test('cost says how much a request spends; an invalid one is a coded error', async () => {
  const { env, limit } = setUp({
    cost: ({ event: e }) => Number((e as typeof event).queryStringParameters?.['n']),
  })
  const handler = middy(async () => 'ok').use(limit)
  assert.deepEqual(await statuses(env, handler, 2, buildHttpApiV2Event({ query: { n: '2' } })), [200, 429])
  const failing = env.invoke(handler, buildHttpApiV2Event({ query: { n: 'many' } }))
  await assert.rejects(failing, (error) => isAppTheoryError(error, 'rate_limiter.invalid_cost'))
})

test('refundWhen gives back after a response, after an error, and only once', async () => {
  const { env, limiter, limit } = setUp({
    refundWhen: ({ response, error }) =>
      Boolean(error) || (response as { statusCode: number }).statusCode >= 500,
  })
  const key = { identifier: 'ip:203.0.113.7', resource: 'GET /orders', operation: 'GET' }
  const spent = async () => (await limiter.getUsage(key)).windows[0]?.count

  await env.invoke(middy(async () => ({ statusCode: 503, body: '' })).use(limit), event)
  assert.equal(await spent(), 0)
  await env.invoke(middy(async () => ({ statusCode: 200, body: '' })).use(limit), event)
  assert.equal(await spent(), 1)
  const failing = async (): Promise<string> => Promise.reject(new Error('broken'))
  await env.invoke(
    middy(failing)
      .use(limit)
      .use(httpErrorHandler({ logger: false })),
    event,
  )
  assert.equal(await spent(), 1)
  const failsLate = middy(async () => ({ statusCode: 500, body: '' }))
    .use({ after: () => Promise.reject(new Error('late')) })
    .use(limit)
  await assert.rejects(env.invoke(failsLate, event))
  assert.equal(await spent(), 1)
})

test('resource and operation may be given, or made of the event', async () => {
  const { env, limiter, limit } = setUp({
    resource: 'orders',
    operation: (e) => ((e as typeof event).requestContext.http.method === 'GET' ? 'read' : 'write'),
  })
  await env.invoke(middy(async () => 'ok').use(limit), event)
  const { windows } = await limiter.getUsage({
    identifier: 'ip:203.0.113.7',
    resource: 'orders',
    operation: 'read',
  })
  assert.equal(windows[0]?.count, 1)
})

test('a caller that makes methods up, as a load balancer allows, gets no new limit for each', async () => {
  const { env, limit } = setUp()
  const handler = middy(async () => 'ok').use(limit)
  const seen: number[] = []
  for (const method of ['CAT', 'DOG', 'get', 'GET', 'MADE-UP'])
    seen.push((await env.invoke(handler, buildAlbEvent({ method }))).statusCode)
  assert.deepEqual(seen, [200, 200, 429, 200, 429])
})

test('identify may take its time, and see the context', async () => {
  const { env, limiter, limit } = setUp({ identify: async (_, { functionName }) => `of-${functionName}` })
  await env.invoke(middy(async () => 'ok').use(limit), event)
  const key = { identifier: 'of-test-function', resource: 'GET /orders', operation: 'GET' }
  assert.equal((await limiter.getUsage(key)).windows[0]?.count, 1)
})

test('observe reports what is over the limit, and denies nothing', async () => {
  const over: LimitDecision[] = []
  const { env, limit } = setUp({ mode: 'observe', onLimited: (decision) => over.push(decision) })
  const handler = middy(async () => 'ok').use(limit)
  assert.deepEqual(await statuses(env, handler, 4), [200, 200, 200, 200])
  assert.deepEqual(
    over.map(({ allowed, currentCount }) => [allowed, currentCount]),
    [
      [false, 2],
      [false, 2],
    ],
  )
  const { headers } = await env.invoke(handler, event)
  assert.deepEqual([headers['x-ratelimit-remaining'], headers['retry-after']], ['0', undefined])
})

test('hooks hear of every decision, and whatever they do disturbs nobody', async () => {
  const heard: string[] = []
  const { env, limit } = setUp({
    onAllowed: async () => {
      heard.push('allowed')
      throw new Error('a hook that rejects')
    },
    onLimited: () => {
      heard.push('limited')
      throw new Error('a hook that throws')
    },
  })
  assert.deepEqual(await statuses(env, middy(async () => 'ok').use(limit), 3), [200, 200, 429])
  assert.deepEqual(heard, ['allowed', 'allowed', 'limited'])
})

for (const place of ['alone', 'before http-error-handler']) {
  test(`${place}: body problem is problem+json that names the violated policy`, async () => {
    const { env, limit } = setUp({ body: 'problem', headers: 'draft' })
    const chain = middy(async () => 'ok').use(limit)
    if (place !== 'alone') chain.use(httpErrorHandler({ logger: false }))
    await statuses(env, chain, 2)
    const { statusCode, headers, json } = await env.invoke(chain, event)
    assert.deepEqual([statusCode, headers['content-type']], [429, 'application/problem+json'])
    assert.deepEqual(json(), {
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      title: 'Request cannot be satisfied as assigned quota has been exceeded',
      status: 429,
      'violated-policies': ['default'],
    })
    assert.equal(headers['ratelimit'], '"default";r=0;t=45')
  })
}

test('setToContext: false leaves the context as it is', async () => {
  const { env, limit } = setUp({ setToContext: false })
  const handler = middy(async (_: unknown, context: object) => ({
    statusCode: 200,
    body: String('rateLimit' in context),
  }))
  assert.equal((await env.invoke(handler.use(limit), event)).body, 'false')
})

test("Middy's options for AWS clients make, capture and renew the client", async () => {
  const env = createTestEnv()
  await env.dynamodb.client().send(new CreateTableCommand(rateLimitTable({ tableName: 'limits' })))
  const made: (string | undefined)[] = []
  class FakeClient {
    constructor(config: { credentials?: { accessKeyId: string } }) {
      made.push(config.credentials?.accessKeyId)
      Object.assign(this, {
        send: (command: never, options: never) => env.dynamodb.client().send(command, options),
      })
    }
  }
  const options = { strategy, tableName: 'limits', AwsClient: FakeClient as unknown as typeof DynamoDBClient }
  const captured: unknown[] = []
  const awsClientCapture = (client: DynamoDBClient) => {
    captured.push(client)
    return client
  }
  const capturing = rateLimit({ ...options, disablePrefetch: true, awsClientCapture })
  assert.equal(made.length, 0)
  assert.deepEqual(await statuses(env, middy(async () => 'ok').use(capturing), 2), [200, 200])
  assert.deepEqual([made.length, captured.length], [1, 1])

  let credentials = { accessKeyId: 'first' }
  const withRole = middy(async () => 'ok')
    .before(({ internal }) => {
      Object.assign(internal, { role: credentials })
    })
    .use(rateLimit({ ...options, awsClientAssumeRole: 'role' }))
  await statuses(env, withRole, 2)
  credentials = { accessKeyId: 'second' }
  await statuses(env, withRole, 1)
  assert.deepEqual(made.slice(1), ['first', 'second'])

  const misnamed = middy(async () => 'ok').use(rateLimit({ ...options, awsClientAssumeRole: 'rol' }))
  await assert.rejects(
    async () => misnamed(buildHttpApiV2Event(), env.context()),
    (error) => isAppTheoryError(error, 'app.internal') && /'rol'.*@middy\/sts/.test(error.message),
  )
  assert.equal(made.length, 3)
})

test('a wrong option is a TypeError that names it', () => {
  const limiter = new MemoryRateLimiter({ strategy })
  const wrong: [object, RegExp][] = [
    [{ limiter, cost: 0 }, /cost/],
    [{ limiter, headers: 'x' }, /headers/],
    [{ limiter, mode: 'soft' }, /mode/],
    [{ limiter, body: 'json' }, /body/],
    [{ limiter, failOpen: true }, /failOpen/],
    [{ limiter: {} }, /limiter/],
    [{ limiter, clock: {} }, /clock/],
    [{ strategy: { windowMs: 60_000, limit: 2 } }, /strategy/],
    [{ strategy, clock: {} }, /clock/],
    [{ strategy, client: {} }, /client/],
    [{ strategy, ids: {} }, /ids/],
    [{ strategy, layout: 'wide' }, /layout/],
    [{ strategy, timeoutMs: 0 }, /timeoutMs/],
    [{ strategy, circuitBreaker: { fails: 1 } }, /circuitBreaker/],
    [{ strategy, denyCache: { maxKeys: 1 } }, /denyCache/],
    [{ strategy, skip: true }, /skip/],
  ]
  for (const [options, message] of wrong)
    assert.throws(() => rateLimit(options as never), { name: 'TypeError', message })
})

test('body problem names every window that denied, and no other', async () => {
  const env = createTestEnv({ now: '2026-03-01T10:00:15.000Z' })
  const strategy = multiWindow([
    { windowMs: 1000, limit: 1, name: 's' },
    { windowMs: 60_000, limit: 1, name: 'm' },
    { windowMs: 3_600_000, limit: 5, name: 'h' },
  ])
  const limiter = new MemoryRateLimiter({ strategy, clock: env.clock })
  const chain = middy(async () => 'ok').use(rateLimit({ limiter, clock: env.clock, body: 'problem' }))

  await env.invoke(chain, event)
  const { json } = await env.invoke(chain, event)

  assert.deepEqual((json() as Record<string, unknown>)['violated-policies'], ['s', 'm'])
})

test('a refundWhen that throws neither loses the answer nor is asked again', async () => {
  let asked = 0
  const { env, limit } = setUp({
    refundWhen: () => {
      asked += 1
      throw new Error('refundWhen')
    },
  })
  const { statusCode } = await env.invoke(middy(async () => 'ok').use(limit), event)

  assert.deepEqual([statusCode, asked], [200, 1])
})

test('a response whose headers are null is answered, with the headers of the limit', async () => {
  const { env, limit } = setUp({})
  const handler = middy(async () => ({ statusCode: 200, headers: null, multiValueHeaders: null, body: 'x' }))

  const { statusCode, headers } = await env.invoke(handler.use(limit), event)

  assert.deepEqual([statusCode, headers['x-ratelimit-remaining']], [200, '1'])
})

test('the policy of a Lambda authorizer is returned as it is', async () => {
  const { limit } = setUp({})
  const policy = { principalId: 'ann', policyDocument: { Version: '2012-10-17', Statement: [] } }
  const authorizer = middy(async () => policy).use(limit)
  const { requestContext, headers, httpMethod } = buildRestApiV1Event()
  const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:api1234567/prod/GET/'

  const answer = await authorizer(
    { type: 'REQUEST', methodArn, requestContext, headers, httpMethod },
    createTestEnv().context(),
  )

  assert.deepEqual(answer, policy)
})
