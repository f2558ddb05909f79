import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBEventBus, parkingTable, seenTable } from 'apptheory-middy/services/event-bus/dynamodb'
import {
  buildHttpApiV2Event,
  connectStream,
  createTestEnv,
  FakeDynamoDB,
  type FakeDynamoDBServer,
} from 'apptheory-middy/testkit'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import type { TenantEvent } from './tenant.ts'

const dynamodb = new FakeDynamoDB()
const { invoke, context } = createTestEnv()
let store: FakeDynamoDBServer

before(async () => {
  const client = dynamodb.client()
  await new DynamoDBEventBus({ client, tableName: 'events' }).ensureTable()
  await client.send(new CreateTableCommand({ ...seenTable, TableName: 'seen' }))
  await client.send(new CreateTableCommand({ ...parkingTable, TableName: 'parked' }))
  await client.send(new CreateTableCommand({ ...seenTable, TableName: 'orders' }))
  store = await dynamodb.listen()
  Object.assign(process.env, {
    EVENTBUS_TABLE_NAME: 'events',
    SEEN_TABLE_NAME: 'seen',
    PARKED_TABLE_NAME: 'parked',
    ORDERS_TABLE_NAME: 'orders',
    AWS_ENDPOINT_URL_DYNAMODB: store.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
})
after(() => store.close())

/** A request of somebody whose token the authorizer has verified. */
const request = (tenant: string | undefined, input: Parameters<typeof buildHttpApiV2Event>[0]) => {
  const claims = tenant === undefined ? {} : { tenant }
  const authorizer = { jwt: { claims, scopes: null } }
  return buildHttpApiV2Event({ ...input, authorizer }) as unknown as TenantEvent
}

async function place(tenant: string, order: unknown) {
  const { handler } = await import('./publish.ts')
  return invoke(handler, request(tenant, { method: 'POST', body: JSON.stringify(order) }))
}

async function find(tenant: string | undefined, query: Record<string, string> = {}) {
  const { handler } = await import('./query.ts')
  return invoke(handler, request(tenant, { query }))
}

const idsOf = ({ json }: { json(): unknown }): string[] =>
  (json() as { events: { id: string }[] }).events.map(({ id }) => id)

test('an order that is placed twice is published once', async () => {
  assert.equal((await place('acme', { orderId: 'a-1', total: 12 })).statusCode, 201)
  assert.equal((await place('acme', { orderId: 'a-1', total: 12 })).statusCode, 200)
  assert.deepEqual(idsOf(await find('acme')), ['a-1'])
})

test('what is not an order is refused, and says why', async () => {
  const wrong = [{ orderId: 'a-2' }, { orderId: ' ', total: 1 }, { orderId: 'x'.repeat(995), total: 1 }]
  for (const order of wrong) {
    const { statusCode, body } = await place('acme', order)
    assert.deepEqual([statusCode, body], [422, 'an order has an orderId and a total'])
  }
})

test('events are found by type, tag and time, and never by another tenant', async () => {
  await place('tags', { orderId: 't-1', total: 1 })
  await place('tags', { orderId: 't-2', total: 5000 })

  assert.deepEqual(idsOf(await find('tags', { tag: 'large', type: 'order.placed' })), ['t-2'])
  assert.deepEqual(idsOf(await find('tags', { to: '2020-01-01T00:00:00Z' })), [])
  assert.deepEqual(idsOf(await find('nobody')), [])
  assert.equal((await find('tags', { from: 'yesterday' })).statusCode, 400)
  assert.equal((await find(undefined)).statusCode, 403)
})

test('the consumer of the stream confirms every order once, however often it is delivered', async () => {
  await place('stream', { orderId: 's-1', total: 12 })
  const { handler } = await import('./consumer.ts')
  const { Items = [] } = await dynamodb.client().send(new ScanCommand({ TableName: 'events' }))
  const records = Items.map((image, i) => ({
    eventID: String(i),
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(i), NewImage: image },
  }))
  const event = { Records: records } as unknown as DynamoDBStreamEvent
  const again = { Records: records.map((record) => ({ ...record, eventID: `again-${record.eventID}` })) }

  assert.deepEqual(await handler(event, context()), { batchItemFailures: [] })
  assert.deepEqual(await handler(event, context()), { batchItemFailures: [] })
  assert.deepEqual(await handler(again as unknown as DynamoDBStreamEvent, context()), {
    batchItemFailures: [],
  })

  assert.deepEqual(idsOf(await find('stream', { type: 'order.confirmed' })), ['s-1-confirmation'])
})

test('an order and its event are stored together, once', async () => {
  const { handler } = await import('./place-order.ts')
  const place = (order: object) =>
    invoke(handler, request('outbox', { method: 'PUT', body: JSON.stringify(order) }))
  assert.equal((await place({ orderId: 'o-1', total: 12 })).statusCode, 201)
  assert.equal((await place({ orderId: 'o-1', total: 12 })).statusCode, 200)
  assert.deepEqual(idsOf(await find('outbox', { type: 'order.placed' })), ['o-1'])
  const orders = dynamodb.items('orders').map(({ pk }) => (pk as { S: string }).S)
  assert.deepEqual(orders, ['outbox#o-1'])

  const forEver = Number.POSITIVE_INFINITY
  dynamodb.inject({ error: 'internal-error', operation: 'TransactWriteItems', times: forEver })
  assert.equal((await place({ orderId: 'o-2', total: 12 })).statusCode, 500)
  dynamodb.clearFaults()
  assert.deepEqual(idsOf(await find('outbox', { type: 'order.placed' })), ['o-1'])
  assert.equal(dynamodb.items('orders').length, 1)
})

test('an order that fails is parked with the later ones of its tenant, and redriven', async () => {
  const [{ handler: consumer }, { handler: redrive }] = await Promise.all([
    import('./consumer.ts'),
    import('./redrive.ts'),
  ])
  const stream = connectStream(dynamodb, {
    tableName: 'events',
    startingPosition: 'LATEST',
    handler: consumer,
    functionResponseTypes: ['ReportBatchItemFailures'],
    maximumRetryAttempts: 10,
  })
  const confirmedBy = async (tenant: string) =>
    idsOf(await find(tenant, { type: 'order.confirmed' })).reverse()
  for (const id of ['p-1', 'p-2', 'p-3']) await place('parked', { orderId: id, total: 1 })
  await place('healthy', { orderId: 'h-1', total: 1 })
  let isBroken = true
  dynamodb.inject({
    error: 'internal-error',
    operation: 'TransactWriteItems',
    matches: ({ input }) => isBroken && JSON.stringify(input).includes('p-2-confirmation'),
    times: Number.POSITIVE_INFINITY,
  })
  await stream.drain()
  assert.deepEqual(await confirmedBy('healthy'), ['h-1-confirmation'])
  assert.deepEqual(await confirmedBy('parked'), ['p-1-confirmation'])
  assert.equal(dynamodb.items('parked').filter(({ event_id }) => event_id).length, 2)

  isBroken = false
  const outcome = await redrive({ tenantId: 'parked' }, context())
  assert.deepEqual(outcome, { handled: 2, failedTenants: [], moreFollow: false })
  assert.deepEqual(
    await confirmedBy('parked'),
    ['p-1', 'p-2', 'p-3'].map((id) => `${id}-confirmation`),
  )
  assert.equal((await redrive({}, context())).handled, 0)
})
