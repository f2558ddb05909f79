import { stdout } from 'node:process'
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { eventBusStream } from '../middlewares/event-bus.ts'
import { DynamoDBEventBus, ensureTable } from '../services/event-bus/dynamodb/index.ts'
import { tableInput } from '../testkit/fake-dynamodb/table-input.helper.ts'
import { connectStream, FakeDynamoDB, ManualClock } from '../testkit/index.ts'

const EVENTS = 10_000
const RECORDS = 1_000_000

/** What a stream of the fake costs: in time, from the writer to the subscriber, and in memory. */
export async function bench(): Promise<void> {
  await chain()
  await memory()
}

async function chain(): Promise<void> {
  const clock = new ManualClock()
  const fake = new FakeDynamoDB({ clock, logLimit: 1 })
  const client = fake.client()
  await ensureTable(client, { tableName: 'events', clock })
  const bus = new DynamoDBEventBus({ client, tableName: 'events', clock })
  let handled = 0
  bus.subscribe('order.created', () => {
    handled += 1
  })
  const mapping = connectStream(fake, {
    tableName: 'events',
    handler: eventBusStream({ bus }),
    functionResponseTypes: ['ReportBatchItemFailures'],
  })
  const input = { tenantId: 'acme', eventType: 'order.created', payload: { orderId: 'o-1', total: 12.5 } }
  const before = process.cpuUsage()
  for (let sent = 0; sent < EVENTS; sent += 100) {
    await bus.publishMany(Array.from({ length: 100 }, () => input))
    clock.advance(1)
  }
  const published = process.cpuUsage(before)
  const deliveries = await mapping.drain()
  const { user, system } = process.cpuUsage(before)
  const publishing = (published.user + published.system) / 1e6
  stdout.write(
    `\n${handled} events through table, stream, mapping and subscriber, ${deliveries.length} batches: ` +
      `${((user + system) / 1e6).toFixed(2)} s of CPU, ${publishing.toFixed(2)} s of it to publish them\n`,
  )
}

/** A million records are written, read by a consumer that keeps up, and trimmed after a day. */
async function memory(): Promise<void> {
  const clock = new ManualClock()
  const fake = new FakeDynamoDB({ clock, logLimit: 1 })
  const client = fake.client()
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      ...tableInput('counters', { keys: { pk: 'S' } }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )
  const StreamArn = TableDescription?.LatestStreamArn
  const streams = fake.streamsClient()
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId
  let { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  )
  const heapMb = (): number => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed / 1_048_576
  }
  const idle = heapMb()
  let read = 0
  let peak = 0
  const step = 1000
  for (let written = 0; written < RECORDS; written += step) {
    fake.load(
      'counters',
      Array.from({ length: step }, (_, i) => ({ pk: { S: `c${i}` }, n: { N: String(written) } })),
    )
    // A thousand a quarter of an hour: what a day keeps is a tenth of all.
    clock.advance(14.4 * 60_000)
    const page = await streams.send(new GetRecordsCommand({ ShardIterator }))
    read += page.Records?.length ?? 0
    ShardIterator = page.NextShardIterator
    if (written % 100_000 === 0) peak = Math.max(peak, heapMb())
  }
  const busy = heapMb()
  clock.advance(25 * 60 * 60_000)
  await client.send(new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'last' } } }))
  stdout.write(
    `A stream of ${RECORDS} records, ${read} read: heap ${idle.toFixed(0)} MB before, at most ` +
      `${Math.max(peak, busy).toFixed(0)} MB while a day keeps 100000, ` +
      `${heapMb().toFixed(0)} MB when they are trimmed\n`,
  )
}
