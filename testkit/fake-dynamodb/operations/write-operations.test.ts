import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { orderKey, type Setup, setUp } from '../fake-tables.helper.ts'

type Attributes = Record<string, AttributeValue>

const INVALID = 'One or more parameter values were invalid: '
const NOT_VALID = 'One or more parameter values are not valid. '

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

test('what is not there is got as nothing, and costs a read all the same', async () => {
  const { client, fake } = await setUp()
  const got = await client.send(
    new GetItemCommand({
      TableName: 'counters',
      Key: { pk: { S: 'none' } },
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  assert.equal(got.Item, undefined)
  assert.deepEqual(got.ConsumedCapacity, { TableName: 'counters', CapacityUnits: 0.5 })
  assert.deepEqual(fake.log.totals(), { requests: 1, readUnits: 0.5, writeUnits: 0 })
})

test('a projection takes only what it names', async () => {
  const { client } = await setUp()
  const Item: Attributes = {
    pk: { S: 'a' },
    m: { M: { x: { N: '1' }, y: { N: '2' } } },
    l: { L: [{ S: 'p' }, { S: 'q' }] },
  }
  await client.send(new PutItemCommand({ TableName: 'counters', Item }))
  const got = await client.send(
    new GetItemCommand({ TableName: 'counters', Key: { pk: { S: 'a' } }, ProjectionExpression: 'm.x, l[1]' }),
  )
  assert.deepEqual(got.Item, { m: { M: { x: { N: '1' } } }, l: { L: [{ S: 'q' }] } })
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

test('an update makes the item that it does not find', async () => {
  const { client } = await setUp()
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: 'counters',
      Key: { pk: { S: 'new' } },
      UpdateExpression: 'ADD #c :one',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    }),
  )
  assert.deepEqual(Attributes, { pk: { S: 'new' }, count: { N: '1' } })
})

const returned: Record<NonNullable<UpdateItemCommandInput['ReturnValues']>, Attributes | undefined> = {
  NONE: undefined,
  ALL_OLD: { pk: { S: 'a' }, x: { N: '1' }, y: { N: '7' } },
  ALL_NEW: { pk: { S: 'a' }, x: { N: '2' }, y: { N: '7' }, z: { N: '3' } },
  UPDATED_OLD: { x: { N: '1' } },
  UPDATED_NEW: { x: { N: '2' }, z: { N: '3' } },
}

for (const [ReturnValues, Attributes] of Object.entries(returned)) {
  test(`an update returns ${ReturnValues}`, async () => {
    const { client } = await setUp()
    await client.send(
      new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'a' }, x: { N: '1' }, y: { N: '7' } } }),
    )
    const output = await client.send(
      new UpdateItemCommand({
        TableName: 'counters',
        Key: { pk: { S: 'a' } },
        UpdateExpression: 'SET x = x + :one, z = :three',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':three': { N: '3' } },
        ReturnValues: ReturnValues as keyof typeof returned,
      }),
    )
    assert.deepEqual(output.Attributes, Attributes)
  })
}

test('a put and a delete return the old item, and only that', async () => {
  const { client } = await setUp()
  const Item = { pk: { S: 'a' }, n: { N: '1' } }
  await client.send(new PutItemCommand({ TableName: 'counters', Item }))
  const put = await client.send(
    new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'a' } }, ReturnValues: 'ALL_OLD' }),
  )
  assert.deepEqual(put.Attributes, Item)
  const deleted = await client.send(
    new DeleteItemCommand({ TableName: 'counters', Key: { pk: { S: 'a' } }, ReturnValues: 'ALL_OLD' }),
  )
  assert.deepEqual(deleted.Attributes, { pk: { S: 'a' } })
  await assert.rejects(
    client.send(new PutItemCommand({ TableName: 'counters', Item, ReturnValues: 'ALL_NEW' })),
    { name: 'ValidationException', message: 'ReturnValues can only be ALL_OLD or NONE' },
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

test('a table with a local index reports its item collection', async () => {
  const { client } = await setUp()
  const put = (TableName: string, Item: Attributes) =>
    client.send(new PutItemCommand({ TableName, Item, ReturnItemCollectionMetrics: 'SIZE' }))
  const order = await put('orders', orderKey('a', 1))
  assert.deepEqual(order.ItemCollectionMetrics, {
    ItemCollectionKey: { pk: { S: 'a' } },
    SizeEstimateRangeGB: [0, 1],
  })
  const counter = await put('counters', { pk: { S: 'a' } })
  assert.equal(counter.ItemCollectionMetrics, undefined)
})

const refusedPuts: Record<string, [string, Attributes, string]> = {
  'no sort key': ['orders', { pk: { S: 'a' } }, `${INVALID}Missing the key sk in the item`],
  'a key of another type': [
    'orders',
    { pk: { S: 'a' }, sk: { S: '1' } },
    `${INVALID}Type mismatch for key sk expected: N actual: S`,
  ],
  'an empty key': [
    'counters',
    { pk: { S: '' } },
    `${NOT_VALID}The AttributeValue for a key attribute cannot contain an empty string value. Key: pk`,
  ],
  'a partition key of 2049 bytes': [
    'counters',
    { pk: { S: 'é'.repeat(1025) } },
    `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
  ],
  'an index key of another type': [
    'orders',
    { ...orderKey('a', 1), status: { N: '1' } },
    `${INVALID}Type mismatch for Index Key status Expected: S Actual: N IndexName: by-status`,
  ],
  'an empty index key': [
    'orders',
    { ...orderKey('a', 1), status: { S: '' } },
    `${NOT_VALID}A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-status, IndexKey: status`,
  ],
  '400 KB and a byte': [
    'counters',
    { pk: { S: 'a' }, b: { S: 'x'.repeat(409_600 - 3) } },
    'Item size has exceeded the maximum allowed size',
  ],
}

for (const [what, [TableName, Item, message]] of Object.entries(refusedPuts)) {
  test(`a put is refused with ${what}`, async () => {
    const { client, fake } = await setUp()
    await assert.rejects(client.send(new PutItemCommand({ TableName, Item })), {
      name: 'ValidationException',
      message,
    })
    assert.deepEqual(fake.items(TableName), [])
    assert.equal(fake.log.totals().writeUnits, 0)
  })
}

test('an item of exactly 400 KB and keys of exactly 2048 bytes are taken', async () => {
  const { client, fake } = await setUp()
  const pk = 'x'.repeat(2048)
  const Item = { pk: { S: pk }, b: { S: 'x'.repeat(409_600 - 2 - 2048 - 1) } }
  await client.send(new PutItemCommand({ TableName: 'counters', Item }))
  assert.equal(fake.items('counters').length, 1)
  assert.equal(fake.log.totals().writeUnits, 400)
})

const refusedKeys: Record<string, Attributes> = {
  'without the sort key': { pk: { S: 'a' } },
  'with an attribute too many': { ...orderKey('a', 1), x: { S: 'x' } },
  'of another type': { pk: { S: 'a' }, sk: { S: '1' } },
}

for (const [what, Key] of Object.entries(refusedKeys)) {
  test(`a key ${what} is refused by reads and writes alike`, async () => {
    const { client } = await setUp()
    const message = 'The provided key element does not match the schema'
    await assert.rejects(client.send(new GetItemCommand({ TableName: 'orders', Key })), { message })
    await assert.rejects(client.send(new DeleteItemCommand({ TableName: 'orders', Key })), { message })
    await assert.rejects(client.send(new UpdateItemCommand({ TableName: 'orders', Key })), { message })
  })
}

const refusedUpdates: Record<string, [string, AttributeValue, string]> = {
  'of a key attribute': [
    'SET sk = :v',
    { N: '2' },
    `${INVALID}Cannot update attribute sk. This attribute is part of the key`,
  ],
  'that gives an index key another type': [
    'SET #s = :v',
    { N: '2' },
    `${INVALID}Type mismatch for Index Key status Expected: S Actual: N IndexName: by-status`,
  ],
  'that empties an index key': [
    'SET #s = :v',
    { S: '' },
    `${NOT_VALID}The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.`,
  ],
  'into an index key': [
    'SET #s.x = :v',
    { S: 'x' },
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: status",
  ],
  'past 400 KB': [
    'SET b = :v',
    { S: 'x'.repeat(409_600) },
    'Item size to update has exceeded the maximum allowed size',
  ],
}

for (const [what, [UpdateExpression, value, message]] of Object.entries(refusedUpdates)) {
  test(`an update ${what} is refused`, async () => {
    const setup = await setUp()
    await assert.rejects(update(setup, UpdateExpression, value), { name: 'ValidationException', message })
    assert.deepEqual(setup.fake.items('orders'), [])
  })
}

function update({ client }: Setup, UpdateExpression: string, value: AttributeValue): Promise<unknown> {
  return client.send(
    new UpdateItemCommand({
      TableName: 'orders',
      Key: orderKey('a', 1),
      UpdateExpression,
      ...(UpdateExpression.includes('#s') && { ExpressionAttributeNames: { '#s': 'status' } }),
      ExpressionAttributeValues: { ':v': value },
    }),
  )
}

test('legacy parameters are refused by name', async () => {
  const { client } = await setUp()
  const Key = { pk: { S: 'a' } }
  await assert.rejects(
    client.send(new UpdateItemCommand({ TableName: 'counters', Key, AttributeUpdates: {} })),
    {
      name: 'ValidationException',
      message:
        'FakeDynamoDB does not implement the legacy parameter AttributeUpdates: use UpdateExpression, ConditionExpression',
    },
  )
  await assert.rejects(
    client.send(
      new PutItemCommand({ TableName: 'counters', Item: Key, Expected: {}, ConditionExpression: 'a = b' }),
    ),
    {
      message:
        'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}',
    },
  )
})

test('names and values without an expression are refused', async () => {
  const { client } = await setUp()
  const Key = { pk: { S: 'a' } }
  await assert.rejects(
    client.send(new GetItemCommand({ TableName: 'counters', Key, ExpressionAttributeNames: { '#a': 'a' } })),
    { message: 'ExpressionAttributeNames can only be specified when using expressions' },
  )
  await assert.rejects(
    client.send(
      new UpdateItemCommand({ TableName: 'counters', Key, ExpressionAttributeValues: { ':a': { S: 'a' } } }),
    ),
    {
      message:
        'ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null',
    },
  )
})

test('every violated constraint is reported in one message', async () => {
  const { client } = await setUp()
  const input = { TableName: 'no/name', Item: undefined, ReturnValues: 'SOME', ReturnConsumedCapacity: 'ALL' }
  await assert.rejects(client.send(new PutItemCommand(input as never)), {
    name: 'ValidationException',
    message:
      "4 validation errors detected: Value 'no/name' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; " +
      "Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; " +
      "Value 'ALL' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; " +
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
