import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { ensureTable } from './table.ts'

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
