import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb'
import { ManualClock } from '../../../manual-clock.ts'
import { orderKey, type Setup, setUp } from '../../fake-tables.helper.ts'

const TableName = 'counters'

function key(i: number) {
  return { pk: { S: `c${i}` } }
}

function put(i: number, n = 0): TransactWriteItem {
  return { Put: { TableName, Item: { ...key(i), n: { N: String(n) } } } }
}

function putIfAbsent(i: number): TransactWriteItem {
  return {
    Put: {
      TableName,
      Item: key(i),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  }
}

function add(i: number): TransactWriteItem {
  return {
    Update: {
      TableName,
      Key: key(i),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  }
}

function transact(
  { client }: Setup,
  items: TransactWriteItem[],
  input: Partial<TransactWriteItemsCommandInput> = {},
) {
  return client.send(new TransactWriteItemsCommand({ TransactItems: items, ...input }))
}

test('a transaction does all of its actions, over many tables, at two units each', async () => {
  const setup = await setUp()
  setup.fake.load(TableName, [{ ...key(2), n: { N: '5' } }, key(3), key(4)])
  const output = await transact(
    setup,
    [
      put(1),
      add(2),
      { Delete: { TableName, Key: key(3) } },
      { ConditionCheck: { TableName, Key: key(4), ConditionExpression: 'attribute_exists(pk)' } },
      { Put: { TableName: 'orders', Item: { ...orderKey('a', 1), status: { S: 'new' } } } },
    ],
    { ReturnConsumedCapacity: 'INDEXES' },
  )
  assert.deepEqual(setup.fake.items(TableName), [
    { ...key(1), n: { N: '0' } },
    { ...key(2), n: { N: '6' } },
    key(4),
  ])
  assert.deepEqual(output.ConsumedCapacity, [
    {
      TableName,
      CapacityUnits: 8,
      WriteCapacityUnits: 8,
      Table: { CapacityUnits: 8, WriteCapacityUnits: 8 },
    },
    {
      TableName: 'orders',
      CapacityUnits: 4,
      WriteCapacityUnits: 4,
      Table: { CapacityUnits: 2, WriteCapacityUnits: 2 },
      GlobalSecondaryIndexes: { 'by-status-only': { CapacityUnits: 2, WriteCapacityUnits: 2 } },
    },
  ])
})

test('a transaction that fails in one action does none, and says why in its place', async () => {
  const setup = await setUp()
  setup.fake.load(TableName, [{ ...key(2), n: { N: '5' } }])
  await assert.rejects(transact(setup, [put(1), putIfAbsent(2), add(3)]), (error) => {
    assert.ok(error instanceof TransactionCanceledException)
    assert.equal(
      error.message,
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ' +
        'ConditionalCheckFailed, None]',
    )
    assert.deepEqual(error.CancellationReasons, [
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { ...key(2), n: { N: '5' } },
      },
      { Code: 'None' },
    ])
    return true
  })
  assert.deepEqual(setup.fake.items(TableName), [{ ...key(2), n: { N: '5' } }])
  assert.equal(setup.fake.log.totals().writeUnits, 3, 'the first of both writes of each')
})

test('every action sees the items as they were before the transaction', async () => {
  const setup = await setUp()
  const check = { TableName, Key: key(1), ConditionExpression: 'attribute_exists(pk)' }
  await assert.rejects(transact(setup, [put(2), { ConditionCheck: check }]), {
    message: /\[None, ConditionalCheckFailed\]$/,
  })
})

test('a transaction sent again with its token is done once, and costs reads', async () => {
  const setup = await setUp()
  const input = { ClientRequestToken: 'token', ReturnConsumedCapacity: 'TOTAL' } as const
  await transact(setup, [add(1)], input)
  const again = await transact(setup, [add(1)], input)
  assert.deepEqual(setup.fake.items(TableName), [{ ...key(1), n: { N: '1' } }])
  assert.deepEqual(again.ConsumedCapacity, [{ TableName, CapacityUnits: 2, ReadCapacityUnits: 2 }])
  assert.deepEqual(
    setup.fake.log.requests().map(({ readUnits, writeUnits }) => [readUnits, writeUnits]),
    [
      [0, 2],
      [2, 0],
    ],
  )
})

test('a token is of no use for another transaction, for ten minutes', async () => {
  const clock = new ManualClock()
  const setup = await setUp({ clock })
  const input = { ClientRequestToken: 'token' }
  await transact(setup, [add(1)], input)
  clock.advance(10 * 60_000 - 1)
  await assert.rejects(transact(setup, [add(2)], input), { name: 'IdempotentParameterMismatchException' })
  clock.advance(1)
  await transact(setup, [add(1)], input)
  assert.deepEqual(setup.fake.items(TableName), [{ ...key(1), n: { N: '2' } }])
})

test('a cancelled transaction can be sent again with its token', async () => {
  const setup = await setUp()
  setup.fake.load(TableName, [key(1)])
  const input = { ClientRequestToken: 'token' }
  await assert.rejects(transact(setup, [putIfAbsent(1)], input), { name: 'TransactionCanceledException' })
  await transact(setup, [{ Delete: { TableName, Key: key(1) } }])
  await transact(setup, [putIfAbsent(1)], input)
  assert.deepEqual(setup.fake.items(TableName), [key(1)])
})

test('a transactional read answers in order, nothing for a missing item, at two units each', async () => {
  const { client, fake } = await setUp()
  fake.load(TableName, [{ ...key(1), n: { N: '1' } }])
  const output = await client.send(
    new TransactGetItemsCommand({
      TransactItems: [
        { Get: { TableName, Key: key(2) } },
        { Get: { TableName, Key: key(1), ProjectionExpression: 'n' } },
      ],
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  assert.deepEqual(output.Responses, [{}, { Item: { n: { N: '1' } } }])
  assert.deepEqual(output.ConsumedCapacity, [{ TableName, CapacityUnits: 4, ReadCapacityUnits: 4 }])
})
