import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAppTheoryError } from '../../../errors.ts'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { DynamoDBEventBus } from '../dynamodb/dynamodb-event-bus.ts'
import type { EventQuery } from '../event-bus.ts'
import { type CursorKey, decodeCursor, encodeCursor, type QueryRange } from './cursor.ts'

const runs = Number(process.env['EVENT_BUS_CURSORS'] ?? 1000)
const key = {
  partitionKey: 'acme#order.created',
  sortKey: '1772359200000000000#a',
  publishedAt: '2026-03-01T10:00:00.000000000Z',
}
const jsonOf = (cursor: string) => Buffer.from(cursor, 'base64').toString()

test('a cursor on the table is that of TableTheory, byte for byte', () => {
  const cursor = encodeCursor({ tenantId: 'acme', partitionKey: key.partitionKey, order: 'desc' }, key)
  assert.equal(
    jsonOf(cursor),
    '{"lastKey":{"pk":{"S":"acme#order.created"},"sk":{"S":"1772359200000000000#a"}},"sort":"DESC"}',
  )
  assert.equal(cursor.length % 4, 0)
})

test('a cursor on the index of tenants has the keys of both, sorted, and names the index', () => {
  assert.equal(
    jsonOf(encodeCursor({ tenantId: 'acme', partitionKey: undefined, order: 'desc' }, key)),
    '{"lastKey":{"pk":{"S":"acme#order.created"},"published_at":{"S":"2026-03-01T10:00:00.000000000Z"},' +
      '"sk":{"S":"1772359200000000000#a"},"tenant_id":{"S":"acme"}},' +
      '"index":"tenant-timestamp-index","sort":"DESC"}',
  )
})

test('characters are escaped as Go escapes them, and the alphabet is that of URLs', () => {
  const sortKey = '1772359200000000000#<>&\u2028\u2029"\\\n\t\u0001\u007fé🦊?>'
  const cursor = encodeCursor(
    { tenantId: 'acme', partitionKey: key.partitionKey, order: 'desc' },
    { ...key, sortKey },
  )
  const escaped = '#\\u003c\\u003e\\u0026\\u2028\\u2029\\"\\\\\\n\\t\\u0001\u007fé🦊?\\u003e'
  assert.ok(jsonOf(cursor).includes(escaped), jsonOf(cursor))
  assert.match(cursor, /^[\w-]+=*$/)
})

interface Scene {
  readonly fake: FakeDynamoDB
  readonly bus: DynamoDBEventBus
  readonly cursors: Readonly<Record<string, string>>
}

async function scene(): Promise<Scene> {
  const clock = new ManualClock('2026-03-01T10:00:00.123Z')
  const fake = new FakeDynamoDB({ clock })
  const bus = new DynamoDBEventBus({ client: fake.client(), clock, tableName: 'events' })
  await bus.ensureTable()
  const cursors: Record<string, string> = {}
  for (const tenantId of ['acme', 'acme2', 'evil']) {
    for (const eventType of ['created', 'paid']) {
      for (let i = 0; i < 4; i++) {
        await bus.publish({ tenantId, eventType, payload: i, publishedAt: new Date(clock.now() + i * 1000) })
      }
      const typed = await bus.query({ tenantId, eventType, limit: 2 })
      cursors[`${tenantId} ${eventType}`] = String(typed.cursor)
    }
    cursors[`${tenantId} all`] = String((await bus.query({ tenantId, limit: 3 })).cursor)
  }
  fake.log.clear()
  return { fake, bus, cursors }
}

/**
 * The first three change whatever they meet, so that now and then another position of the same partition
 * comes out.
 */
const damages: readonly ((json: string, at: number, other: string) => string)[] = [
  (json, at) => json.slice(0, at % json.length),
  (json, at) => `${json.slice(0, at % json.length)}${json.slice((at % json.length) + 1 + (at % 7))}`,
  (json, at, other) => `${json.slice(0, at % json.length)}${other}${json.slice(at % json.length)}`,
  (json) => json.replace('DESC', 'ASC'),
  (json) => json.replace('"sort"', '"sort":"DESC","sort"'),
  (json) => json.replace('acme', 'evil'),
  (json) => json.replaceAll('acme', 'evil'),
  (json) => json.replaceAll('acme', 'acme2'),
  (json) => json.replace('tenant-timestamp-index', 'event-id-index'),
  (json) => json.replace('{"S":', '{"N":'),
  (json) => json.replace('"pk":{"S":', '"pk":{"S":"x","S":'),
  (json) => json.replace('"lastKey":{', '"lastKey":{"id":{"S":"x"},'),
  (json) => json.replace('lastKey', '__proto__'),
  (json) => json.replace(/"sk":\{"S":"\d/, '"sk":{"S":"x'),
  (json) => json.replace(/"sk":\{"S":"\d+#[^"]*"/, '"sk":{"S":""'),
  (json) => json.replace(/#[0-9A-Z]{26}/, '#\\ud800'),
  (json) => json.replace('{', '{ '),
  (json) => `[${json}]`,
  (json) => `${json}${json}`,
  () => 'null',
  () => '{"lastKey":null,"sort":"DESC"}',
  () => '{"lastKey":{},"sort":"DESC"}',
]

test(`property: of ${runs} damaged cursors each is rejected, or another position of the query`, async (t) => {
  const { fake, bus, cursors } = await scene()
  const queries: readonly [EventQuery, string | undefined][] = [
    [{ tenantId: 'acme', eventType: 'created' }, cursors['acme created']],
    [{ tenantId: 'acme' }, cursors['acme all']],
  ]
  let refused = 0
  const damaged = fc.record({
    query: fc.nat(1),
    damage: fc.nat(damages.length + 1),
    at: fc.nat(100_000),
    other: fc.string({ minLength: 1, maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(damaged, async ({ query: q, damage, at, other }) => {
      const [query, own = ''] = queries[q] ?? [{ tenantId: '' }, '']
      const change = damages[damage]
      const i = at % own.length
      // The last two kinds change the text itself.
      const text =
        damage % 2 ? `${own.slice(0, i)}${other}${own.slice(i + 1)}` : `${own.slice(0, i)}${own.slice(i + 1)}`
      const cursor = change ? Buffer.from(change(jsonOf(own), at, other)).toString('base64url') : text
      const padded = change ? cursor.padEnd(Math.ceil(cursor.length / 4) * 4, '=') : cursor
      if (padded === own) return
      fake.log.clear()
      try {
        const { events } = await bus.query({ ...query, cursor: padded })
        assert.ok(!change || damage < 3, `accepted: ${jsonOf(padded)}`)
        assert.match(jsonOf(padded), /^\{"lastKey":\{"pk":\{"S":"acme#/)
        for (const event of events) {
          assert.equal(event.tenantId, 'acme')
          if (query.eventType) assert.equal(event.eventType, query.eventType)
        }
      } catch (error) {
        if (!isAppTheoryError(error, 'event_bus.invalid_cursor')) throw error
        assert.deepEqual(fake.log.requests(), [])
        refused += 1
      }
    }),
    { numRuns: runs },
  )
  assert.ok(refused > runs * 0.85, `${refused} of ${runs} refused`)
  t.diagnostic(`${refused} of ${runs} damaged cursors refused, the others are positions`)
})

test('every cursor is refused by every query that is not its own, without a request', async () => {
  const { fake, bus, cursors } = await scene()
  for (const tenantId of ['acme', 'acme2', 'evil']) {
    for (const eventType of ['created', 'paid', undefined]) {
      for (const [owner, cursor] of Object.entries(cursors)) {
        fake.log.clear()
        const own = owner === `${tenantId} ${eventType ?? 'all'}`
        const page = bus.query({ tenantId, eventType, cursor })
        if (own) assert.ok((await page).events.length > 0)
        else {
          await assert.rejects(page, (error) => isAppTheoryError(error, 'event_bus.invalid_cursor'))
          assert.deepEqual(fake.log.requests(), [])
        }
      }
    }
  }
})

test('cursors of unreasonable size are refused', async () => {
  const { bus } = await scene()
  const huge = Buffer.from(`{"lastKey":{"pk":{"S":"${'x'.repeat(100_000)}"}}}`).toString('base64url')
  await assert.rejects(bus.query({ tenantId: 'acme', cursor: huge }), (error) =>
    isAppTheoryError(error, 'event_bus.invalid_cursor'),
  )
})

const ofType: QueryRange = {
  tenantId: 'acme',
  partitionKey: key.partitionKey,
  start: undefined,
  end: undefined,
  order: 'desc',
}
const ofTenant: QueryRange = { ...ofType, partitionKey: undefined }

/** What comes out of a cursor of `changes` where `query` continues it. */
function continued(query: QueryRange, changes: Partial<CursorKey> = {}): CursorKey | 'refused' {
  try {
    return decodeCursor(encodeCursor(query, { ...key, ...changes }), query)
  } catch (error) {
    if (isAppTheoryError(error, 'event_bus.invalid_cursor')) return 'refused'
    throw error
  }
}

test('a cursor comes out as the position that went in; on the table that has no time of its own', () => {
  assert.deepEqual(continued(ofType), { ...key, publishedAt: '' })
  assert.deepEqual(continued(ofTenant), key)
})

test('what is not text is not a cursor', () => {
  for (const cursor of [null, 5, {}, ['a'], true]) {
    assert.throws(
      () => decodeCursor(cursor, ofType),
      (error) => isAppTheoryError(error, 'event_bus.invalid_cursor'),
    )
  }
})

test('a cursor has to be within the span of its query, both ends included', () => {
  const at = key.sortKey.slice(0, 19)
  const [before, after] = ['1772359199999999999', '1772359200000000001']
  const within = (start?: string, end?: string) => continued({ ...ofType, start, end }) !== 'refused'

  assert.deepEqual(
    [within(at), within(undefined, at), within(at, at), within(before, after)],
    [true, true, true, true],
  )
  assert.deepEqual([within(after), within(undefined, before)], [false, false])
})

test('keys longer than those of any event are refused', () => {
  const sortKey = (bytes: number) => ({ sortKey: key.sortKey.padEnd(bytes, 'a') })
  const partitionKey = (bytes: number) => ({ partitionKey: 'acme#'.padEnd(bytes, 'a') })

  assert.notEqual(continued(ofType, sortKey(1024)), 'refused')
  assert.equal(continued(ofType, sortKey(1025)), 'refused')
  assert.notEqual(continued(ofTenant, partitionKey(2048)), 'refused')
  assert.equal(continued(ofTenant, partitionKey(2049)), 'refused')
})

test('a position in the index is in a partition of the tenant, of any type', () => {
  for (const partitionKey of ['acme#a', 'acme#order.paid']) {
    assert.notEqual(continued(ofTenant, { partitionKey }), 'refused', partitionKey)
  }
  for (const partitionKey of ['acme#', 'acme', 'acme2#a', 'evil#a', '']) {
    assert.equal(continued(ofTenant, { partitionKey }), 'refused', partitionKey)
  }
})

test('a position in the index has one time, however it is written', () => {
  const sortKey = '1772359200120000000#a'
  const fits = (publishedAt: string) => continued(ofTenant, { sortKey, publishedAt }) !== 'refused'

  // Go writes fractions without the zeroes at their end; an event whose time is trimmed sorts before its
  // own time.
  for (const publishedAt of [
    '2026-03-01T10:00:00.120000000Z',
    '2026-03-01T10:00:00.12Z',
    '2026-03-01T10:00:00Z',
  ]) {
    assert.ok(fits(publishedAt), publishedAt)
  }
  for (const publishedAt of [
    '2026-03-01T10:00:00.13Z',
    '2026-03-01T10:00:01.12Z',
    '2026-03-01T10:00:00.1200000000Z',
    ' 2026-03-01T10:00:00.12Z',
    '2026-03-01T10:00:00.12Z ',
    '2026-03-01T10:00:00.12',
    '',
  ]) {
    assert.equal(fits(publishedAt), false, publishedAt)
  }
})

const wholeTenant: QueryRange = {
  tenantId: 'acme',
  partitionKey: undefined,
  start: undefined,
  end: undefined,
  order: 'desc',
}

test('at an item that is not an event, a cursor names the tenant', () => {
  const query = { ...wholeTenant, partitionKey: key.partitionKey }
  const cursor = encodeCursor(query, { ...key, sortKey: 'zebra', publishedAt: '' })
  assert.equal(
    jsonOf(cursor),
    '{"lastKey":{"pk":{"S":"acme#order.created"},"sk":{"S":"zebra"},"tenant_id":{"S":"acme"}},"sort":"DESC"}',
  )
  assert.equal(decodeCursor(cursor, query).sortKey, 'zebra')
})

for (const [position, span, accepted] of [
  [{ sortKey: 'a' }, { partitionKey: key.partitionKey }, true],
  [{ sortKey: '' }, { partitionKey: key.partitionKey }, false],
  [{ sortKey: '17' }, { partitionKey: key.partitionKey, start: '17' }, true],
  [{ sortKey: '16' }, { partitionKey: key.partitionKey, start: '17' }, false],
  [{ sortKey: '17$' }, { partitionKey: key.partitionKey, end: '17' }, true],
  [{ sortKey: '17$0' }, { partitionKey: key.partitionKey, end: '17' }, false],
  [{ sortKey: '#tag', publishedAt: 'some day' }, {}, true],
  [{ sortKey: 'tag#', publishedAt: 'some day' }, {}, false],
  [{ sortKey: '#tag', publishedAt: '' }, {}, false],
] as const) {
  const belongs = accepted ? 'belongs' : 'does not belong'
  test(`the position ${JSON.stringify(position)} ${belongs} to ${JSON.stringify(span)}`, () => {
    const query = { ...wholeTenant, ...span }
    const cursor = encodeCursor(query, { ...key, ...position })
    const decoded = (): CursorKey => decodeCursor(cursor, query)
    if (accepted) assert.equal(decoded().sortKey, position.sortKey)
    else assert.throws(decoded, (error) => isAppTheoryError(error, 'event_bus.invalid_cursor'))
  })
}
