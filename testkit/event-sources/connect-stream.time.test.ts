import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { connectStream } from './connect-stream.ts'
import { consumer, put, setUp } from './stream-consumer.helper.ts'

test('LATEST begins after what is there, TRIM_HORIZON with it', async () => {
  const setup = await setUp()
  await put(setup, 'a')
  const { handler, batches } = consumer()
  const latest = connectStream(setup.fake, { tableName: 'orders', handler, startingPosition: 'LATEST' })
  await put(setup, 'b')
  await latest.drain()
  assert.deepEqual(batches, ['b'])
})

test('a batching window gathers records until it is over or a batch is full', async () => {
  const setup = await setUp()
  const { handler, batches } = consumer()
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    handler,
    batchSize: 3,
    maximumBatchingWindowInSeconds: 20,
  })
  await put(setup, 'a', 'b', 'c', 'd')
  const start = setup.clock.now()
  await mapping.drain()
  assert.deepEqual(batches, ['abc', 'd'])
  assert.equal(setup.clock.now() - start, 20_000)
})

test('a retry waits on the manual clock, longer each time', async () => {
  const setup = await setUp()
  const times: number[] = []
  const start = setup.clock.now()
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    handler: () => {
      times.push((setup.clock.now() - start) / 1000)
      if (times.length < 5) throw new Error('not yet')
    },
  })
  await put(setup, 'a')
  await mapping.drain()
  assert.deepEqual(times, [0, 1, 3, 7, 15])
})

test('a function that never succeeds is retried until the records expire', async () => {
  const setup = await setUp()
  const { handler } = consumer('a')
  const mapping = connectStream(setup.fake, { tableName: 'orders', handler })
  await put(setup, 'a')
  const start = setup.clock.now()
  const deliveries = await mapping.drain()
  assert.ok(deliveries.length > 1000)
  assert.equal(mapping.discarded[0]?.requestContext.condition, 'RecordAgeExceeded')
  assert.ok(setup.clock.now() - start < 25 * 60 * 60 * 1000)
})

test('parallelization keeps the records of an item in order, and a bad one delays no other', async () => {
  const setup = await setUp()
  const seen: Record<string, string[]> = {}
  let running = 0
  let most = 0
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    parallelizationFactor: 10,
    maximumRetryAttempts: 1,
    batchSize: 1,
    handler: async ({ Records: [record] }: DynamoDBStreamEvent) => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
      const pk = record?.dynamodb?.Keys?.['pk']?.S ?? ''
      seen[pk] = [...(seen[pk] ?? []), record?.dynamodb?.NewImage?.['v']?.N ?? '']
      if (pk === 'bad') throw new Error('bad')
    },
  })
  for (let v = 0; v < 3; v++) {
    for (const pk of [...'abcdefghij', 'bad']) {
      const Item = { pk: { S: pk }, v: { N: String(v) } }
      await setup.client.send(new PutItemCommand({ TableName: 'orders', Item }))
    }
  }
  await mapping.drain()
  for (const pk of 'abcdefghij') assert.deepEqual(seen[pk], ['0', '1', '2'])
  assert.deepEqual(seen['bad'], ['0', '0', '1', '1', '2', '2'])
  assert.ok(most > 1 && most <= 10, `${most} at once`)
})

test('a tumbling window carries its state to its last invocation', async () => {
  const setup = await setUp()
  const events: unknown[] = []
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    tumblingWindowInSeconds: 60,
    batchSize: 2,
    handler: ({ Records, state, window, isFinalInvokeForWindow }) => {
      events.push([Records.length, state, window.start.slice(14, 19), isFinalInvokeForWindow])
      return { state: { sum: (state['sum'] ?? 0) + Records.length } }
    },
  })
  await put(setup, 'a', 'b', 'c')
  setup.clock.advance(70_000)
  await put(setup, 'd')
  await mapping.drain()
  assert.deepEqual(events, [
    [2, {}, '00:00', false],
    [1, { sum: 2 }, '00:00', false],
    [0, { sum: 3 }, '00:00', true],
    [1, {}, '01:00', false],
    [0, { sum: 1 }, '01:00', true],
  ])
})

test('a response without state is a failure in a tumbling window', async () => {
  const setup = await setUp()
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    tumblingWindowInSeconds: 60,
    maximumRetryAttempts: 0,
    handler: () => ({}),
  })
  await put(setup, 'a')
  const [first] = await mapping.drain()
  assert.equal(first?.status, 'failed')
})

test('a state above 1 MB ends its window early', async () => {
  const setup = await setUp()
  const early: boolean[] = []
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    tumblingWindowInSeconds: 60,
    handler: ({ isWindowTerminatedEarly }) => {
      early.push(isWindowTerminatedEarly)
      return { state: { text: 'x'.repeat(1_100_000) } }
    },
  })
  await put(setup, 'a')
  await mapping.drain()
  assert.deepEqual(early, [false, true])
})
