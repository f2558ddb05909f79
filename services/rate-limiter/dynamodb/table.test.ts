import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { layouts, strategiesWithLimit } from '../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { ensureTable } from './table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }

async function expiryOf(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }))
  return TimeToLiveDescription?.AttributeName
}

test('ensureTable makes the table and lets its items expire, once', async () => {
  const fake = new FakeDynamoDB()
  const client = fake.client()
  for (let time = 0; time < 2; time++) await ensureTable(client, { tableName: 'limits' })

  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'limits' }))
  assert.deepEqual(Table?.KeySchema, [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ])
  assert.equal(await expiryOf(client, 'limits'), 'ttl')
  const enabled = fake.log.requests('UpdateTimeToLive')
  assert.equal(enabled.length, 1)
})

test('the items of a table in PascalCase expire by TTL', async () => {
  const client = new FakeDynamoDB().client()
  await ensureTable(client, { tableName: 'limits', attributeNames: 'pascal' })
  assert.equal(await expiryOf(client, 'limits'), 'TTL')
})

for (const layout of layouts) {
  for (const [kind, strategy] of Object.entries(strategiesWithLimit(5))) {
    test(`an item expires in a table of its names, which cost no request: ${kind}, ${layout}`, async () => {
      const requests: number[] = []
      for (const attributeNames of ['camel', 'pascal'] as const) {
        const clock = new ManualClock('2026-03-01T10:00:00Z')
        const fake = new FakeDynamoDB({ clock })
        const client = fake.client()
        await ensureTable(client, { tableName: 'limits', attributeNames })
        const host = () =>
          new DynamoDBRateLimiter({ strategy, layout, attributeNames, client, tableName: 'limits', clock })
        const [one, other] = [host(), host()]
        for (const limiter of [one, other, one, one]) {
          const { allowed } = await limiter.checkAndIncrement(key)
          assert.equal(allowed, true)
          clock.advance(10)
        }
        requests.push(fake.log.requests().length)
        assert.notEqual(fake.items('limits').length, 0)
        clock.advance(30 * 86_400_000)
        fake.sweepExpired()
        assert.deepEqual(fake.items('limits'), [])
      }
      assert.equal(requests[0], requests[1])
    })
  }
}

test('ensureTable waits by the clock that it is given', async () => {
  const clock = new ManualClock()
  const fake = new FakeDynamoDB({ clock })
  await ensureTable(fake.client(), { tableName: 'limits', clock })
  assert.equal(await expiryOf(fake.client(), 'limits'), 'ttl')
  await assert.rejects(ensureTable(fake.client(), { clock: {} as ManualClock }), /ensureTable.*'clock'/)
})

test('several that ensure the same table at once all succeed', async () => {
  const client = new FakeDynamoDB().client()
  await Promise.all([1, 2, 3].map(() => ensureTable(client, { tableName: 'limits' })))
  assert.equal(await expiryOf(client, 'limits'), 'ttl')
})

test('an error that is not an answer to being late is passed on', async () => {
  const fake = new FakeDynamoDB()
  fake.inject({ error: 'internal-error', operation: ['CreateTable'], times: 10 })
  await assert.rejects(ensureTable(fake.client({ maxAttempts: 1 }), { tableName: 'limits' }), {
    name: 'InternalServerError',
  })
})
