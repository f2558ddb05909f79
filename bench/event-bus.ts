import { stdout } from 'node:process'
import { type AttributeValue, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { DynamoDBEventBus } from '../services/event-bus/dynamodb/index.ts'
import type { EventInput } from '../services/event-bus/index.ts'
import { ulidGenerator } from '../services/ids/ids.ts'
import { hasJava, startDynamoDBLocal } from '../test/dynamodb-local/server.ts'
import { compare } from './compare.ts'

const tenantId = 'acme'
const eventType = 'order.created'
const payload = { orderId: 'o-1', total: 12.5, lines: [{ sku: 'a', quantity: 2 }], note: 'x'.repeat(200) }

/** The bus beside the bare SDK, on DynamoDB Local. */
export async function bench(): Promise<void> {
  if (hasJava()) await dynamodb()
  else stdout.write('\nLEFT OUT, because there is no Java: the bus on DynamoDB Local\n')
}

async function dynamodb(): Promise<void> {
  await using local = await startDynamoDBLocal()
  const client = new DynamoDBClient({
    endpoint: local.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  })
  const bus = new DynamoDBEventBus({ client, tableName: 'ours' })
  const bare = new DynamoDBEventBus({ client, tableName: 'bare' })
  await bus.ensureTable()
  await bare.ensureTable()
  await publishing(client, bus)
  await paging(client, bus)
  client.destroy()
}

async function publishing(client: DynamoDBClient, bus: DynamoDBEventBus): Promise<void> {
  const ids = ulidGenerator()
  await compare(
    'Publish on DynamoDB Local, one after another',
    [
      {
        name: 'bare conditional PutItemCommand',
        async run(count) {
          for (let i = 0; i < count; i++) await client.send(barePut(ids.next()))
        },
      },
      {
        name: 'apptheory-middy publish',
        async run(count) {
          for (let i = 0; i < count; i++) await bus.publish(event())
        },
      },
    ],
    { operations: 10, rounds: 500 },
  )
}

function event(): EventInput {
  return { tenantId, eventType, payload, sourceId: 'bench', tags: ['a', 'b'], metadata: { region: 'eu' } }
}

/** The least that stores the same item on the same condition, written by hand. */
function barePut(id: string): PutItemCommand {
  const now = new Date()
  const time = `${now.toISOString().slice(0, -1)}000000Z`
  const expiresAt = now.getTime() + 2_592_000_000
  return new PutItemCommand({
    TableName: 'bare',
    Item: {
      pk: { S: `${tenantId}#${eventType}` },
      sk: { S: `${now.getTime()}000000#${id}` },
      id: { S: id },
      event_type: { S: eventType },
      tenant_id: { S: tenantId },
      source_id: { S: 'bench' },
      published_at: { S: time },
      created_at: { S: time },
      expires_at: { S: `${new Date(expiresAt).toISOString().slice(0, -1)}000000Z` },
      ttl: { N: String(Math.floor(expiresAt / 1000)) },
      payload: { B: Buffer.from(JSON.stringify(payload)) },
      metadata: { M: { region: { S: 'eu' } } },
      tags: { SS: ['a', 'b'] },
      version: { N: '1' },
      retry_count: { N: '0' },
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  })
}

async function paging(client: DynamoDBClient, bus: DynamoDBEventBus): Promise<void> {
  const ofType = bareQuery('pk', `${tenantId}#${eventType}`)
  const ofTenant = bareQuery('tenant_id', tenantId, 'tenant-timestamp-index')
  for (const [title, query, bare] of [
    ['one type', { tenantId, eventType }, ofType],
    ['all types of a tenant', { tenantId }, ofTenant],
    ['one type, oldest first', { tenantId, eventType, order: 'asc' }, oldestFirst(ofType)],
    ['all types of a tenant, oldest first', { tenantId, order: 'asc' }, oldestFirst(ofTenant)],
  ] as const) {
    await compare(
      `A page of 100 on DynamoDB Local, ${title}`,
      [
        {
          name: 'bare Query and unmarshall',
          async run(count) {
            for (let i = 0; i < count; i++) read((await client.send(new QueryCommand(bare))).Items)
          },
        },
        {
          name: 'apptheory-middy query',
          async run(count) {
            for (let i = 0; i < count; i++) await bus.query(query)
          },
        },
      ],
      { operations: 4, rounds: 200 },
    )
  }
}

function bareQuery(key: string, value: string, index?: string): QueryCommand['input'] {
  return {
    TableName: 'ours',
    ...(index && { IndexName: index }),
    KeyConditionExpression: `${key} = :key`,
    ExpressionAttributeValues: { ':key': { S: value } },
    ScanIndexForward: false,
    Limit: 100,
  }
}

function oldestFirst(query: QueryCommand['input']): QueryCommand['input'] {
  return { ...query, ScanIndexForward: true }
}

/** What a caller needs of an item all the same: the payload as a value. */
function read(items: readonly Record<string, AttributeValue>[] = []): readonly unknown[] {
  return items.map((item) => {
    const plain = unmarshall(item)
    return { ...plain, payload: JSON.parse(Buffer.from(plain['payload']).toString()) }
  })
}
