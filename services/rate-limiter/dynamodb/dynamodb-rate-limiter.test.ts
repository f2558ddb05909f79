import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { isAppTheoryError } from '../../../errors.ts'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { rateLimiterContract } from '../contract/rate-limiter.contract.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { rateLimitTable } from './table.ts'

const tableName = 'rate-limits'
const strategy = fixedWindow({ windowMs: 60_000, limit: 2 })
const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const now = '2026-03-01T10:00:15.250Z'

async function emptyTable(clock = new ManualClock(now)): Promise<FakeDynamoDB> {
  const fake = new FakeDynamoDB({ clock })
  await fake.client().send(new CreateTableCommand(rateLimitTable({ tableName })))
  fake.log.clear()
  return fake
}

const shared = await emptyTable()
for (const layout of ['apptheory', 'compact'] as const) {
  rateLimiterContract(`fake DynamoDB, layout ${layout}`, (options) => {
    return new DynamoDBRateLimiter({
      ...options,
      layout,
      client: shared.client(),
      tableName,
      failOpen: false,
    })
  })
}

test("an item is written as AppTheory's Go services write it", async () => {
  const clock = new ManualClock(now)
  const fake = await emptyTable(clock)
  const limiter = new DynamoDBRateLimiter({ strategy, client: fake.client(), tableName, clock })
  await limiter.checkAndIncrement({ ...key, metadata: { plan: 'free' } })
  clock.advance(1000)
  await limiter.checkAndIncrement(key)

  assert.deepEqual(JSON.parse(JSON.stringify(fake.items(tableName))), [
    {
      PK: { S: 'ann#1772359200' },
      SK: { S: '/orders#GET' },
      identifier: { S: 'ann' },
      resource: { S: '/orders' },
      operation: { S: 'GET' },
      windowType: { S: '2026-03-01T10:00:00Z' },
      windowID: { S: '2026-03-01T10:00:00Z' },
      windowStart: { N: '1772359200' },
      count: { N: '2' },
      ttl: { N: String(1772359200 + 60 + 3600) },
      createdAt: { S: '2026-03-01T10:00:15.250000000Z' },
      updatedAt: { S: '2026-03-01T10:00:16.250000000Z' },
      metadata: { M: { plan: { S: 'free' } } },
    },
  ])
})

for (const layout of ['apptheory', 'compact'] as const) {
  test(`layout ${layout}: a key object that is changed counts as what it is then`, async () => {
    const fake = await emptyTable()
    const clock = new ManualClock(now)
    const limiter = new DynamoDBRateLimiter({ strategy, layout, client: fake.client(), tableName, clock })
    const reused = { ...key }
    for (const part of ['identifier', 'resource', 'operation'] as const) {
      await limiter.checkAndIncrement(reused)
      reused[part] = 'another'
      assert.equal((await limiter.checkAndIncrement(reused)).currentCount, 1, part)
    }
  })
}

test('one request and one write unit per decision, whatever it is', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = await emptyTable(clock)
  const limiter = new DynamoDBRateLimiter({ strategy, client: fake.client(), tableName, clock })
  for (const allowed of [true, true, false]) {
    fake.log.clear()
    assert.equal((await limiter.checkAndIncrement(key)).allowed, allowed)
    assert.deepEqual(fake.log.totals(), { requests: 1, readUnits: 0, writeUnits: 1 })
    assert.equal(fake.log.requests('UpdateItem').length, 1)
  }
})

test('a reply that is lost is not asked for again, so that a request never counts twice', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = await emptyTable(clock)
  const client = fake.client({ maxAttempts: 5 })
  const limiter = new DynamoDBRateLimiter({ strategy, client, tableName, clock })
  fake.inject({ error: 'connection-reset', when: 'after' })

  const decision = await limiter.checkAndIncrement(key)

  assert.equal(decision.degraded, 'store_error')
  assert.equal(fake.log.requests().length, 1)
  assert.equal((await limiter.getUsage(key)).windows[0]?.count, 1)
})

test('where the table fails, failOpen admits and says so', async () => {
  const fake = new FakeDynamoDB()
  const errors: unknown[] = []
  const onDegraded = (error: unknown): void => {
    errors.push(error)
    throw new Error('a hook that throws')
  }
  const limiter = new DynamoDBRateLimiter({ strategy, client: fake.client(), tableName, onDegraded })

  const { allowed, degraded } = await limiter.checkAndIncrement(key)

  assert.deepEqual([allowed, degraded], [true, 'store_error'])
  assert.equal((errors[0] as Error).name, 'ResourceNotFoundException')
})

test('onDegraded may be asynchronous: what it rejects with is ignored too', async (t) => {
  const unhandled = t.mock.fn()
  process.on('unhandledRejection', unhandled)
  t.after(() => process.off('unhandledRejection', unhandled))
  const onDegraded = async (): Promise<never> => Promise.reject(new Error('a hook that rejects'))
  const client = new FakeDynamoDB().client()
  const limiter = new DynamoDBRateLimiter({ strategy, client, tableName, onDegraded })

  assert.equal((await limiter.checkAndIncrement(key)).degraded, 'store_error')
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(unhandled.mock.callCount(), 0)
})

test('where the table fails, failOpen: false throws a coded error that says to retry', async () => {
  const client = new FakeDynamoDB().client()
  const limiter = new DynamoDBRateLimiter({ strategy, client, tableName, failOpen: false })
  await assert.rejects(limiter.checkAndIncrement(key), (error) => {
    assert.ok(isAppTheoryError(error, 'rate_limiter.unavailable'))
    assert.deepEqual([error.statusCode, error.retryable, error.headers], [503, true, { 'retry-after': '1' }])
    return true
  })
})

test('a wrong option is a TypeError that names it', () => {
  assert.throws(() => new DynamoDBRateLimiter({ strategy, tableNames: 'x' } as never), {
    name: 'TypeError',
    message: /'tableNames'/,
  })
  assert.throws(() => new DynamoDBRateLimiter({ strategy, ttlBufferMs: -1 }), {
    name: 'TypeError',
    message: /ttlBufferMs/,
  })
  assert.throws(() => new DynamoDBRateLimiter({ strategy, client: 5 as never }), {
    name: 'TypeError',
    message: /client/,
  })
})
