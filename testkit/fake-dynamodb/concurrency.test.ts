import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { ManualClock } from '../manual-clock.ts'
import { setUp } from './fake-tables.helper.ts'

const CLIENTS = 64
const TableName = 'counters'

/** Reads, and writes only if nobody has written since; again until it is done. */
async function incrementOnce(client: DynamoDBClient): Promise<void> {
  const Key = { pk: { S: 'shared' } }
  for (;;) {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))
    const seen = Item?.['n']?.N ?? '0'
    try {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: 'SET n = :next',
          ConditionExpression: 'attribute_not_exists(n) OR n = :seen',
          ExpressionAttributeValues: { ':seen': { N: seen }, ':next': { N: String(Number(seen) + 1) } },
        }),
      )
      return
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
    }
  }
}

test('64 clients that increment one item under a condition lose no update', async () => {
  const { fake } = await setUp()
  const clients = Array.from({ length: CLIENTS }, () => fake.client())
  await Promise.all(clients.map(incrementOnce))
  assert.deepEqual(fake.items(TableName), [{ pk: { S: 'shared' }, n: { N: String(CLIENTS) } }])
  const done = fake.log.requests('UpdateItem').filter(({ outcome }) => outcome === 'ok')
  assert.equal(done.length, CLIENTS)
})

test('64 overlapping transactions are all or nothing, and every conflict is a real overlap', async () => {
  const clock = new ManualClock()
  const { fake } = await setUp({ clock })
  fake.latencyMs = 10
  const pairs = Array.from({ length: CLIENTS }, (_, i) => [i % 16, (i * 7 + 1) % 16] as const)
  const outcomes = Promise.all(
    pairs.map(async ([from, to], i) => {
      if (from === to) return 'skipped'
      const client = fake.client({ maxAttempts: 1 })
      const transfer = (account: number, amount: number) => ({
        Update: {
          TableName,
          Key: { pk: { S: `account-${account}` } },
          UpdateExpression: 'ADD balance :amount, moves :one',
          ExpressionAttributeValues: { ':amount': { N: String(amount) }, ':one': { N: '1' } },
        },
      })
      await new Promise<void>((resolve) => clock.schedule(i % 8, resolve))
      try {
        await client.send(
          new TransactWriteItemsCommand({ TransactItems: [transfer(from, -i), transfer(to, i)] }),
        )
        return 'ok'
      } catch (error) {
        assert.ok(error instanceof TransactionCanceledException)
        assert.ok(error.CancellationReasons?.some(({ Code }) => Code === 'TransactionConflict'))
        return 'conflict'
      }
    }),
  )
  for (let ms = 0; ms < 40; ms++) await clock.advanceAsync(1)
  const ended = await outcomes
  const accounts = fake.items(TableName)
  const sum = (attribute: string) =>
    accounts.reduce((total, account) => total + Number((account[attribute] as { N: string }).N), 0)
  const done = ended.filter((outcome) => outcome === 'ok').length
  assert.equal(sum('balance'), 0, 'no transfer is half done')
  assert.equal(sum('moves'), 2 * done, 'no transfer is done twice or lost')
  assert.ok(done > 0 && ended.includes('conflict'))
})

test('64 transactions one after another never conflict', async () => {
  const { fake, client } = await setUp()
  await Promise.all(
    Array.from({ length: CLIENTS }, () =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: ['a', 'b', 'c'].map((pk) => ({
            Update: {
              TableName,
              Key: { pk: { S: pk } },
              UpdateExpression: 'ADD n :one',
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          })),
        }),
      ),
    ),
  )
  assert.deepEqual(
    fake.items(TableName).map(({ n }) => n),
    [{ N: '64' }, { N: '64' }, { N: '64' }],
  )
})
