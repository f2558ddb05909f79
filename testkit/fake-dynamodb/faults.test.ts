import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  BatchWriteItemCommand,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { orderKey, setUp } from './fake-tables.helper.ts'
import type { FaultError } from './index.ts'

const increment = new UpdateItemCommand({
  TableName: 'counters',
  Key: { pk: { S: 'a' } },
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
})

/** The SDK's judgement of what to retry, without its delays. */
const impatient: NonNullable<DynamoDBClientConfig['retryStrategy']> = {
  acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  refreshRetryTokenForRetry: async (token, { errorType }) => {
    if (errorType === 'CLIENT_ERROR' || token.getRetryCount() >= 2) throw new Error('no more retries')
    return { getRetryCount: () => token.getRetryCount() + 1, getRetryDelay: () => 0 }
  },
  recordSuccess: () => {},
}

const answered: [FaultError, string, number, 'orders' | 'counters'][] = [
  ['throttle', 'ProvisionedThroughputExceededException', 400, 'counters'],
  ['throttle', 'ThrottlingException', 400, 'orders'],
  ['internal-error', 'InternalServerError', 500, 'counters'],
  ['service-unavailable', 'ServiceUnavailable', 503, 'counters'],
]

for (const [error, name, httpStatusCode, TableName] of answered) {
  test(`${error} on ${TableName} is ${name}, and nothing is applied`, async () => {
    const { client, fake } = await setUp()
    fake.inject({ error })
    await assert.rejects(client.send(new PutItemCommand({ TableName, Item: orderKey('a', 1) })), (thrown) => {
      assert.ok(thrown instanceof Error)
      assert.equal(thrown.name, name)
      assert.equal(
        (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode,
        httpStatusCode,
      )
      return true
    })
    assert.deepEqual(fake.items(TableName), [])
    const [request] = fake.log.requests()
    assert.deepEqual([request?.outcome, request?.applied, request?.writeUnits], [name, false, 0])
    await client.send(new PutItemCommand({ TableName, Item: orderKey('a', 1) }))
  })
}

test('a lost reply is applied, and the connection breaks', async () => {
  const { client, fake } = await setUp()
  fake.inject({ error: 'connection-reset', when: 'after', operation: 'UpdateItem' })
  await assert.rejects(client.send(increment), { code: 'ECONNRESET' })
  assert.deepEqual(fake.items('counters'), [{ pk: { S: 'a' }, n: { N: '1' } }])
  const [request] = fake.log.requests()
  assert.deepEqual([request?.outcome, request?.applied, request?.writeUnits], ['connection-reset', true, 1])
})

test("a lost reply makes the SDK's own retry count twice", async () => {
  const { client, fake } = await setUp({}, { retryStrategy: impatient, maxAttempts: 3 })
  fake.inject({ error: 'connection-reset', when: 'after' })
  await client.send(increment)
  assert.deepEqual(fake.items('counters'), [{ pk: { S: 'a' }, n: { N: '2' } }])
  assert.equal(fake.log.totals('UpdateItem').requests, 2)
})

test('a lost reply of a transaction does not, because the SDK sends its token again', async () => {
  const { client, fake } = await setUp({}, { retryStrategy: impatient, maxAttempts: 3 })
  fake.inject({ error: 'internal-error', when: 'after' })
  await client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        {
          Update: {
            TableName: 'counters',
            Key: { pk: { S: 'a' } },
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    }),
  )
  assert.deepEqual(fake.items('counters'), [{ pk: { S: 'a' }, n: { N: '1' } }])
})

test('a throttled transaction is cancelled with the reason in place', async () => {
  const { client, fake } = await setUp()
  fake.inject({ error: 'throttle' })
  const Put = { TableName: 'orders', Item: orderKey('a', 1) }
  await assert.rejects(
    client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put }, { Put: { ...Put, Item: orderKey('a', 2) } }],
      }),
    ),
    { name: 'TransactionCanceledException', message: /\[ThrottlingError, None\]$/ },
  )
})

test('a batch is answered with the rest unprocessed, as it came', async () => {
  const { client, fake } = await setUp()
  fake.inject({ error: 'unprocessed', processed: 1 })
  const requests = ['a', 'b', 'c'].map((pk) => ({ PutRequest: { Item: { pk: { S: pk } } } }))
  const output = await client.send(new BatchWriteItemCommand({ RequestItems: { counters: requests } }))
  assert.deepEqual(output.UnprocessedItems, { counters: requests.slice(1) })
  assert.deepEqual(fake.items('counters'), [{ pk: { S: 'a' } }])
})

test('unprocessed applies to the next batch, with other requests before it', async () => {
  const { client, fake } = await setUp()
  fake.inject({ error: 'unprocessed' })
  await client.send(increment)
  const requests = [{ PutRequest: { Item: { pk: { S: 'b' } } } }]
  const output = await client.send(new BatchWriteItemCommand({ RequestItems: { counters: requests } }))
  assert.deepEqual(output.UnprocessedItems, { counters: requests })
})

test('a fault waits for its operation, table, turn and predicate, and hits as often as told', async () => {
  const { client, fake } = await setUp()
  fake.inject({
    error: 'internal-error',
    operation: ['PutItem', 'UpdateItem'],
    table: 'counters',
    matches: ({ input }) => JSON.stringify(input).includes('"a"'),
    nth: 2,
    times: 2,
  })
  const put = async (TableName: string, pk: string) => {
    try {
      await client.send(new PutItemCommand({ TableName, Item: orderKey(pk, 1) }))
      return 'ok'
    } catch (error) {
      return (error as Error).name
    }
  }
  await client.send(new GetItemCommand({ TableName: 'counters', Key: { pk: { S: 'a' } } }))
  const outcomes = [await put('orders', 'a'), await put('counters', 'b')]
  for (let i = 0; i < 4; i++) outcomes.push(await put('counters', 'a'))
  assert.deepEqual(outcomes, ['ok', 'ok', 'ok', 'InternalServerError', 'InternalServerError', 'ok'])
})

test('a fault can be taken back, and all of them can', async () => {
  const { client, fake } = await setUp()
  const takeBack = fake.inject({ error: 'throttle', times: Number.POSITIVE_INFINITY })
  await assert.rejects(client.send(increment))
  takeBack()
  await client.send(increment)
  fake.inject({ error: 'throttle' })
  fake.throttleEvery(1)
  fake.clearFaults()
  await client.send(increment)
})

test('every nth request on items is throttled', async () => {
  const { client, fake } = await setUp()
  fake.throttleEvery(3)
  const outcomes: string[] = []
  for (let i = 0; i < 7; i++) {
    outcomes.push(
      await client.send(increment).then(
        () => 'ok',
        () => 'throttled',
      ),
    )
  }
  assert.deepEqual(outcomes, ['ok', 'ok', 'throttled', 'ok', 'ok', 'throttled', 'ok'])
})

const refused: [object, RegExp][] = [
  [{ error: 'flood' }, /error: flood is not a fault/],
  [{ error: 'throttle', when: 'after' }, /when: a fault throttle comes before/],
  [{ error: 'throttle', when: 'later' }, /when: 'before' or 'after', not later/],
  [{ error: 'throttle', operation: 'PutItems' }, /operation: FakeDynamoDB does not implement PutItems/],
  [{ error: 'unprocessed', operation: ['PutItem'] }, /operation: a fault 'unprocessed' is for batches/],
  [{ error: 'unprocessed', processed: -1 }, /processed: 0 or a positive integer, not -1/],
  [{ error: 'throttle', matches: true }, /matches: a function/],
  [{ error: 'throttle', nth: 0 }, /nth: a positive integer/],
  [{ error: 'throttle', times: 1.5 }, /times: a positive integer/],
  [{ error: 'throttle', tables: ['a'] }, /a fault has no option tables/],
]

for (const [fault, message] of refused) {
  test(`the fault ${JSON.stringify(fault)} is refused`, async () => {
    const { fake } = await setUp()
    assert.throws(() => fake.inject(fault as never), { name: 'TypeError', message })
  })
}
