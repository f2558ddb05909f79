import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ensureTable } from 'apptheory-middy/services/rate-limiter/dynamodb'
import {
  buildHttpApiV2Event,
  createTestEnv,
  FakeDynamoDB,
  type FakeDynamoDBServer,
} from 'apptheory-middy/testkit'

let store: FakeDynamoDBServer

before(async () => {
  const dynamodb = new FakeDynamoDB()
  await ensureTable(dynamodb.client(), { tableName: 'rate-limits' })
  store = await dynamodb.listen()
  Object.assign(process.env, {
    RATE_LIMIT_TABLE_NAME: 'rate-limits',
    AWS_ENDPOINT_URL_DYNAMODB: store.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
})
after(() => store.close())

test('a caller has 100 requests a minute, and the next minute 100 more', async (t) => {
  // The function is the one that is deployed: it takes its time from the machine.
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-03-01T09:00:15Z') })
  const { handler } = await import('./handler.ts')
  const { invoke } = createTestEnv()
  const ann = buildHttpApiV2Event({ routeKey: 'GET /', sourceIp: '198.51.100.7', query: { name: 'Ann' } })
  const bob = buildHttpApiV2Event({ routeKey: 'GET /', sourceIp: '198.51.100.8' })

  const remaining: (string | undefined)[] = []
  for (let i = 0; i < 100; i++) {
    const { statusCode, headers } = await invoke(handler, ann)
    assert.equal(statusCode, 200)
    remaining.push(headers['x-ratelimit-remaining'])
  }
  assert.deepEqual(
    remaining,
    remaining.map((_, i) => String(99 - i)),
  )
  const denied = await invoke(handler, ann)
  assert.deepEqual([denied.statusCode, denied.headers['retry-after']], [429, '45'])
  assert.deepEqual((await invoke(handler, bob)).json(), { hello: 'world' })

  t.mock.timers.tick(45_000)
  assert.deepEqual((await invoke(handler, ann)).json(), { hello: 'Ann' })
})
