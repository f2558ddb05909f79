import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { isAppTheoryError } from '../../../errors.ts'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { connectionChannelsContract } from '../contract/connection-channels.contract.ts'
import { connectionRegistryContract } from '../contract/connection-registry.contract.ts'
import { connectionTable, ensureConnectionTable } from './connection-table.ts'
import { DynamoDBConnectionRegistry } from './dynamodb-connection-registry.ts'

const tableName = 'connections'
const shared = new FakeDynamoDB()
await ensureConnectionTable(shared.client(), { tableName })
const make = (options: { readonly clock: ManualClock }) =>
  new DynamoDBConnectionRegistry({ ...options, client: shared.client(), tableName })
connectionRegistryContract('fake DynamoDB', make)
connectionChannelsContract('fake DynamoDB', make)

const connection = {
  connectionId: 'abc=',
  endpoint: 'https://chat.example.com',
  tenantId: 'acme',
  channels: ['general'],
  userId: 'ann',
}

test('making the table twice is not an error, and the second time changes nothing', async () => {
  const fake = new FakeDynamoDB()
  await ensureConnectionTable(fake.client(), { tableName })
  await ensureConnectionTable(fake.client(), { tableName })
  assert.equal(fake.log.requests('UpdateTimeToLive').length, 1)
})

test('adding is one read and one transaction: its own item, and one for each channel and user', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  await ensureConnectionTable(fake.client(), { tableName })
  fake.log.clear()

  await new DynamoDBConnectionRegistry({ client: fake.client(), tableName, clock }).add(connection)

  assert.deepEqual(
    fake.log.requests().map(({ operation }) => operation),
    ['GetItem', 'TransactWriteItems'],
  )
  const items = JSON.parse(JSON.stringify(fake.items(tableName)))
  assert.deepEqual(items.map(({ PK }: { PK: { S: string } }) => PK.S).sort(), [
    'CHANNEL#acme#general',
    'CONNECTION#abc=',
    'USER#acme#ann',
  ])
  const ttl = String(Date.UTC(2026, 2, 1, 12, 10) / 1000)
  assert.deepEqual(new Set(items.map((item: { ttl: { N: string } }) => item.ttl.N)), new Set([ttl]))
})

test('after a failure between two transactions, the connection is in the channels it keeps', async () => {
  const fake = new FakeDynamoDB()
  const client = fake.client({ maxAttempts: 1 })
  await ensureConnectionTable(client, { tableName })
  const registry = new DynamoDBConnectionRegistry({ client, tableName })
  const channels = (from: number) => Array.from({ length: 90 }, (_, i) => `c${from + i}`)
  const membersOf = async (channel: string) => {
    const ids: string[] = []
    for await (const member of registry.byChannel({ tenantId: 'acme', channel }))
      ids.push(member.connectionId)
    return ids
  }
  await registry.add({ ...connection, channels: channels(0) })
  fake.log.clear()
  fake.inject({ error: 'internal-error', operation: 'TransactWriteItems', nth: 2 })

  const replacing = registry.add({ ...connection, channels: channels(80) })
  await assert.rejects(replacing, (error) => isAppTheoryError(error, 'websocket.unavailable'))
  assert.deepEqual(
    [await membersOf('c0'), await membersOf('c80'), await membersOf('c90')],
    [[], ['abc='], []],
  )

  await registry.add({ ...connection, channels: channels(80) })
  assert.deepEqual(await membersOf('c90'), ['abc='])
  await registry.remove('abc=')
  assert.deepEqual(fake.items(tableName), [])
})

test('removing a connection that was removed and added again meanwhile leaves no membership', async () => {
  const clock = new ManualClock()
  const fake = new FakeDynamoDB({ clock })
  await ensureConnectionTable(fake.client(), { tableName })
  const registry = new DynamoDBConnectionRegistry({ client: fake.client(), tableName, clock })
  await registry.add({ ...connection, channels: ['lobby'] })
  const slow = fake.client()
  const hasRead = Promise.withResolvers<void>()
  const mayWrite = Promise.withResolvers<void>()
  const wait = async (command: string | undefined) => {
    if (command !== 'TransactWriteItemsCommand') return
    hasRead.resolve()
    await mayWrite.promise
  }
  slow.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        await wait(commandName)
        return next(args)
      },
    { step: 'initialize' },
  )

  const removing = new DynamoDBConnectionRegistry({ client: slow, tableName, clock }).remove('abc=')
  await hasRead.promise
  clock.advance(5)
  await registry.remove('abc=')
  await registry.add({ ...connection, channels: ['lobby', 'kitchen'] })
  mayWrite.resolve()
  await removing

  assert.deepEqual(fake.items(tableName), [])
})

test('where the table fails, a coded error says to retry', async () => {
  const registry = new DynamoDBConnectionRegistry({ client: new FakeDynamoDB().client(), tableName })
  const unavailable = (error: unknown) =>
    isAppTheoryError(error, 'websocket.unavailable') &&
    error.retryable &&
    /'.+' failed \(ResourceNotFoundException\): check its name/.test(error.message)
  await assert.rejects(registry.add(connection), unavailable)
  await assert.rejects(registry.remove('abc='), unavailable)
  await assert.rejects(async () => {
    for await (const _ of registry.byChannel({ channel: 'general' })) assert.fail()
  }, unavailable)
})

test('a wrong option is a TypeError that names it', () => {
  const wrong: [object, RegExp][] = [
    [{ table: 'x' }, /'table'/],
    [{ client: {} }, /client/],
    [{ clock: {} }, /clock/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(() => new DynamoDBConnectionRegistry(options), { name: 'TypeError', message })
  }
})

test('a table that is there, but never got its time to live, gets it', async () => {
  const client = new FakeDynamoDB().client()
  await client.send(new CreateTableCommand(connectionTable({ tableName: 'half-made' })))

  await ensureConnectionTable(client, { tableName: 'half-made' })
  await ensureConnectionTable(client, { tableName: 'half-made' })

  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: 'half-made' }),
  )
  assert.deepEqual(TimeToLiveDescription, { AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' })
})

test('90 channels of the longest names that fit are replaced by 90 others', async () => {
  const client = new FakeDynamoDB().client()
  await ensureConnectionTable(client, { tableName: 'wide' })
  const registry = new DynamoDBConnectionRegistry({ client, tableName: 'wide' })
  const channels = (letter: string) => Array.from({ length: 90 }, (_, i) => `${i}`.padEnd(364, letter))
  const wide = { connectionId: 'a', endpoint: 'https://a.example', tenantId: 't'.repeat(512), userId: 'u' }

  await registry.add({ ...wide, channels: channels('x') })
  await registry.add({ ...wide, channels: channels('y') })

  const found: string[] = []
  const target = { tenantId: wide.tenantId, channel: '1'.padEnd(364, 'y') }
  for await (const { connectionId } of registry.byChannel(target)) found.push(connectionId)
  assert.deepEqual(found, ['a'])
})
