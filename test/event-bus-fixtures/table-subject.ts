import {
  type AttributeValue,
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBEventBus } from '../../services/event-bus/dynamodb-event-bus.ts'
import { eventBusTable } from '../../services/event-bus/dynamodb-table.ts'
import type { FixtureCase, FixtureFault } from './fixture-case.ts'
import type { MakeSubject } from './run-case.ts'

/** A client to whose requests things can happen, and that counts them. */
export interface FaultyClient {
  readonly client: DynamoDBClient
  /** What befalls the next requests. */
  readonly faults: FixtureFault[]
  readonly calls: string[]
  /** What tables are called, where several suites share a store. */
  readonly prefix: string
}

export function faultyClient(client: DynamoDBClient, prefix = ''): FaultyClient {
  const faults: FixtureFault[] = []
  const calls: string[] = []
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        calls.push(commandName.replace(/Command$/, ''))
        const fault = faults.shift()
        if (fault?.when === 'before') throw connectionReset()
        const answer = await next(args)
        if (fault?.when === 'after') throw connectionReset()
        return answer
      },
    // Nearest to the wire.
    { step: 'deserialize', priority: 'low' },
  )
  return { client, faults, calls, prefix }
}

/** A bus on an empty table of its own, in which expired items stay. */
export function tableSubject(
  { given, id }: FixtureCase,
  { client, faults, calls, prefix }: FaultyClient,
): MakeSubject {
  return async (options) => {
    const tableName = `${prefix}${id.replaceAll('/', '.')}`
    await client.send(new CreateTableCommand({ ...eventBusTable, TableName: tableName }))
    for (const item of given.items ?? []) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: fromWire(item) }))
    }
    calls.length = 0
    const { metrics } = options
    const named = metrics && {
      ...metrics,
      emit: (record: Parameters<typeof metrics.emit>[0]) =>
        metrics.emit({ ...record, tags: { ...record.tags, table_name: 'events' } }),
    }
    return {
      bus: new DynamoDBEventBus({ ...options, client, tableName, metrics: named, random: () => 0 }),
      store: {
        items: async () =>
          (await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items ?? [],
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

function connectionReset(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
}
