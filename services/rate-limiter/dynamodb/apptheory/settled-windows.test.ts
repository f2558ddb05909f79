import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, ManualClock } from '../../../../testkit/index.ts'
import { multiWindow } from '../../strategy/multi-window.ts'
import { DynamoDBRateLimiter } from '../dynamodb-rate-limiter.ts'
import { ensureTable } from '../table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const minute = 'ann#1772359200#2026-03-01T10:00:00Z_1m0s'

async function setUp() {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  await ensureTable(client, { tableName: 'limits' })
  const strategy = multiWindow([
    { windowMs: 60_000, limit: 3 },
    { windowMs: 3_600_000, limit: 4 },
  ])
  const host = () => new DynamoDBRateLimiter({ strategy, clock, client, tableName: 'limits' })
  const item = async (PK: string) => {
    const Key = { PK: { S: PK }, SK: { S: '/orders#GET' } }
    return (await client.send(new GetItemCommand({ TableName: 'limits', Key, ConsistentRead: true }))).Item
  }
  return { clock, fake, host, item }
}

test('several windows: items that were reset elsewhere are written again, with all attributes', async () => {
  const { host, item } = await setUp()
  const limiter = host()
  await limiter.checkAndIncrement(key)
  const first = await item(minute)
  await limiter.checkAndIncrement(key)
  await host().reset(key)
  assert.equal(await item(minute), undefined)

  const { allowed, currentCount } = await limiter.checkAndIncrement(key)
  assert.deepEqual({ allowed, currentCount }, { allowed: true, currentCount: 1 })
  assert.deepEqual(await item(minute), first)
})

test('several windows: later decisions count in all windows, and the limits hold', async () => {
  const { clock, host, item } = await setUp()
  const limiter = host()
  const admitted = []
  for (let i = 0; i < 4; i++) admitted.push((await limiter.checkAndIncrement(key)).allowed)
  clock.advance(60_000)
  for (let i = 0; i < 2; i++) admitted.push((await limiter.checkAndIncrement(key)).allowed)
  assert.deepEqual(admitted, [true, true, true, false, true, false])
  assert.equal((await item(minute))?.['count']?.N, '3')
  assert.equal((await item('ann#1772359200#2026-03-01T10:00:00Z_1h0m0s'))?.['count']?.N, '4')
})

test('several windows: a decision sends what it counts, and the attributes of an item once', async () => {
  const { fake, host } = await setUp()
  const limiter = host()
  const writesAttributes = []
  for (let i = 0; i < 3; i++) {
    fake.log.clear()
    await limiter.checkAndIncrement(key)
    const [transaction] = fake.log.requests().filter(({ operation }) => operation === 'TransactWriteItems')
    writesAttributes.push(JSON.stringify(transaction?.input).includes('windowType'))
  }
  assert.deepEqual(writesAttributes, [true, false, false])
})
