import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, type FakeDynamoDBOptions, type Fault } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { codeIs } from '../contract/scene.contract.ts'
import { createEvent } from '../event/create-event.ts'
import type { Event } from '../event/event.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'
import type { DynamoDBEventBusOptions } from './options.ts'

const start = '2026-03-01T10:00:00.000Z'

async function scene(options: DynamoDBEventBusOptions = {}, fakeOptions: FakeDynamoDBOptions = {}) {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock, ...fakeOptions })
  const client = fake.client({ maxAttempts: 1 })
  const bus = new DynamoDBEventBus({ client, clock, tableName: 'events', ...options })
  await bus.ensureTable()
  await client.send(
    new CreateTableCommand({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  )
  const eventOf = (id: string, parts: object = {}): Event =>
    createEvent({ id, eventType: 'order.placed', tenantId: 'acme', payload: { id }, ...parts }, { clock })
  return { clock, fake, client, bus, eventOf }
}

/** Stores an order and its event in one transaction. */
async function place(client: DynamoDBClient, bus: DynamoDBEventBus, event: Event, order = event.id) {
  const put = {
    TableName: 'orders',
    Item: { pk: { S: order } },
    ConditionExpression: 'attribute_not_exists(pk)',
  }
  const command = new TransactWriteItemsCommand({
    TransactItems: [{ Put: put }, ...bus.transactItems(event)],
  })
  await client.send(command)
}

async function outcomeOf(run: () => Promise<unknown>, bus: DynamoDBEventBus, event: Event) {
  try {
    await run()
    return 'ok'
  } catch (error) {
    return bus.transactOutcome(error, event)
  }
}

for (const idempotency of ['key', 'id'] as const) {
  test(`a change and its event are stored together, by ${idempotency}`, async () => {
    const { clock, client, bus, eventOf, fake } = await scene({ idempotency })
    const event = eventOf('a')
    await place(client, bus, event)
    const expiresAt = new Date(clock.now() + 30 * 86_400_000)
    assert.deepEqual(await bus.getEvent('a', { tenantId: 'acme' }), { ...event, expiresAt })
    assert.equal(fake.items('orders').length, 1)
    assert.equal((await bus.publish(event)).deduplicated, true)
  })

  test(`what a cancellation means, by ${idempotency}`, async () => {
    const { clock, client, bus, eventOf, fake } = await scene({ idempotency })
    const event = eventOf('a')
    await place(client, bus, event)

    clock.advance(5000)
    assert.equal(await outcomeOf(() => place(client, bus, event), bus, event), 'stored')
    const again = eventOf('a', { publishedAt: event.publishedAt })
    assert.equal(await outcomeOf(() => place(client, bus, again, 'b'), bus, again), 'deduplicated')
    const other = eventOf('c')
    assert.equal(await outcomeOf(() => place(client, bus, other, 'a'), bus, other), undefined)
    assert.equal(bus.transactOutcome(new Error('no network'), other), undefined)
    assert.equal(bus.transactOutcome(undefined, other), 'stored')
    const late = eventOf('a')
    const byTime = idempotency === 'id' ? 'deduplicated' : 'ok'
    assert.equal(await outcomeOf(() => place(client, bus, late, 'd'), bus, late), byTime)
    assert.equal(fake.items('orders').length, idempotency === 'id' ? 1 : 2)
  })
}

test("with onConflict: 'error', an event with another payload is a conflict", async () => {
  const { client, bus, eventOf } = await scene({ onConflict: 'error' })
  const event = eventOf('a')
  await place(client, bus, event)
  const other = eventOf('a', { publishedAt: event.publishedAt, payload: 'other' })
  await assert.rejects(
    outcomeOf(() => place(client, bus, other, 'b'), bus, other),
    codeIs('event_bus.conflict'),
  )
})

test('an expired event gives way within a transaction too', async () => {
  const { clock, client, bus, eventOf } = await scene({ ttlMs: 1000 })
  const event = eventOf('a')
  await place(client, bus, event)
  clock.advance(1000)
  await place(client, bus, event, 'b')
  assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 1)
})

test('an event of another tenant at the same key is a conflict, not a duplicate', async () => {
  const { client, bus, eventOf } = await scene()
  const event = eventOf('a', { eventType: 'b#c' })
  const [{ Put: put } = {}] = bus.transactItems(event)
  const item = { ...put?.Item, tenant_id: { S: 'acme#b' }, event_type: { S: 'c' } }
  await client.send(new PutItemCommand({ TableName: 'events', Item: item }))
  await assert.rejects(
    outcomeOf(() => place(client, bus, event), bus, event),
    codeIs('event_bus.conflict'),
  )
  await assert.rejects(bus.publish(event), codeIs('event_bus.conflict'))
})

test('an event that is not valid, or too large, is rejected before the transaction', async () => {
  const { bus, eventOf } = await scene()
  const blank = { ...eventOf('a'), tenantId: ' ' }
  assert.throws(() => bus.transactItems(blank), codeIs('event_bus.invalid_event'))
  const large = { ...eventOf('a'), payload: 'x'.repeat(500_000) }
  assert.throws(() => bus.transactItems(large), codeIs('event_bus.event_too_large'))
})

const faults: readonly (Fault | undefined)[] = [
  undefined,
  { error: 'throttle' },
  { error: 'connection-reset' },
  { error: 'connection-reset', when: 'after' },
  { error: 'internal-error', when: 'after' },
  { error: 'service-unavailable' },
]

test('1,000 transactions with faults: change and event are both there, or both not', async () => {
  for (const idempotency of ['key', 'id'] as const) {
    const { fake, client, bus, eventOf } = await scene({ idempotency })
    const outcomes = new Map<string, string | undefined>()
    for (let i = 0; i < 500; i++) {
      const event = eventOf(`o-${i}`)
      // Every pair of faults, on the first and on the second attempt.
      const pair = [faults[i % faults.length], faults[Math.floor(i / faults.length) % faults.length]]
      let outcome: string | undefined
      for (const fault of [...pair.slice(0, 1 + (i % 2)), undefined].slice(0, 1 + (i % 3))) {
        if (fault) fake.inject({ ...fault, operation: 'TransactWriteItems' })
        outcome = await outcomeOf(() => place(client, bus, event), bus, event)
        if (outcome) break
      }
      fake.clearFaults()
      outcomes.set(event.id, outcome)
    }
    const changes = fake.items('orders').map(({ pk }) => pk)
    const events: string[] = []
    for await (const { id } of bus.queryAll({ tenantId: 'acme' })) events.push(id)
    assert.deepEqual(events.toSorted(), changes.map((pk) => (pk as { S: string }).S).toSorted())
    for (const [id, outcome] of outcomes) {
      if (outcome) assert.ok(events.includes(id), `${id} was told to be ${outcome}`)
    }
    assert.ok(events.length > 250 && events.length < 500, `${events.length} of 500`)
  }
})
