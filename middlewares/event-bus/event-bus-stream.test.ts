import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import { isAppTheoryError } from '../../errors.ts'
import { DynamoDBEventBus, DynamoDBSeenStore, seenTable } from '../../services/event-bus/dynamodb/index.ts'
import { MemoryEventBus } from '../../services/event-bus/index.ts'
import { createTestEnv, type TestEnv } from '../../testkit/index.ts'
import { eventBusStream } from './event-bus-stream.ts'

const order = { eventType: 'order.created', tenantId: 'acme', payload: { total: 12 }, tags: ['vip'] }

/** What the stream of the table has to tell of its items, as Lambda passes it on. */
async function sceneWith(ids: readonly string[], options: object = {}): Promise<Scene> {
  const env = createTestEnv()
  const client = env.dynamodb.client()
  const bus = new DynamoDBEventBus({ client, clock: env.clock, tableName: 'events', ...options })
  await bus.ensureTable()
  for (const id of ids) await bus.publish({ ...order, id })
  const records = env.dynamodb.items('events').map(
    (item, i): DynamoDBRecord => ({
      eventID: `record-${i}`,
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: String(100 + i), NewImage: item as never },
    }),
  )
  const heard: string[] = []
  bus.subscribe('*', ({ id }) => heard.push(id))
  return { env, bus, records, heard }
}

interface Scene {
  readonly env: TestEnv
  readonly bus: DynamoDBEventBus
  readonly records: DynamoDBRecord[]
  readonly heard: string[]
}

test('subscribers hear of what was stored, in order, whole', async () => {
  const { env, bus, records, heard } = await sceneWith(['a', 'b'])
  const events: unknown[] = []
  bus.subscribe('order.created', (event) => events.push(event))

  const answer = await eventBusStream({ bus })({ Records: records }, env.context())

  assert.deepEqual(answer, { batchItemFailures: [] })
  assert.deepEqual(heard, ['a', 'b'])
  assert.deepEqual(events[0], await bus.getEvent('a'))
})

test('the first record that fails ends the batch, and is the one from which Lambda goes on', async () => {
  const { env, bus, records, heard } = await sceneWith(['a', 'b', 'c'])
  let broken = true
  bus.subscribe('*', ({ id }) => {
    if (id === 'b' && broken) throw new Error('not now')
  })
  const failures: unknown[] = []
  const onFailure = (error: unknown): never => {
    failures.push((error as { code: string }).code)
    throw new Error('a hook that throws')
  }
  const handler = eventBusStream({ bus, onFailure })

  const first = await handler({ Records: records }, env.context())
  broken = false
  const second = await handler({ Records: records.slice(1) }, env.context())

  assert.deepEqual(first, { batchItemFailures: [{ itemIdentifier: '101' }] })
  assert.deepEqual(second, { batchItemFailures: [] })
  assert.deepEqual(heard, ['a', 'b', 'b', 'c'])
  assert.deepEqual(failures, ['event_bus.subscriber_failed'])
})

test('a hook for failures is waited for, and may reject', async () => {
  const { env, bus, records } = await sceneWith(['a'])
  bus.subscribe('*', () => {
    throw new Error('not now')
  })
  const steps: string[] = []
  const onFailure = async (_: unknown, record: DynamoDBRecord): Promise<never> => {
    await new Promise(setImmediate)
    steps.push(`reported ${record.eventID}`)
    throw new Error('the log is down')
  }

  const answer = await eventBusStream({ bus, onFailure })({ Records: records }, env.context())

  assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: '100' }] })
  assert.deepEqual(steps, ['reported record-0'])
})

test('a record that comes again is not handled again, by each consumer on its own', async () => {
  const { env, bus, records, heard } = await sceneWith(['a'])
  const client = env.dynamodb.client()
  await client.send(new CreateTableCommand(seenTable))
  const tableName = String(seenTable.TableName)
  const storeOf = () => new DynamoDBSeenStore({ client, tableName, clock: env.clock })
  for (const consumer of ['mail', 'mail', 'stock']) {
    await eventBusStream({ bus, consumer, seen: storeOf() })({ Records: records }, env.context())
  }
  assert.deepEqual(heard, ['a', 'a'])

  env.clock.advance(3 * 86_400_000)
  await eventBusStream({ bus, consumer: 'mail', seen: storeOf() })({ Records: records }, env.context())
  assert.equal(heard.length, 3)

  const inMemory = eventBusStream({ bus })
  await inMemory({ Records: [...records, ...records] }, env.context())
  await inMemory({ Records: records }, env.context())
  assert.equal(heard.length, 4)
})

test('a seen-store that fails fails the record', async () => {
  const { env, bus, records } = await sceneWith(['a'])
  const client = env.dynamodb.client({ maxAttempts: 1 })
  const seen = new DynamoDBSeenStore({ client, tableName: 'missing', clock: env.clock })
  const answer = await eventBusStream({ bus, seen })({ Records: records }, env.context())
  assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: '100' }] })
  await assert.rejects(seen.add('x'), (error) => isAppTheoryError(error, 'event_bus.store_failed'))
})

test('guards of IDs, deletions and changes are no events', async () => {
  const { env, bus, records, heard } = await sceneWith(['a'], { idempotency: 'id' })
  assert.equal(records.length, 2)
  const changes = records.flatMap((record): DynamoDBRecord[] => [
    { ...record, eventName: 'REMOVE', eventID: 'x' },
    { ...record, eventName: 'MODIFY', eventID: 'y' },
  ])
  const answer = await eventBusStream({ bus })({ Records: [...records, ...changes] }, env.context())
  assert.deepEqual([answer.batchItemFailures, heard], [[], ['a']])
})

test('an event that takes the place of an expired one is one', async () => {
  const { env, bus, records, heard } = await sceneWith(['a'])
  const [record] = records
  const image = record?.dynamodb?.NewImage ?? {}
  const seconds = env.clock.now() / 1000
  const expired = { ...image, expires_at: { S: '2025-12-31T23:59:59.000000000Z' } }
  const dynamodb = { NewImage: image, OldImage: expired, ApproximateCreationDateTime: seconds }
  await eventBusStream({ bus })({ Records: [{ ...record, eventName: 'MODIFY', dynamodb }] }, env.context())
  assert.deepEqual(heard, ['a'])
})

test('the bytes of a payload are base64 in a Lambda event', async () => {
  const { env, bus, records } = await sceneWith(['a'])
  const payload = Buffer.from('{"text":"é"}').toString('base64')
  const [record = {}] = records
  const NewImage = { ...record.dynamodb?.NewImage, payload: { B: payload } }
  const payloads: unknown[] = []
  bus.subscribe('*', (event) => payloads.push(event.payload))
  await eventBusStream({ bus })({ Records: [{ ...record, dynamodb: { NewImage } }] }, env.context())
  assert.deepEqual(payloads, [{ text: 'é' }])
})

test('something else than a stream, or one without new images, fails for all to see', async () => {
  const { env, bus, records } = await sceneWith(['a'])
  const handler = eventBusStream({ bus })
  const invalid = (error: unknown) => isAppTheoryError(error, 'event_bus.invalid_stream')
  const keysOnly = records.map((record) => ({ ...record, dynamodb: { SequenceNumber: '1' } }))
  await assert.rejects(handler({ Records: keysOnly }, env.context()), invalid)
  await assert.rejects(handler({} as never, env.context()), invalid)
})

test('a wrong option is a TypeError that names it', () => {
  const bus = new MemoryEventBus()
  const wrong: readonly [string, object][] = [
    ["option 'bus' is required", {}],
    ["option 'bus' must be an object with the method dispatch()", { bus: {} }],
    ["option 'seen' must be an object with the methods has(), add()", { bus, seen: { has() {} } }],
    ["option 'consumer' must be a non-empty string", { bus, consumer: '' }],
    ["option 'onFailure' must be a function", { bus, onFailure: {} }],
    ["unknown option 'nope'", { bus, nope: 1 }],
  ]
  for (const [problem, options] of wrong) {
    const error = { name: 'TypeError', message: `eventBusStream: ${problem}` }
    assert.throws(() => eventBusStream(options as never), error)
  }
})
