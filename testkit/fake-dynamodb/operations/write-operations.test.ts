import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { orderKey, setUp } from '../fake-tables.helper.ts'

type Attributes = Record<string, AttributeValue>

test('an item is got as it was put, numbers normalised', async () => {
  const { client } = await setUp()
  const Item: Attributes = {
    ...orderKey('a', 1),
    n: { N: '+01.50e1' },
    map: { M: { list: { L: [{ BOOL: true }, { NULL: true }, { B: Uint8Array.of(1, 2) }] } } },
    set: { NS: ['3', '1.0'] },
    ['__proto__']: { S: 'a name as any other' },
  }
  await client.send(new PutItemCommand({ TableName: 'orders', Item }))
  const got = await client.send(new GetItemCommand({ TableName: 'orders', Key: orderKey('a', 1) }))
  assert.deepEqual(got.Item?.['n'], { N: '15' })
  assert.deepEqual(got.Item?.['map'], Item['map'])
  assert.deepEqual(new Set(got.Item?.['set']?.NS), new Set(['1', '3']))
})

test('a condition that fails is the SDK class, with the item as it is', async () => {
  const { client } = await setUp()
  await client.send(new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'a' }, n: { N: '1' } } }))
  const put = new PutItemCommand({
    TableName: 'counters',
    Item: { pk: { S: 'a' } },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  await assert.rejects(client.send(put), (error) => {
    assert.ok(error instanceof ConditionalCheckFailedException)
    assert.equal(error.message, 'The conditional request failed')
    assert.deepEqual(error.Item, { pk: { S: 'a' }, n: { N: '1' } })
    return true
  })
})

test('a condition that fails consumes the write units of the item that it met, at least one', async () => {
  const { client, fake } = await setUp()
  await client.send(
    new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'big' }, b: { S: 'x'.repeat(2500) } } }),
  )
  fake.log.clear()
  for (const pk of ['big', 'none']) {
    await assert.rejects(
      client.send(
        new DeleteItemCommand({
          TableName: 'counters',
          Key: { pk: { S: pk } },
          ConditionExpression: 'n = pk',
        }),
      ),
      { name: 'ConditionalCheckFailedException' },
    )
  }
  assert.deepEqual(
    fake.log.requests().map(({ outcome, applied, writeUnits }) => [outcome, applied, writeUnits]),
    [
      ['ConditionalCheckFailedException', true, 3],
      ['ConditionalCheckFailedException', true, 1],
    ],
  )
})

test('a write consumes the larger of both images, and a write for each index that it changes', async () => {
  const { client } = await setUp()
  const put = (Item: Attributes) =>
    client.send(
      new PutItemCommand({
        TableName: 'orders',
        Item: { ...orderKey('a', 1), ...Item },
        ReturnConsumedCapacity: 'INDEXES',
      }),
    )
  const units = async (Item: Attributes) => {
    const { ConsumedCapacity: consumed } = await put(Item)
    const global = consumed?.GlobalSecondaryIndexes ?? {}
    return [
      consumed?.CapacityUnits,
      consumed?.Table?.CapacityUnits,
      global['by-status']?.CapacityUnits,
      global['by-status-only']?.CapacityUnits,
      consumed?.LocalSecondaryIndexes?.['by-total']?.CapacityUnits,
    ]
  }
  const indexed = { status: { S: 'new' }, placedAt: { S: '2026' }, total: { N: '5' } }
  assert.deepEqual(await units({}), [1, 1, undefined, undefined, undefined], 'sparse')
  assert.deepEqual(await units(indexed), [4, 1, 1, 1, 1], 'enters every index')
  assert.deepEqual(await units(indexed), [1, 1, undefined, undefined, undefined], 'changes nothing')
  assert.deepEqual(
    await units({ ...indexed, note: { S: 'x' } }),
    [1, 1, undefined, undefined, undefined],
    'not projected',
  )
  assert.deepEqual(
    await units({ ...indexed, customer: { S: 'c' } }),
    [2, 1, 1, undefined, undefined],
    'projected',
  )
  assert.deepEqual(await units({ ...indexed, status: { S: 'paid' } }), [5, 1, 2, 2, undefined], 'moves')
  assert.deepEqual(await units({ b: { S: 'x'.repeat(1100) } }), [5, 2, 1, 1, 1], 'leaves every index')
  assert.deepEqual(await units({}), [2, 2, undefined, undefined, undefined], 'shrinks')
})

test('an item of exactly 400 KB and keys of exactly 2048 bytes are taken', async () => {
  const { client, fake } = await setUp()
  const pk = 'x'.repeat(2048)
  const Item = { pk: { S: pk }, b: { S: 'x'.repeat(409_600 - 2 - 2048 - 1) } }
  await client.send(new PutItemCommand({ TableName: 'counters', Item }))
  assert.equal(fake.items('counters').length, 1)
  assert.equal(fake.log.totals().writeUnits, 400)
})

test('legacy parameters are refused by name', async () => {
  const { client } = await setUp()
  const Key = { pk: { S: 'a' } }
  await assert.rejects(
    client.send(new UpdateItemCommand({ TableName: 'counters', Key, AttributeUpdates: {} })),
    {
      name: 'ValidationException',
      message:
        'FakeDynamoDB does not implement the legacy parameter AttributeUpdates: use UpdateExpression, ' +
        'ConditionExpression',
    },
  )
  await assert.rejects(
    client.send(
      new PutItemCommand({ TableName: 'counters', Item: Key, Expected: {}, ConditionExpression: 'a = b' }),
    ),
    {
      message:
        'Can not use both expression and non-expression parameters in the same request: Non-expression ' +
        'parameters: {Expected} Expression parameters: {ConditionExpression}',
    },
  )
})

test('every violated constraint is reported in one message', async () => {
  const { client } = await setUp()
  const input = { TableName: 'no/name', Item: undefined, ReturnValues: 'SOME', ReturnConsumedCapacity: 'ALL' }
  await assert.rejects(client.send(new PutItemCommand(input as never)), {
    name: 'ValidationException',
    message:
      "4 validation errors detected: Value 'no/name' at 'tableName' failed to satisfy constraint: Member " +
      'must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; ' +
      "Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: " +
      '[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; ' +
      "Value 'ALL' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum " +
      'value set: [INDEXES, TOTAL, NONE]; ' +
      "Value null at 'item' failed to satisfy constraint: Member must not be null",
  })
})

test('a table that is not there is said to be missing', async () => {
  const { client } = await setUp()
  await assert.rejects(client.send(new PutItemCommand({ TableName: 'none', Item: { pk: { S: 'a' } } })), {
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found',
  })
})
