import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type AppTheoryError, isAppTheoryError } from '../../../errors.ts'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { EventQuery } from '../event-bus.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'
import type { DynamoDBEventBusOptions } from './options.ts'

const start = Date.parse('2026-03-01T10:00:00.000Z')
const tableName = 'events'
const tenantId = 'acme'
const eventType = 'order.created'
const empty = { B: '' }

/** An item at a number of milliseconds after the start, as other writers may write it. */
function itemAt(ms: number, id: string, attributes: object = {}): Record<string, object> {
  return {
    pk: { S: `${tenantId}#${eventType}` },
    sk: { S: `${start + ms}000000#${id}` },
    id: { S: id },
    event_type: { S: eventType },
    tenant_id: { S: tenantId },
    published_at: { S: `${new Date(start + ms).toISOString().slice(0, -1)}000000Z` },
    payload: { B: Buffer.from('1').toString('base64') },
    ...attributes,
  }
}

interface Told {
  readonly code: string
  readonly pk: string
  readonly sk: string
}

async function scene(items: readonly object[], options: DynamoDBEventBusOptions = {}) {
  const fake = new FakeDynamoDB({ clock: new ManualClock(start) })
  const told: Told[] = []
  const metrics: string[] = []
  const bus = new DynamoDBEventBus({
    client: fake.client(),
    clock: new ManualClock(start),
    tableName,
    metrics: { emit: ({ name, tags }) => metrics.push(`${name} ${tags['event_type']}`) },
    onUnreadable: ({ code }, keys) => {
      told.push({ code, ...keys })
      throw new Error('a hook that throws')
    },
    ...options,
  })
  await bus.ensureTable()
  fake.load(tableName, items as never)
  return { bus, fake, told, metrics }
}

async function idsOf(bus: DynamoDBEventBus, query: Partial<EventQuery>): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of bus.queryAll({ tenantId, ...query })) ids.push(id)
  return ids
}

const ten = Array.from({ length: 10 }, (_, i) => itemAt(i, `e${i}`, i === 6 ? { payload: empty } : {}))
const others = ['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e7', 'e8', 'e9']
const paths = [{ eventType }, { eventType: undefined }]

for (const path of paths) {
  for (const order of ['asc', 'desc'] as const) {
    describe(`an unreadable item, ${path.eventType ?? 'all types'}, ${order}`, () => {
      for (const limit of [1, 2, 3, 4, 9, 100]) {
        test(`is passed over and reported once, in pages of ${limit}`, async () => {
          const { bus, told, metrics } = await scene(ten)
          const ids = await idsOf(bus, { ...path, order, limit })
          assert.deepEqual(order === 'asc' ? ids : ids.reverse(), others)
          const key = { pk: 'acme#order.created', sk: `${start + 6}000000#e6` }
          assert.deepEqual(told, [{ code: 'event_bus.unreadable_event', ...key }])
          const unreadable = metrics.filter((name) => name.startsWith('QueryUnreadable'))
          assert.deepEqual(unreadable, [`QueryUnreadable ${path.eventType ?? ''}`])
        })

        test(`is thrown, with the cursor behind it, in pages of ${limit}`, async () => {
          const { bus, told } = await scene(ten, { unreadable: 'throw' })
          const { ids, errors } = await readOn(bus, { tenantId, ...path, order, limit })
          assert.deepEqual(order === 'asc' ? ids : ids.reverse(), others)
          assert.equal(errors.length, 1)
          assert.deepEqual(told, [])
        })
      }
    })
  }
}

/** Follows cursors, those of errors too. */
async function readOn(bus: DynamoDBEventBus, query: EventQuery) {
  const ids: string[] = []
  const errors: AppTheoryError[] = []
  for (let cursor: string | undefined, requests = 0; requests < 1000; requests++) {
    try {
      const page = await bus.query({ ...query, cursor })
      ids.push(...page.events.map(({ id }) => id))
      cursor = page.cursor
    } catch (error) {
      if (!isAppTheoryError(error, 'event_bus.unreadable_event')) throw error
      errors.push(error)
      cursor = (error.cause as { data: { cursor: string } }).data.cursor
    }
    if (cursor === undefined) return { ids, errors }
  }
  throw new Error('it does not end')
}

/** In what ways an item of another writer may differ, and whether it is an event all the same. */
const oddities: readonly (readonly [object, readable: boolean])[] = [
  [{ payload: empty }, false],
  [{ payload: { S: 'no json' } }, false],
  [{ sk: { S: '5#short' } }, true],
  [{ sk: { S: `${start}#short` } }, true],
  [{ sk: { S: 'x' } }, false],
  [{ sk: { S: '#' } }, false],
  [{ sk: { S: '99999999999999999999' } }, false],
  [{ published_at: { S: 'yesterday' } }, true],
  [{ published_at: { S: '1' } }, true],
  [{ published_at: { S: '2026-03-01T10:00:00.003+01:00' } }, true],
  [{ published_at: { S: '1999-01-01T00:00:00Z' } }, true],
  [{ published_at: { S: '9999-01-01T00:00:00Z' } }, true],
  [{ published_at: { S: '2026-02-29T10:00:00Z' } }, true],
  [{ sk: { S: '7#short' }, published_at: { S: 'tomorrow' } }, true],
  [{ sk: { S: 'y' }, published_at: { S: 'tomorrow' } }, false],
]

test('property: items of other writers, of whatever form, block none of the others on any page', async () => {
  const shape = fc.record({
    odd: fc.array(fc.tuple(fc.nat(oddities.length - 1), fc.nat(9)), { minLength: 1, maxLength: 6 }),
    limit: fc.integer({ min: 1, max: 5 }),
    maxPagesPerQuery: fc.constantFrom(1, 2, 10),
    order: fc.constantFrom('asc' as const, 'desc' as const),
    unreadable: fc.constantFrom('skip' as const, 'throw' as const),
  })
  await fc.assert(
    fc.asyncProperty(shape, async ({ odd, limit, maxPagesPerQuery, order, unreadable }) => {
      const good = Array.from({ length: 10 }, (_, i) => itemAt(i, `good${i}`))
      const strange = odd.map(([kind, ms], i) => {
        const [attributes] = oddities[kind] as (typeof oddities)[number]
        const { sk, published_at, ...rest } = attributes as Record<string, { S: string }>
        const unique = sk && { sk: { S: `${sk.S}${i}` } }
        const time = published_at && { published_at }
        return itemAt(ms, `odd${i}`, { ...rest, ...unique, ...time })
      })
      const { bus } = await scene([...good, ...strange], { maxPagesPerQuery, unreadable })
      const readable = odd.flatMap(([kind], i) => (oddities[kind]?.[1] ? [`odd${i}`] : []))
      for (const path of paths) {
        const { ids, errors } = await readOn(bus, { tenantId, ...path, order, limit })
        const goodIds = ids.filter((id) => id.startsWith('good'))
        const expected = good.map((_, i) => `good${i}`)
        assert.deepEqual(order === 'asc' ? goodIds : goodIds.reverse(), expected)
        assert.deepEqual(ids.filter((id) => id.startsWith('odd')).sort(), readable)
        assert.equal(errors.length, unreadable === 'throw' ? odd.length - readable.length : 0)
      }
    }),
    { numRuns: Number(process.env['EVENT_BUS_ODDITIES'] ?? 60) },
  )
})

test('property: behind an unreadable item, no event with a shortened time is lost', async () => {
  const millisecond = fc.constantFrom(0, 100, 120, 123, 500, 999, 1000, 1100, 1120)
  const oneItem = fc.record({ ms: millisecond, isShort: fc.boolean(), isReadable: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(oneItem, { minLength: 1, maxLength: 8 }), async (shapes) => {
      const items = shapes.map(({ ms, isShort, isReadable }, i) => {
        const text = new Date(start + ms).toISOString().slice(0, -1)
        const short = text.replace(/\.?0+$/, '')
        return itemAt(ms, `e${i}`, {
          published_at: { S: isShort && ms !== 0 ? `${short}Z` : `${text}000000Z` },
          ...(!isReadable && { payload: empty }),
        })
      })
      const readable = shapes.flatMap(({ ms, isReadable }, i) => (isReadable ? [{ ms, id: `e${i}` }] : []))
      const expected = readable.sort((a, b) => a.ms - b.ms || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
      const { bus } = await scene(items, { unreadable: 'throw' })
      for (const limit of [1, 2, 5]) {
        const asc = await readOn(bus, { tenantId, order: 'asc', limit })
        const desc = await readOn(bus, { tenantId, order: 'desc', limit })
        assert.deepEqual([asc.ids, desc.ids], [expected, expected.toReversed()])
      }
    }),
    { numRuns: Number(process.env['EVENT_BUS_ODDITIES'] ?? 60) },
  )
})

test('an unreadable event that is asked for by its ID is named, and can be deleted', async () => {
  const { bus, fake } = await scene([itemAt(0, 'a', { payload: empty })])
  await assert.rejects(bus.getEvent('a', { tenantId }), (error) => {
    assert.ok(isAppTheoryError(error, 'event_bus.unreadable_event'))
    const { data } = error.cause as { data: unknown }
    assert.deepEqual(data, { pk: 'acme#order.created', sk: `${start}000000#a` })
    return true
  })
  await bus.deleteEvent('a', { tenantId })
  assert.deepEqual(fake.items(tableName), [])
})
