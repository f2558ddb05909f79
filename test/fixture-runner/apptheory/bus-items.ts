import { isAppTheoryError } from '../../../errors.ts'
import { DynamoDBEventBus } from '../../../services/event-bus/dynamodb/dynamodb-event-bus.ts'
import { eventBusTable } from '../../../services/event-bus/dynamodb/table.ts'
import { ManualClock } from '../../../testkit/index.ts'
import type { FixtureFamily } from '../fixture-family.ts'
import { type BusItemsCase, type RecordedEvent, readAt } from './bus-case.ts'
import type { Observation } from './recorded-case.ts'
import { recordedFamily } from './recorded-family.ts'
import { type Item, itemsOf, newTable, putItems, stores, type Table } from './tables.ts'

export const busItems: FixtureFamily = recordedFamily<BusItemsCase>(
  'bus-items',
  stores.map(({ connect, ...store }) => ({
    ...store,
    open: async () => {
      const client = connect()
      return {
        observe: async (recorded) => {
          const table = (name: string) => newTable(client, eventBusTable, `${recorded.id}.${name}`)
          const read = await readings(recorded, await table('read'))
          const written = await writing(recorded, await table('written'))
          return {
            actual: { read: read.actual, written: written.actual },
            expected: { read: read.expected, written: written.expected },
          }
        },
        close: async () => client.destroy(),
      }
    },
  })),
)

/** An item of Go is read in every way, and by nobody else. */
async function readings({ given, expect }: BusItemsCase, table: Table): Promise<Observation> {
  await putItems(table, [expect.item])
  const bus = busOn(table)
  const { id, tenantId, eventType } = given.event
  const publishedAt = new Date(given.event.publishedAt)
  const reached: unknown[] = []
  for (const scope of expect.mustNotReadAs ?? []) {
    reached.push((await bus.query(scope)).events.length)
    for (const call of ['getEvent', 'deleteEvent'] as const)
      reached.push(await outcome(bus[call](id, { ...scope, publishedAt })))
  }
  const strangers = (expect.mustNotReadAs ?? []).flatMap(() => [0, ...Array(2).fill('event_bus.not_found')])
  if (!expect.mustRead) return { actual: { reached }, expected: { reached: strangers } }
  const scope = { tenantId: tenantId.trim(), eventType: eventType.trim() }
  const byType = await bus.query(scope)
  const byTenant = await bus.query({ tenantId: scope.tenantId })
  const byId = await outcome(bus.getEvent(id))
  return {
    actual: {
      reached,
      byType: byType.events.map(eventForm),
      byTenant: byTenant.events.length,
      byId: typeof byId === 'string' ? byId : 'found',
    },
    expected: { reached: strangers, byType: [readBackForm(given.event, expect)], byTenant: 1, byId: 'found' },
  }
}

function eventForm(event: object): unknown {
  const { partitionKey: _, sortKey: __, replayed: ___, ...rest } = JSON.parse(JSON.stringify(event))
  return { ...rest, createdAt: 'a time' }
}

/** What Go read back, with times in milliseconds, and absent where Go has none. */
function readBackForm(given: RecordedEvent, { readBack }: BusItemsCase['expect']): unknown {
  const event: Record<string, unknown> = { ...given, ...readBack }
  const { payloadJson, createdAt: _, correlationId, metadata, tags, ...rest } = event
  return {
    ...rest,
    ...(payloadJson !== undefined && { payload: JSON.parse(String(payloadJson)) }),
    publishedAt: inMilliseconds(event['publishedAt']),
    expiresAt: inMilliseconds(event['expiresAt']),
    createdAt: 'a time',
    retryCount: event['retryCount'] ?? 0,
    ...(correlationId ? { correlationId } : {}),
    metadata: metadata ?? {},
    tags: [...((tags as readonly string[] | null) ?? [])].sort(),
  }
}

const written = ['pk', 'sk', 'id', 'event_type', 'tenant_id', 'source_id', 'version', 'ttl', 'correlation_id']

/** The same event, published here, is stored as Go stores it. */
async function writing({ given, expect }: BusItemsCase, table: Table): Promise<Observation> {
  if (!expect.mustRead) return { actual: 'nothing required', expected: 'nothing required' }
  const { payloadJson, payloadBase64: _, publishedAt, createdAt, expiresAt, ...event } = given.event
  await busOn(table).publish({
    ...event,
    payload: JSON.parse(payloadJson ?? 'null'),
    publishedAt: new Date(publishedAt),
    createdAt: new Date(createdAt),
    expiresAt: new Date(expiresAt),
  })
  const [item = {}] = await itemsOf(table)
  const hasWholeMilliseconds = !/\.\d{4}/.test(publishedAt)
  const names = written.filter((name) => name !== 'sk' || hasWholeMilliseconds)
  return { actual: itemForm(item, names), expected: itemForm(expect.item, names) }
}

function itemForm(item: Item, names: readonly string[]): object {
  return {
    ...Object.fromEntries(names.map((name) => [name, item[name]?.S ?? item[name]?.N])),
    tags: item['tags']?.SS?.toSorted() ?? [],
    metadata: Object.fromEntries(Object.entries(item['metadata']?.M ?? {}).map(([name, { S }]) => [name, S])),
  }
}

function busOn(table: Table): DynamoDBEventBus {
  return new DynamoDBEventBus({ ...table, clock: new ManualClock(readAt) })
}

async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call
  } catch (error) {
    if (isAppTheoryError(error)) return error.code
    throw error
  }
}

function inMilliseconds(time: unknown): string {
  return new Date(String(time)).toISOString()
}
