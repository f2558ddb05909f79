import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type TableStatus,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { isAppTheoryError } from '../../../errors.ts'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'
import type { DynamoDBEventBusOptions } from './options.ts'
import { eventBusTable } from './table.ts'

const start = '2026-03-01T10:00:00.000Z'
const second = '2026-03-01T10:00:00'
const seconds = Date.parse(start) / 1000
const tableName = 'events'

interface Scene {
  readonly fake: FakeDynamoDB
  readonly clock: ManualClock
  readonly bus: DynamoDBEventBus
}

async function scene(options: DynamoDBEventBusOptions = {}): Promise<Scene> {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock })
  const bus = new DynamoDBEventBus({ client: fake.client(), clock, tableName, ...options })
  await bus.ensureTable()
  fake.log.clear()
  return { fake, clock, bus }
}

/** An item as AppTheory's Go writes it: the fraction of the second without trailing zeros. */
function goItem(fraction: string, id: string, attributes: object = {}): object {
  const trimmed = fraction.replace(/0+$/, '')
  const time = `${second}${trimmed && `.${trimmed}`}Z`
  return {
    pk: { S: 'acme#order.created' },
    sk: { S: `${seconds}${fraction}#${id}` },
    id: { S: id },
    event_type: { S: 'order.created' },
    tenant_id: { S: 'acme' },
    source_id: { S: '' },
    published_at: { S: time },
    created_at: { S: time },
    payload: { B: Buffer.from('{"from":"go"}').toString('base64') },
    version: { N: '1' },
    retry_count: { N: '0' },
    ...attributes,
  }
}

const digits = fc.stringMatching(/^[0-9]{9}$/)
const fraction = fc.oneof(
  digits,
  digits.map((text) => `${text.slice(0, 3)}000000`),
  digits.map((text) => `${text.slice(0, 1)}00000000`),
  fc.constantFrom('000000000', '500000000', '590000000', '599999999', '500000001'),
)

test('property: events of Go and of this bus come in the order of their nanoseconds', async () => {
  const events = fc.array(fc.record({ fraction, go: fc.boolean() }), { minLength: 1, maxLength: 25 })
  const shape = fc.record({
    events,
    limit: fc.integer({ min: 1, max: 7 }),
    maxPages: fc.constantFrom(1, 2, 10),
    order: fc.constantFrom('asc' as const, 'desc' as const),
  })
  await fc.assert(
    fc.asyncProperty(shape, async ({ events, limit, maxPages, order }) => {
      const { fake, bus } = await scene({ maxPagesPerQuery: maxPages })
      const items = events.map(({ fraction, go }, i) => {
        const id = `e${String(i).padStart(2, '0')}`
        return goItem(fraction, id, go ? {} : { published_at: { S: `${second}.${fraction}Z` } })
      })
      fake.load(tableName, items as never)
      const expected = events.map(({ fraction }, i) => `${fraction}#e${String(i).padStart(2, '0')}`).sort()
      if (order === 'desc') expected.reverse()
      for (const eventType of [undefined, 'order.created']) {
        const found: string[] = []
        for await (const { sortKey } of bus.queryAll({ tenantId: 'acme', eventType, limit, order }))
          found.push(sortKey.slice(10))
        assert.deepEqual(found, expected)
      }
    }),
    { numRuns: Number(process.env['EVENT_BUS_ORDERS'] ?? 60) },
  )
})

test('events of Go are read whole: nanoseconds, every form of payload, times that were not set', async () => {
  const { fake, bus } = await scene()
  const numbers = [...Buffer.from('{"from":"go"}')].map((byte) => ({ N: String(byte) }))
  fake.load(tableName, [
    goItem('123456789', 'bytes', { ttl: { N: String(seconds + 60) } }),
    goItem('123456788', 'list', { payload: { L: numbers }, expires_at: { S: '0001-01-01T00:00:00Z' } }),
    goItem('123456787', 'text', {
      payload: { S: '{"from":"go"}' },
      created_at: { S: '0001-01-01T00:00:00Z' },
    }),
  ] as never)

  const { events } = await bus.query({ tenantId: 'acme' })

  assert.deepEqual(
    events.map(({ id, payload, publishedAt, createdAt }) => [
      id,
      payload,
      publishedAt.getTime(),
      createdAt.getTime(),
    ]),
    ['bytes', 'list', 'text'].map((id) => [
      id,
      { from: 'go' },
      Date.parse(start) + 123,
      Date.parse(start) + 123,
    ]),
  )
  assert.deepEqual(events[0]?.expiresAt, new Date((seconds + 60) * 1000))
  assert.equal(events[1]?.expiresAt, undefined)
})

test('an event of Go keeps its key: it is found, published elsewhere, and deleted by it', async () => {
  const { fake, bus } = await scene()
  fake.load(tableName, [goItem('123456789', 'a')] as never)
  const [event] = (await bus.query({ tenantId: 'acme' })).events
  assert.ok(event)

  assert.equal((await bus.publish(event)).deduplicated, true)
  assert.deepEqual(await bus.getEvent('a', event), event)
  const { tenantId, eventType, publishedAt } = event
  await assert.rejects(bus.getEvent('a', { tenantId, eventType, publishedAt }))
  assert.equal((await bus.query({ tenantId, startTime: publishedAt, endTime: publishedAt })).events.length, 1)
  await bus.deleteEvent('a', event)
  assert.deepEqual(fake.items(tableName), [])
})

test('a page of 100 is one Query of 101 items', async () => {
  const { fake, clock, bus } = await scene()
  const events = Array.from({ length: 150 }, (_, i) => ({
    tenantId: 'acme',
    eventType: 'order.created',
    payload: i,
    publishedAt: new Date(clock.now() + i),
  }))
  await bus.publishMany(events)
  fake.log.clear()
  for (const eventType of [undefined, 'order.created']) {
    const { cursor } = await bus.query({ tenantId: 'acme', eventType })
    const rest = await bus.query({ tenantId: 'acme', eventType, cursor })
    assert.equal(rest.events.length, 50)
  }
  const queries = fake.log.requests()
  assert.deepEqual(
    queries.map(({ operation, input }) => [operation, input['Limit']]),
    new Array(4).fill(['Query', 101]),
  )
})

test('a full scope is one consistent GetItem, a deletion by it one DeleteItem', async () => {
  const { fake, bus } = await scene()
  const event = {
    tenantId: 'acme',
    eventType: 'order.created',
    payload: 1,
    id: 'a',
    publishedAt: new Date(start),
  }
  await bus.publish(event)
  fake.log.clear()
  await bus.getEvent('a', event)
  await bus.deleteEvent('a', event)
  assert.deepEqual(
    fake.log.requests().map(({ operation, input }) => [operation, input['ConsistentRead']]),
    [
      ['GetItem', true],
      ['DeleteItem', undefined],
    ],
  )
})

test('rare tags are read for until the bound, and the pages that it cuts short lose nothing', async () => {
  for (const eventType of [undefined, 'order.created']) {
    const { fake, clock, bus } = await scene({ maxPagesPerQuery: 2 })
    // Many of the same millisecond, so that the bound falls among them.
    const events = Array.from({ length: 300 }, (_, i) => ({
      tenantId: 'acme',
      eventType: 'order.created',
      id: `e${String(i).padStart(3, '0')}`,
      payload: i,
      tags: i % 90 === 0 ? ['rare'] : [],
      publishedAt: new Date(clock.now() + Math.floor(i / 100)),
    }))
    await bus.publishMany(events)
    fake.log.clear()
    const found: string[] = []
    let pages = 0
    let cursor: string | undefined
    do {
      const page = await bus.query({ tenantId: 'acme', eventType, tags: ['rare'], limit: 3, cursor })
      found.push(...page.events.map(({ id }) => id))
      cursor = page.cursor
      pages += 1
    } while (cursor && pages < 100)
    assert.deepEqual(found, ['e270', 'e180', 'e090', 'e000'])
    assert.ok(pages > 2, 'the bound was hit')
  }
})

test('ensureTable makes the table with its time to live, and refuses one that has other keys', async () => {
  const { fake, clock } = await scene()
  const client = fake.client()
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }))
  assert.equal(TimeToLiveDescription?.AttributeName, 'ttl')
  const { GlobalSecondaryIndexes: indexes = [] } = eventBusTable
  const definitions = eventBusTable.AttributeDefinitions?.filter(
    ({ AttributeName }) => AttributeName !== 'id',
  )
  const other = {
    ...eventBusTable,
    AttributeDefinitions: definitions,
    GlobalSecondaryIndexes: indexes.slice(0, 1),
  }
  await client.send(new CreateTableCommand({ ...other, TableName: 'other' }))
  const bus = new DynamoDBEventBus({ client, clock, tableName: 'other' })
  await assert.rejects(bus.ensureTable(), (error) => {
    assert.ok(isAppTheoryError(error, 'event_bus.store_failed'))
    assert.match(error.message, /event-id-index must have the keys id HASH, not none/)
    return true
  })
})

test('ensureTable makes the table again that is just being deleted', async () => {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  const left: TableStatus[] = ['DELETING', 'DELETING']
  describeTableAs(client, () => left.shift())
  let ready = false
  const making = new DynamoDBEventBus({ client, clock, tableName }).ensureTable().then(() => {
    ready = true
  })
  for (let seconds = 0; seconds < 30 && !ready; seconds++) await clock.advanceAsync(1000)
  assert.ok(ready)
  await making
  assert.equal(fake.log.requests('CreateTable').length, 1)
})

test('ensureTable gives up a table that cannot be used for two minutes', async () => {
  const clock = new ManualClock(start)
  const client = new FakeDynamoDB({ clock }).client()
  describeTableAs(client, () => 'INACCESSIBLE_ENCRYPTION_CREDENTIALS')
  let isOver = false
  const refused = assert.rejects(
    new DynamoDBEventBus({ client, clock, tableName }).ensureTable(),
    (error) => {
      isOver = true
      assert.ok(isAppTheoryError(error, 'event_bus.store_failed'))
      assert.match(String(error.cause), /INACCESSIBLE_ENCRYPTION_CREDENTIALS after 120 s/)
      return true
    },
  )
  for (let seconds = 0; seconds < 119; seconds++) await clock.advanceAsync(1000)
  assert.ok(!isOver)
  for (let seconds = 0; seconds < 2; seconds++) await clock.advanceAsync(1000)
  assert.ok(isOver)
  await refused
})

/** Lets the table have a state that the fake has not, as long as there is one. */
function describeTableAs(client: DynamoDBClient, statusNow: () => TableStatus | undefined): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const status = commandName === 'DescribeTableCommand' ? statusNow() : undefined
        const output = { Table: { TableStatus: status }, $metadata: {} }
        return status ? { output, response: undefined } : next(args)
      },
    { step: 'initialize' },
  )
}

test('the table is named by the first variable that is set', async () => {
  const names = [
    'APPTHEORY_EVENTBUS_TABLE_NAME',
    'EVENTBUS_TABLE_NAME',
    'AUTHEORY_EVENTBUS_TABLE_NAME',
    'AUTHEORY_TABLE_NAME',
  ]
  const saved = names.map((name) => process.env[name])
  const used: unknown[] = []
  const fake = new FakeDynamoDB()
  try {
    for (const name of names) process.env[name] = name
    for (const name of [...names, '']) {
      await new DynamoDBEventBus({ client: fake.client() }).query({ tenantId: 'acme' }).catch(() => {})
      used.push(fake.log.requests().at(-1)?.input['TableName'])
      delete process.env[name]
    }
  } finally {
    for (const [i, name] of names.entries()) if (saved[i] !== undefined) process.env[name] = saved[i]
  }
  assert.deepEqual(used, [...names.slice(0, 3), 'AUTHEORY_TABLE_NAME-events', 'apptheory-events'])
})

test('a wrong option is a TypeError that names it', () => {
  const wrong = {
    ttlMs: -1,
    retryAttempts: 1.5,
    maxPagesPerQuery: 0,
    idempotency: 'x',
    client: {},
    clock: { now: 5 },
    ids: { nextId: () => 'a' },
    tableNames: 'x',
    metrics: {},
  }
  for (const [name, value] of Object.entries(wrong)) {
    assert.throws(() => new DynamoDBEventBus({ [name]: value }), {
      name: 'TypeError',
      message: new RegExp(name),
    })
  }
})

test('an event lives for at most 100 years', () => {
  const century = 100 * 365 * 24 * 3_600_000
  for (const ttlMs of [century + 1, Number.MAX_SAFE_INTEGER]) {
    assert.throws(() => new DynamoDBEventBus({ ttlMs }), { name: 'TypeError', message: /ttlMs/ })
  }
  new DynamoDBEventBus({ ttlMs: century, client: new FakeDynamoDB().client() })
})
