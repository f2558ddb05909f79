import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import type { Context, DynamoDBStreamEvent } from 'aws-lambda'
import fc from 'fast-check'
import {
  DynamoDBEventBus,
  DynamoDBParkingStore,
  eventBusTable,
  parkingTable,
} from '../../services/event-bus/dynamodb/index.ts'
import { MemoryParkingStore, MemorySeenStore, type ParkingStore } from '../../services/event-bus/index.ts'
import { connectStream, FakeDynamoDB, type StreamMappingOptions } from '../../testkit/index.ts'
import { ManualClock } from '../../testkit/manual-clock.ts'
import { type EventBusStreamOptions, eventBusStream } from './event-bus-stream.ts'

const tableName = 'events'
const eventType = 'order.placed'

interface SceneOptions extends Omit<EventBusStreamOptions, 'bus' | 'park'> {
  readonly park?: { readonly store: 'memory' | 'table'; readonly attempts?: number }
  readonly mapping?: Partial<StreamMappingOptions>
  readonly streamView?: 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES'
}

/** A bus whose stream invokes its consumer, as Lambda does, and whose subscriber fails for some events. */
async function scene({ park, mapping, streamView = 'NEW_AND_OLD_IMAGES', ...options }: SceneOptions = {}) {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  const StreamSpecification = { StreamEnabled: true, StreamViewType: streamView }
  await client.send(new CreateTableCommand({ ...eventBusTable, TableName: tableName, StreamSpecification }))
  const bus = new DynamoDBEventBus({ client, clock, tableName })
  const handled: string[] = []
  const attempts: string[] = []
  const failing = new Set<string>()
  bus.subscribe(eventType, async ({ id }) => {
    attempts.push(id)
    await Promise.resolve()
    if (failing.has(id)) throw new RangeError(`secret of ${id}`)
    handled.push(id)
  })
  const store = park && (await storeOf(park.store, fake, clock))
  const stream = eventBusStream({
    bus,
    consumer: 'mail',
    ...options,
    ...(store && { park: { table: store, ...(park?.attempts && { attempts: park.attempts }) } }),
  })
  const deliveredUntilHandled = new Map<string, number>()
  const observed = async (event: DynamoDBStreamEvent, context: Context) => {
    for (const { dynamodb } of event.Records) {
      const id = dynamodb?.NewImage?.['id']?.S ?? ''
      if (!handled.includes(id)) deliveredUntilHandled.set(id, (deliveredUntilHandled.get(id) ?? 0) + 1)
    }
    return stream(event, context)
  }
  const connection = connectStream(fake, {
    tableName,
    handler: observed,
    functionResponseTypes: ['ReportBatchItemFailures'],
    maximumRetryAttempts: 10,
    ...mapping,
  })
  const publish = async (tenantId: string, id: string, parts: object = {}) =>
    bus.publish({ tenantId, eventType, id, payload: 1, ...parts })
  return {
    clock,
    fake,
    bus,
    stream,
    store,
    connection,
    publish,
    handled,
    attempts,
    failing,
    deliveredUntilHandled,
  }
}

async function storeOf(
  kind: 'memory' | 'table',
  fake: FakeDynamoDB,
  clock: ManualClock,
): Promise<ParkingStore> {
  if (kind === 'memory') return new MemoryParkingStore({ clock })
  await fake.client().send(new CreateTableCommand({ ...parkingTable, TableName: 'parked' }))
  return new DynamoDBParkingStore({ tableName: 'parked', client: fake.client(), clock })
}

const tenants = Array.from({ length: 10 }, (_, i) => `tenant-${i}`)
const eventsOf = (tenant: string, ids: readonly string[]) => ids.filter((id) => id.startsWith(`${tenant}:`))

describe('10 tenants, 2,000 events, one of which is poison', () => {
  const ids = Array.from({ length: 2000 }, (_, i) => `${tenants[i % 10]}:${String(i).padStart(4, '0')}`)
  const poison = 'tenant-3:0043'

  async function published(options: SceneOptions) {
    const made = await scene(options)
    for (const id of ids) await made.publish(String(id.split(':')[0]), id)
    made.failing.add(poison)
    return made
  }

  for (const store of ['memory', 'table'] as const) {
    test(`parking in ${store}: others are handled at once, the poisoned tenant in order later`, async () => {
      const { connection, handled, failing, stream, deliveredUntilHandled } = await published({
        park: { store },
      })
      await connection.drain()

      assert.deepEqual(connection.discarded, [])
      for (const tenant of tenants) {
        const all = eventsOf(tenant, ids)
        const expected = tenant === 'tenant-3' ? all.slice(0, all.indexOf(poison)) : all
        assert.deepEqual(eventsOf(tenant, handled), expected, tenant)
        assert.ok(expected.every((id) => Number(deliveredUntilHandled.get(id)) <= 2))
      }

      const again = await stream.redrive()
      assert.deepEqual(again, { handled: 0, failedTenants: ['tenant-3'], moreFollow: false })
      failing.clear()
      const after = await stream.redrive()
      const parked = eventsOf('tenant-3', ids).length - eventsOf('tenant-3', ids).indexOf(poison)
      assert.deepEqual(after, { handled: parked, failedTenants: [], moreFollow: false })
      assert.deepEqual(eventsOf('tenant-3', handled), eventsOf('tenant-3', ids))
      assert.equal(handled.length, 2000)
      assert.deepEqual(await stream.redrive(), { handled: 0, failedTenants: [], moreFollow: false })
    })
  }

  test('without parking, others are handled once before the retries of the batch end', async () => {
    const { connection, handled } = await published({})
    await connection.drain()

    // Lambda gives up the batch from the poison on; what its own tenant has there goes to the destination.
    for (const tenant of tenants.filter((name) => name !== 'tenant-3')) {
      assert.deepEqual(eventsOf(tenant, handled), eventsOf(tenant, ids), tenant)
    }
    assert.equal(connection.discarded.length, 1)
    const ofPoisoned = eventsOf('tenant-3', handled)
    assert.deepEqual(ofPoisoned, ofPoisoned.toSorted())
  })
})

test('of three tenants, the first event fails: the others are handled at once', async () => {
  const { connection, publish, handled, failing, attempts } = await scene({
    mapping: { maximumRetryAttempts: 2 },
  })
  failing.add('a1')
  for (const [tenant, id] of ['a1', 'b1', 'c1', 'a2', 'b2'].map((id) => [id.slice(0, 1), id] as const))
    await publish(tenant, id)
  const [first] = await connection.drain()
  assert.deepEqual(handled.toSorted(), ['b1', 'b2', 'c1'])
  assert.ok(first)
  assert.deepEqual(
    attempts.filter((id) => id === 'a1'),
    ['a1', 'a1', 'a1'],
  )
  assert.ok(!attempts.includes('a2'))
})

test('at most `concurrency` tenants are handled at once, and each in order', async () => {
  for (const concurrency of [1, 2, 4]) {
    const { bus, connection, publish } = await scene({ concurrency })
    let running = 0
    let most = 0
    bus.subscribe('*', async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise(setImmediate)
      running -= 1
    })
    for (let i = 0; i < 20; i++) await publish(`t${i % 7}`, `e${i}`)
    await connection.drain()
    assert.equal(most, concurrency)
  }
})

test('what is parked: the event, a cause by code, attempts and times, and no secret', async () => {
  const { clock, fake, connection, publish, failing, store, stream } = await scene({
    park: { store: 'table', attempts: 2 },
  })
  failing.add('a1')
  await publish('a', 'a1')
  await publish('a', 'a2', { eventType: 'order.placed' })
  await connection.drain()
  const lane = { consumer: 'mail', tenantId: 'a' }
  const [first, second, ...none] = (await store?.first(lane, 10)) ?? []
  assert.deepEqual(none, [])
  assert.deepEqual(first?.cause, { code: 'event_bus.subscriber_failed', causes: ['RangeError'] })
  assert.deepEqual([first?.eventId, first?.eventType, first?.attempts], ['a1', eventType, 2])
  assert.deepEqual([second?.eventId, second?.attempts, second?.cause], ['a2', 0, undefined])
  assert.ok(!JSON.stringify(fake.items('parked')).includes('secret'))

  clock.advance(60_000)
  await stream.redrive({ tenantId: 'a' })
  const [again] = (await store?.first(lane, 1)) ?? []
  assert.equal(again?.attempts, 3)
  assert.equal(Number(again?.lastAt) - Number(again?.firstAt), 60_000)
})

test('a redrive ends in time, and the next one goes on', async () => {
  const { clock, bus, connection, publish, failing, handled, stream } = await scene({
    park: { store: 'memory', attempts: 1 },
  })
  failing.add('e00')
  const ids = Array.from({ length: 30 }, (_, i) => `e${String(i).padStart(2, '0')}`)
  for (const id of ids) await publish('a', id)
  await connection.drain()
  failing.clear()
  bus.subscribe('*', () => {
    clock.advance(100)
  })
  for (const expected of [8, 16, 24, 30]) {
    const deadline = clock.now() + 1000
    const { moreFollow } = await stream.redrive({ remainingTimeMs: () => deadline - clock.now() })
    assert.ok(clock.now() <= deadline)
    assert.equal(handled.length, expected)
    assert.equal(moreFollow, expected < 30)
  }
  assert.deepEqual(handled, ids)
})

test('redrive needs parking, and checks its options', async () => {
  const { stream } = await scene()
  await assert.rejects(stream.redrive(), { name: 'TypeError', message: /'park'/ })
  const parking = await scene({ park: { store: 'memory' } })
  const unknown = parking.stream.redrive({ nope: 1 } as never)
  await assert.rejects(unknown, { name: 'TypeError', message: "redrive: unknown option 'nope'" })
})

test('the seen-store is asked only for events that have a subscriber', async () => {
  const asked: string[] = []
  class Asked extends MemorySeenStore {
    override async has(key: string): Promise<boolean> {
      asked.push(key)
      return super.has(key)
    }
  }
  const { connection, publish, handled } = await scene({ seen: new Asked() })
  await publish('a', 'a1', { eventType: 'order.paid' })
  await publish('a', 'a2')
  await connection.drain()
  assert.deepEqual(handled, ['a2'])
  assert.equal(asked.length, 1)
})

for (const streamView of ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'] as const) {
  for (const skewMs of [-4000, 0, 4000, 60_000]) {
    test(`${streamView}: an event replaces an expired one, by a clock ${skewMs} ms ahead`, async () => {
      const { fake, clock, connection, publish, handled } = await scene({ streamView })
      const publishedAt = new Date(clock.now())
      await publish('a', 'a1', { publishedAt, expiresAt: new Date(clock.now() + 100_000) })
      await connection.drain()
      clock.advance(100_000 - Math.min(skewMs, 0))
      const ahead = { now: () => clock.now() + skewMs }
      const publisher = new DynamoDBEventBus({ client: fake.client(), clock: ahead, tableName })
      const again = { tenantId: 'a', eventType, id: 'a1', payload: 2, publishedAt }
      assert.equal((await publisher.publish(again)).deduplicated, false)
      await connection.drain()
      assert.deepEqual(handled, ['a1', 'a1'])
    })
  }
}

test('property: whatever fails and is parked, each tenant is handled in order, none lost', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ publish: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ fail: fc.nat(40) }) },
    { weight: 2, arbitrary: fc.constant({ mend: true }) },
    { weight: 3, arbitrary: fc.constant({ deliver: true }) },
    { weight: 2, arbitrary: fc.constant({ redrive: true }) },
  )
  const shape = fc.record({
    steps: fc.array(step, { minLength: 5, maxLength: 40 }),
    attempts: fc.integer({ min: 1, max: 3 }),
    store: fc.constantFrom('memory' as const, 'table' as const),
    batchSize: fc.integer({ min: 1, max: 10 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(shape, async ({ steps, attempts, store, batchSize, concurrency }) => {
      const made = await scene({ park: { store, attempts }, concurrency, mapping: { batchSize } })
      const published: string[] = []
      for (const next of [...steps, { mend: true }, { deliver: true }, { redrive: true }]) {
        if ('publish' in next) {
          const id = `t${next.publish}:${String(published.length).padStart(3, '0')}`
          await made.publish(`t${next.publish}`, id)
          published.push(id)
        } else if ('fail' in next) made.failing.add(published[next.fail % published.length] ?? '')
        else if ('mend' in next) made.failing.clear()
        else if ('deliver' in next) await made.connection.drain()
        else await made.stream.redrive()
      }
      assert.deepEqual(made.connection.discarded, [])
      for (const tenant of ['t0', 't1', 't2', 't3']) {
        assert.deepEqual(eventsOf(tenant, made.handled), eventsOf(tenant, published))
      }
    }),
    { numRuns: Number(process.env['EVENT_BUS_HISTORIES'] ?? 40) },
  )
})
