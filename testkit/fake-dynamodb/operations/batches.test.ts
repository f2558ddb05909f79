import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import { orderKey, setUp } from '../fake-tables.helper.ts'

function counter(i: number) {
  return { pk: { S: `c${i}` } }
}

function puts(count: number) {
  return Array.from({ length: count }, (_, i) => ({ PutRequest: { Item: counter(i) } }))
}

test('a batch writes to many tables and says what it consumed in each', async () => {
  const { client, fake } = await setUp()
  fake.load('counters', [counter(9)])
  const output = await client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        counters: [...puts(2), { DeleteRequest: { Key: counter(9) } }],
        orders: [{ PutRequest: { Item: { ...orderKey('a', 1), status: { S: 'new' } } } }],
      },
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  assert.deepEqual(output.UnprocessedItems, {})
  assert.deepEqual(output.ConsumedCapacity, [
    { TableName: 'counters', CapacityUnits: 3 },
    { TableName: 'orders', CapacityUnits: 2 },
  ])
  assert.deepEqual(fake.items('counters'), [counter(0), counter(1)])
})

test('a batch gets what there is, and is charged for what there is not', async () => {
  const { client, fake } = await setUp()
  fake.load('counters', [{ ...counter(1), n: { N: '1' } }, counter(2)])
  const output = await client.send(
    new BatchGetItemCommand({
      RequestItems: {
        counters: {
          Keys: [counter(1), counter(2), counter(3)],
          ProjectionExpression: 'pk, n',
          ConsistentRead: true,
        },
      },
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  const items = output.Responses?.['counters'] ?? []
  assert.deepEqual(
    items.toSorted((a, b) => ((a['pk']?.S ?? '') < (b['pk']?.S ?? '') ? -1 : 1)),
    [{ ...counter(1), n: { N: '1' } }, counter(2)],
  )
  assert.deepEqual(output.UnprocessedKeys, {})
  assert.deepEqual(output.ConsumedCapacity, [{ TableName: 'counters', CapacityUnits: 3 }])
})

test('a batch does not answer in the order in which it was asked', async () => {
  const { client, fake } = await setUp()
  fake.load(
    'counters',
    Array.from({ length: 20 }, (_, i) => counter(i)),
  )
  const Keys = Array.from({ length: 20 }, (_, i) => counter(i))
  const output = await client.send(new BatchGetItemCommand({ RequestItems: { counters: { Keys } } }))
  const got = output.Responses?.['counters']
  assert.equal(got?.length, 20)
  assert.notDeepEqual(got, Keys)
})

test('a batch that would answer with more than 16 MB leaves keys unprocessed', async () => {
  const { client, fake } = await setUp()
  const Keys = Array.from({ length: 50 }, (_, i) => counter(i))
  fake.load(
    'counters',
    Keys.map((key) => ({ ...key, b: { S: 'x'.repeat(400_000) } })),
  )
  const request = { Keys, ConsistentRead: true }
  const output = await client.send(new BatchGetItemCommand({ RequestItems: { counters: request } }))
  assert.equal(output.Responses?.['counters']?.length, 41)
  assert.equal(output.UnprocessedKeys?.['counters']?.Keys?.length, 9)
  assert.equal(output.UnprocessedKeys?.['counters']?.ConsistentRead, true)
})

test('a batch of reads is refused with duplicates, and with more than 100 keys over all tables', async () => {
  const { client } = await setUp()
  const get = (RequestItems: Record<string, { Keys: never[] }>) =>
    client.send(new BatchGetItemCommand({ RequestItems }))
  await assert.rejects(get({ counters: { Keys: [counter(1), counter(1)] as never[] } }), {
    message: 'Provided list of item keys contains duplicates',
  })
  const counters = { Keys: Array.from({ length: 60 }, (_, i) => counter(i)) as never[] }
  const orders = { Keys: Array.from({ length: 60 }, (_, i) => orderKey('a', i)) as never[] }
  await assert.rejects(get({ counters, orders }), {
    message: 'Too many items requested for the BatchGetItem call',
  })
})
