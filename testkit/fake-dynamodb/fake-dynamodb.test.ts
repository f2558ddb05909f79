import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { execPath } from 'node:process'
import { test } from 'node:test'
import {
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { ManualClock } from '../manual-clock.ts'
import { countersTable, orderKey, setUp } from './fake-tables.helper.ts'
import { FakeDynamoDB } from './index.ts'

test('options that do not exist or are out of range are refused by name', () => {
  assert.throws(() => new FakeDynamoDB({ lag: 1 } as never), { name: 'TypeError', message: /lag/ })
  assert.throws(() => new FakeDynamoDB({ latencyMs: -1 }), { name: 'TypeError', message: /latencyMs/ })
  assert.throws(() => new FakeDynamoDB({ gsiLagMs: Number.NaN }), { name: 'TypeError', message: /gsiLagMs/ })
  assert.throws(() => new FakeDynamoDB({ logLimit: 0 }), { name: 'TypeError', message: /logLimit/ })
  assert.throws(() => new FakeDynamoDB({ clock: {} as never }), { name: 'TypeError', message: /clock/ })
})

const onTheMachinesClock: Record<string, string> = {
  'an answer': `
    const fake = new FakeDynamoDB({ latencyMs: 1 })
    await fake.client().send(new ListTablesCommand())`,
  'a timeout': `
    const fake = new FakeDynamoDB()
    fake.inject({ error: 'hang' })
    const requestHandler = { requestTimeout: 1, throwOnRequestTimeout: true }
    await fake.client({ maxAttempts: 1, requestHandler }).send(new ListTablesCommand()).catch(() => {})`,
}

for (const [what, script] of Object.entries(onTheMachinesClock)) {
  test(`a process stays alive for ${what} on the machine's clock`, () => {
    const program = `
      import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
      import { FakeDynamoDB } from 'apptheory-middy/testkit'
      ${script}
      console.log('done')`
    const args = ['--input-type=module', '--eval', program]
    const stdio = ['ignore', 'pipe', 'inherit'] as const
    assert.equal(execFileSync(execPath, args, { encoding: 'utf8', stdio: [...stdio] }), 'done\n')
  })
}

test('one request, one write unit', async () => {
  const { client, fake } = await setUp()
  await client.send(
    new UpdateItemCommand({
      TableName: 'counters',
      Key: { pk: { S: 'a' } },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }),
  )
  assert.deepEqual(fake.log.totals(), { requests: 1, readUnits: 0, writeUnits: 1 })
  const [request] = fake.log.requests('UpdateItem')
  assert.deepEqual(request?.tables, ['counters'])
  assert.equal(request?.input['UpdateExpression'], 'ADD n :one')
  assert.equal(request?.outcome, 'ok')
  fake.log.clear()
  assert.deepEqual(fake.log.totals(), { requests: 0, readUnits: 0, writeUnits: 0 })
})

test('the log keeps the newest requests', async () => {
  const { client, fake } = await setUp({ logLimit: 3 })
  for (let i = 1; i <= 10; i++) {
    await client.send(new GetItemCommand({ TableName: 'counters', Key: { pk: { S: `c${i}` } } }))
  }
  assert.deepEqual(
    fake.log.requests().map(({ sequence }) => sequence),
    [8, 9, 10],
  )
})

test('a global index shows a write when its lag has passed, a local one at once', async () => {
  const clock = new ManualClock()
  const { client, fake } = await setUp({ clock, gsiLagMs: 50 })
  const put = (status: string) =>
    client.send(
      new PutItemCommand({
        TableName: 'orders',
        Item: { ...orderKey('a', 1), status: { S: status }, total: { N: '1' } },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    )
  const count = async (IndexName: string, name: string, value: string) => {
    const { Count } = await client.send(
      new QueryCommand({
        TableName: 'orders',
        IndexName,
        KeyConditionExpression: '#k = :v',
        ExpressionAttributeNames: { '#k': name },
        ExpressionAttributeValues: { ':v': { S: value } },
      }),
    )
    return Count
  }
  assert.equal((await put('new')).ConsumedCapacity?.CapacityUnits, 3)
  assert.deepEqual(
    [await count('by-status-only', 'status', 'new'), await count('by-total', 'pk', 'a')],
    [0, 1],
  )
  clock.advance(49)
  assert.equal((await put('paid')).ConsumedCapacity?.CapacityUnits, 3)
  assert.equal(await count('by-status-only', 'status', 'new'), 0)
  clock.advance(1)
  assert.equal(await count('by-status-only', 'status', 'new'), 1)
  clock.advance(49)
  assert.equal(await count('by-status-only', 'status', 'new'), 0)
  assert.equal(await count('by-status-only', 'status', 'paid'), 1)
  fake.gsiLagMs = 0
})

test('an expired item is read until it is swept', async () => {
  const clock = new ManualClock('2026-01-01T00:00:00Z')
  const { client, fake } = await setUp({ clock })
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: 'counters',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    }),
  )
  const now = clock.now() / 1000
  const sixYears = 6 * 365 * 24 * 3600
  fake.load('counters', [
    { pk: { S: 'expires' }, ttl: { N: String(now + 60) } },
    { pk: { S: 'later' }, ttl: { N: String(now + 3600) } },
    { pk: { S: 'long ago' }, ttl: { N: String(now - sixYears) } },
    { pk: { S: 'text' }, ttl: { S: '1' } },
    { pk: { S: 'never' } },
  ])
  clock.advance(60_000)
  assert.equal(fake.sweepExpired(), 0, 'not before the second is over')
  clock.advance(1)
  const get = new GetItemCommand({ TableName: 'counters', Key: { pk: { S: 'expires' } } })
  assert.ok((await client.send(get)).Item)
  fake.log.clear()
  assert.equal(fake.sweepExpired(), 1)
  assert.deepEqual(
    fake.items('counters').map(({ pk }) => pk),
    ['later', 'long ago', 'never', 'text'].map((S) => ({ S })),
  )
  assert.equal(fake.log.totals().requests, 0)
})

test('items come in the order of their keys, as plain copies', async () => {
  const { fake } = await setUp()
  fake.load('orders', [orderKey('b', 1), orderKey('a', 10), orderKey('a', -2), orderKey('a', 9)] as never)
  const items = fake.items('orders')
  assert.deepEqual(items, [orderKey('a', -2), orderKey('a', 9), orderKey('a', 10), orderKey('b', 1)])
  items[0] = { pk: { S: 'changed' } }
  assert.deepEqual(fake.items('orders')[0], orderKey('a', -2))
})

test('what PutItem would refuse cannot be loaded', async () => {
  const { fake } = await setUp()
  assert.throws(() => fake.load('counters', [{ pk: { N: '1' } }]), { name: 'ValidationException' })
  assert.throws(() => fake.load('nothing', []), { name: 'ResourceNotFoundException' })
})

test('reset forgets everything but the knobs', async () => {
  const { client, fake } = await setUp({ gsiLagMs: 5 })
  fake.inject({ error: 'throttle' })
  fake.reset()
  assert.equal(fake.log.totals().requests, 0)
  assert.throws(() => fake.items('counters'), { name: 'ResourceNotFoundException' })
  await client.send(new CreateTableCommand(countersTable))
  assert.deepEqual(fake.items('counters'), [])
  assert.equal(fake.gsiLagMs, 5)
})

test('clients share their fake, and fakes share nothing', async () => {
  const { fake, client } = await setUp()
  const other = await setUp()
  await fake.client().send(new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'a' } } }))
  const get = new GetItemCommand({ TableName: 'counters', Key: { pk: { S: 'a' } } })
  assert.ok((await client.send(get)).Item)
  assert.equal((await other.client.send(get)).Item, undefined)
})
