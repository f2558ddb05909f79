import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { ManualClock } from '../manual-clock.ts'
import { countersTable, type Setup, setUp } from './fake-tables.helper.ts'

const TableName = 'counters'

async function withLatency(): Promise<Setup & { clock: ManualClock }> {
  const clock = new ManualClock()
  return { ...(await setUp({ clock, latencyMs: 100 })), clock }
}

function add(pk: string) {
  return {
    TableName,
    Key: { pk: { S: pk } },
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  }
}

function transaction(...pks: string[]) {
  return new TransactWriteItemsCommand({
    TransactItems: pks.map((pk): TransactWriteItem => ({ Update: add(pk) })),
  })
}

/** Sends all, in order, at one moment, and says how each ended. */
async function outcomesOf(
  { clock }: { clock: ManualClock },
  requests: Promise<unknown>[],
): Promise<string[]> {
  const settled = Promise.all(
    requests.map((request) =>
      request.then(
        () => 'ok',
        (error: Error) => (error.message.includes('[') ? error.message.replace(/^.*\[/, '[') : error.name),
      ),
    ),
  )
  await clock.advanceAsync(1000)
  return settled
}

test('a request is applied and answered when its latency has passed', async () => {
  const { client, clock, fake } = await withLatency()
  let answered = false
  const sent = client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } })).then(() => {
    answered = true
  })
  await clock.advanceAsync(99)
  assert.deepEqual([answered, fake.items(TableName).length], [false, 0])
  assert.equal(fake.log.requests()[0]?.outcome, 'in-flight')
  await clock.advanceAsync(1)
  await sent
  assert.deepEqual([answered, fake.items(TableName).length], [true, 1])
})

test('of two transactions that overlap on an item, the later is cancelled', async () => {
  const setup = await withLatency()
  const outcomes = await outcomesOf(setup, [
    setup.client.send(transaction('a', 'b')),
    setup.client.send(transaction('c', 'b')),
    setup.client.send(transaction('d')),
  ])
  assert.deepEqual(outcomes, ['ok', '[None, TransactionConflict]', 'ok'])
  assert.deepEqual(
    setup.fake.items(TableName).map(({ pk }) => pk),
    [{ S: 'a' }, { S: 'b' }, { S: 'd' }],
  )
})

test('a write that overlaps with a transaction on its item is refused, another is done', async () => {
  const setup = await withLatency()
  const outcomes = await outcomesOf(setup, [
    setup.client.send(transaction('a', 'b')),
    setup.client.send(new UpdateItemCommand(add('b'))),
    setup.client.send(new UpdateItemCommand(add('c'))),
    setup.client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } })),
  ])
  assert.deepEqual(outcomes, ['ok', 'TransactionConflictException', 'ok', 'ok'])
})

test('a transactional read that overlaps with any write of its item is cancelled', async () => {
  const setup = await withLatency()
  const get = (pk: string) =>
    new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: { pk: { S: pk } } } }] })
  const outcomes = await outcomesOf(setup, [
    setup.client.send(transaction('a')),
    setup.client.send(new UpdateItemCommand(add('b'))),
    setup.client.send(get('a')),
    setup.client.send(get('b')),
    setup.client.send(get('c')),
    setup.client.send(get('c')),
  ])
  assert.deepEqual(outcomes, ['ok', 'ok', '[TransactionConflict]', '[TransactionConflict]', 'ok', 'ok'])
})

test('single writes that overlap do not conflict: each has its turn', async () => {
  const setup = await withLatency()
  const outcomes = await outcomesOf(
    setup,
    Array.from({ length: 5 }, () => setup.client.send(new UpdateItemCommand(add('a')))),
  )
  assert.deepEqual(new Set(outcomes), new Set(['ok']))
  assert.deepEqual(setup.fake.items(TableName), [{ pk: { S: 'a' }, n: { N: '5' } }])
})

test('a transaction whose token is in flight is in progress', async () => {
  const setup = await withLatency()
  const send = () =>
    setup.client.send(
      new TransactWriteItemsCommand({ ClientRequestToken: 'token', TransactItems: [{ Update: add('a') }] }),
    )
  assert.deepEqual(await outcomesOf(setup, [send(), send()]), ['ok', 'TransactionInProgressException'])
  assert.deepEqual(await outcomesOf(setup, [send()]), ['ok'])
  assert.deepEqual(setup.fake.items(TableName), [{ pk: { S: 'a' }, n: { N: '1' } }])
})

test('what does not overlap does not conflict, whatever the latency', async () => {
  const setup = await withLatency()
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(await outcomesOf(setup, [setup.client.send(transaction('a'))]), ['ok'])
  }
})

test('without latency nothing overlaps', async () => {
  const { client } = await setUp()
  await Promise.all(Array.from({ length: 20 }, () => client.send(transaction('a', 'b'))))
})

for (const error of ['connection-reset', 'throttle'] as const) {
  test(`a transaction that a ${error} keeps from being applied is in nobody's way`, async () => {
    const setup = await withLatency()
    setup.fake.inject({ error, operation: 'TransactWriteItems' })
    const [lost, write] = await outcomesOf(setup, [
      setup.client.send(transaction('a')),
      setup.client.send(new UpdateItemCommand(add('a'))),
    ])
    assert.notEqual(lost, 'ok')
    assert.equal(write, 'ok')
    assert.deepEqual(setup.fake.items(TableName), [{ pk: { S: 'a' }, n: { N: '1' } }])
  })
}

test('what is on its way when all is forgotten is not applied to the tables that come after', async () => {
  const setup = await withLatency()
  const { client, clock, fake } = setup
  const before = assert.rejects(client.send(transaction('a')), { code: 'ECONNRESET' })
  await clock.advanceAsync(50)
  fake.reset()
  fake.latencyMs = 0
  await client.send(new CreateTableCommand(countersTable))
  fake.latencyMs = 100
  const [first, second] = [client.send(transaction('a')), client.send(new UpdateItemCommand(add('a')))]
  const outcomes = outcomesOf(setup, [first, second])
  await before
  assert.deepEqual(await outcomes, ['ok', 'TransactionConflictException'])
  assert.deepEqual(fake.items(TableName), [{ pk: { S: 'a' }, n: { N: '1' } }])
  assert.equal(fake.log.requests('TransactWriteItems').length, 1)
})
