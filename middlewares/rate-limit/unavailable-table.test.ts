import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { DynamoDBRateLimiter, rateLimitTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { createTestEnv } from '../../testkit/index.ts'
import { rateLimit } from '../rate-limit.ts'
import { event, strategy } from './options.helper.ts'

test('observe admits where the table fails, with failOpen false too', async () => {
  const errors: unknown[] = []
  const env = createTestEnv()
  const limit = rateLimit({
    ...{ strategy, mode: 'observe', failOpen: false, tableName: 'missing', clock: env.clock },
    client: env.dynamodb.client(),
    onDegraded: (error) => errors.push((error as Error).name),
  })
  const handler = middy(async () => 'ok').use(limit)
  const response = await env.invoke(handler, event)
  assert.deepEqual([response.statusCode, response.headers['x-ratelimit-limit']], [200, undefined])
  assert.deepEqual(errors, ['ResourceNotFoundException'])
})

test('fail-closed is answered with 503 and Retry-After, and never with 429', async () => {
  const env = createTestEnv()
  for (const withHandler of [false, true]) {
    const limit = rateLimit({ strategy, client: env.dynamodb.client(), tableName: 'absent', failOpen: false })
    const chain = middy(async () => 'ok').use(limit)
    if (withHandler) chain.use(httpErrorHandler({ logger: false }))
    const { statusCode, headers } = await env.invoke(chain, event)
    assert.deepEqual(
      [statusCode, headers['retry-after'], headers['x-ratelimit-limit']],
      [503, '1', undefined],
    )
  }
})

test('fail-open lets the request through, without made-up headers', async () => {
  const env = createTestEnv()
  const degraded: unknown[] = []
  const onDegraded = (error: unknown) => degraded.push(error)
  const limit = rateLimit({ strategy, client: env.dynamodb.client(), tableName: 'absent', onDegraded })
  const { statusCode, headers } = await env.invoke(middy(async () => 'ok').use(limit), event)
  assert.deepEqual([statusCode, headers['x-ratelimit-limit']], [200, undefined])
  assert.equal(degraded.length, 1)
})

for (const [whose, options] of [
  ['made of its options', {}],
  ['that was given', { limiter: true }],
] as const) {
  test(`onDegraded hears once of a refund that fails, with a limiter ${whose}`, async () => {
    const env = createTestEnv()
    const client = env.dynamodb.client({ maxAttempts: 1 })
    await client.send(new CreateTableCommand(rateLimitTable({ tableName: 'limits' })))
    const table = { strategy, client, tableName: 'limits' }
    const errors: unknown[] = []
    const handler = middy(async () => {
      env.dynamodb.inject({ error: 'connection-reset' })
      return 'ok'
    }).use(
      rateLimit({
        ...('limiter' in options ? { limiter: new DynamoDBRateLimiter(table) } : table),
        refundWhen: () => true,
        onDegraded: (error) => errors.push(error),
      }),
    )
    assert.equal((await env.invoke(handler, event)).statusCode, 200)
    assert.equal(errors.length, 1)
  })
}
