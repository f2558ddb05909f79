import {
  type AttributeValue,
  CreateTableCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBEventBus } from '../../../services/event-bus/dynamodb/dynamodb-event-bus.ts'
import { DynamoDBSeenStore, seenTable } from '../../../services/event-bus/dynamodb/dynamodb-seen-store.ts'
import { eventBusTable } from '../../../services/event-bus/dynamodb/table.ts'
import { MemorySeenStore } from '../../../services/event-bus/seen-store.ts'
import type { FaultyClient } from '../faulty-client.ts'
import type { FixtureCase } from './fixture-case.ts'
import type { MakeSubject } from './run-case.ts'

/** A bus on an empty table of its own, in which expired items stay. */
export function tableSubject(
  { given, id }: FixtureCase,
  { client, faults, calls, prefix }: FaultyClient,
): MakeSubject {
  const itemsOf = async (tableName: string) =>
    (await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items ?? []
  return async (options) => {
    const tableName = `${prefix}${id.replaceAll('/', '.')}`
    const seenTableName = `${tableName}.seen`
    await client.send(new CreateTableCommand({ ...eventBusTable, TableName: tableName }))
    if (given.seen?.kind === 'table') {
      await client.send(new CreateTableCommand({ ...seenTable, TableName: seenTableName }))
    }
    for (const item of given.items ?? []) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: fromWire(item) }))
    }
    calls.length = 0
    const { metrics, clock } = options
    const named = metrics && {
      ...metrics,
      emit: (record: Parameters<typeof metrics.emit>[0]) =>
        metrics.emit({ ...record, tags: { ...record.tags, table_name: 'events' } }),
    }
    return {
      bus: new DynamoDBEventBus({ ...options, client, tableName, metrics: named, random: () => 0 }),
      seen:
        given.seen?.kind === 'table'
          ? new DynamoDBSeenStore({ client, tableName: seenTableName, clock, ttlMs: given.seen.ttlMs })
          : new MemorySeenStore({ maxKeys: given.seen?.maxKeys }),
      store: {
        items: () => itemsOf(tableName),
        seenItems: () => itemsOf(seenTableName),
        calls: () => [...calls],
        fail: (fault) => faults.push(fault),
      },
    }
  }
}

function fromWire(item: Readonly<Record<string, { readonly B?: string }>>): Record<string, AttributeValue> {
  const entries = Object.entries(item).map(([name, value]) => [
    name,
    value.B === undefined ? value : { B: Buffer.from(value.B, 'base64') },
  ])
  return Object.fromEntries(entries)
}
