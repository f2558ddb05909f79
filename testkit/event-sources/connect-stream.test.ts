import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamEvent, DynamoDBStreamHandler } from 'aws-lambda'
import { FakeDynamoDB } from '../fake-dynamodb/fake-dynamodb.ts'
import { tableInput } from '../fake-dynamodb/table-input.helper.ts'
import { ManualClock } from '../manual-clock.ts'
import { connectStream, type StreamMapping } from './connect-stream.ts'
import type { StreamMappingOptions } from './stream-mapping-options.ts'

interface Setup {
  readonly clock: ManualClock
  readonly fake: FakeDynamoDB
  readonly client: DynamoDBClient
}

async function setUp(): Promise<Setup> {
  const clock = new ManualClock()
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  await client.send(
    new CreateTableCommand({
      ...tableInput('orders', { keys: { pk: 'S' } }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )
  return { clock, fake, client }
}

async function put({ client }: Setup, ...pks: string[]): Promise<void> {
  for (const pk of pks)
    await client.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: pk } } }))
}

const keysOf = ({ Records }: DynamoDBStreamEvent): string =>
  Records.map(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S).join('')

/** A function that notes the keys of each batch, and fails for those batches that hold a bad key. */
function consumer(bad: string | ((keys: string, call: number) => boolean) = '') {
  const batches: string[] = []
  const isBad = typeof bad === 'string' ? (keys: string) => bad !== '' && keys.includes(bad) : bad
  const handler = async (event: DynamoDBStreamEvent): Promise<void> => {
    const keys = keysOf(event)
    batches.push(keys)
    if (isBad(keys, batches.length)) throw new Error(`cannot do ${keys}`)
  }
  return { handler, batches }
}

/** A function that reports the first record whose key is bad. */
function reporter(bad: string) {
  const batches: string[] = []
  const handler: DynamoDBStreamHandler = async (event) => {
    batches.push(keysOf(event))
    const failed = event.Records.find(({ dynamodb }) => bad.includes(dynamodb?.Keys?.['pk']?.S ?? ' '))
    const itemIdentifier = failed?.dynamodb?.SequenceNumber ?? ''
    return { batchItemFailures: failed ? [{ itemIdentifier }] : [] }
  }
  return { handler, batches }
}

interface Rule {
  readonly rule: string
  readonly options?: Partial<StreamMappingOptions>
  readonly bad?: string | ((keys: string, call: number) => boolean)
  /** Whether the function reports what failed. */
  readonly reports?: boolean
  /** What each invocation gets. */
  readonly batches: readonly string[]
  /** The numbers of records that go to the destination, with the condition. */
  readonly discarded?: readonly (readonly [condition: string, records: number])[]
}

const REPORT = { functionResponseTypes: ['ReportBatchItemFailures'] } as const
const thrice = (_: string, call: number): boolean => call <= 3

// The rules of services-ddb-params, services-dynamodb-errors and services-ddb-batchfailurereporting, for
// changes of the items a to f.
const rules: readonly Rule[] = [
  { rule: 'a batch holds up to 100 records', batches: ['abcdef'] },
  { rule: 'a batch holds no more than batchSize', options: { batchSize: 4 }, batches: ['abcd', 'ef'] },
  {
    rule: 'a batch that failed comes again as a whole until it succeeds, and nothing passes it',
    options: { batchSize: 3 },
    bad: thrice,
    batches: ['abc', 'abc', 'abc', 'abc', 'def'],
  },
  {
    rule: 'after maximumRetryAttempts, a batch is given up, and the shard goes on',
    options: { batchSize: 3, maximumRetryAttempts: 2 },
    bad: 'b',
    batches: ['abc', 'abc', 'abc', 'def'],
    discarded: [['RetryAttemptsExhausted', 3]],
  },
  {
    rule: 'without retries, a batch is given up at once',
    options: { maximumRetryAttempts: 0 },
    bad: 'b',
    batches: ['abcdef'],
    discarded: [['RetryAttemptsExhausted', 6]],
  },
  {
    rule: 'splitting takes no retry, and finds the bad record',
    options: { maximumRetryAttempts: 0, bisectBatchOnFunctionError: true },
    bad: 'b',
    batches: ['abcdef', 'abc', 'ab', 'a', 'b', 'c', 'def'],
    discarded: [['RetryAttemptsExhausted', 1]],
  },
  {
    rule: 'a single record is retried, because it cannot be split',
    options: { batchSize: 2, maximumRetryAttempts: 1, bisectBatchOnFunctionError: true },
    bad: 'c',
    batches: ['ab', 'cd', 'c', 'c', 'd', 'ef'],
    discarded: [['RetryAttemptsExhausted', 1]],
  },
  {
    rule: 'a report means nothing without ReportBatchItemFailures',
    reports: true,
    bad: 'c',
    batches: ['abcdef'],
  },
  {
    rule: 'from the reported record on, a batch comes again, and each time is a retry',
    options: { ...REPORT, maximumRetryAttempts: 2 },
    reports: true,
    bad: 'c',
    batches: ['abcdef', 'cdef', 'cdef'],
    discarded: [['RetryAttemptsExhausted', 4]],
  },
  {
    rule: 'with both, a batch is split at the reported record, which takes no retry',
    options: { ...REPORT, maximumRetryAttempts: 0, bisectBatchOnFunctionError: true },
    reports: true,
    bad: 'c',
    batches: ['abcdef', 'cdef'],
    discarded: [['RetryAttemptsExhausted', 4]],
  },
  {
    rule: 'with reports, a function that throws has failed for the whole batch',
    options: { ...REPORT, maximumRetryAttempts: 1 },
    bad: 'f',
    batches: ['abcdef', 'abcdef'],
    discarded: [['RetryAttemptsExhausted', 6]],
  },
  {
    rule: 'records that get too old are given up',
    options: { maximumRecordAgeInSeconds: 60, batchSize: 2 },
    bad: 'a',
    batches: ['ab', 'ab', 'ab', 'ab', 'ab', 'ab'],
    discarded: [
      ['RecordAgeExceeded', 2],
      ['RecordAgeExceeded', 2],
      ['RecordAgeExceeded', 2],
    ],
  },
  {
    rule: 'a filter lets through what matches one of its patterns, and what it holds back is done',
    options: {
      filterCriteria: {
        Filters: [{ Pattern: '{"dynamodb":{"Keys":{"pk":{"S":["a",{"prefix":"d"}]}}}}' }],
      },
    },
    batches: ['ad'],
  },
]

for (const { rule, options, bad, reports, batches, discarded = [] } of rules) {
  test(rule, async () => {
    const setup = await setUp()
    const destination: [string, number][] = []
    const { handler, batches: actual } = reports ? reporter(bad as string) : consumer(bad)
    const mapping = connectStream(setup.fake, {
      tableName: 'orders',
      handler,
      onFailure: ({ requestContext, DDBStreamBatchInfo }) =>
        destination.push([requestContext.condition, DDBStreamBatchInfo.batchSize]),
      ...options,
    })
    await put(setup, ...'abcdef')
    const deliveries = await mapping.drain()
    assert.deepEqual(actual, batches)
    assert.deepEqual(
      deliveries.map(({ event }) => keysOf(event)),
      batches,
    )
    assert.deepEqual(destination, discarded)
    assert.deepEqual(await mapping.drain(), [])
  })
}

test('a delivery tells what was reported, what comes again, and what was given up', async () => {
  const setup = await setUp()
  const { handler } = reporter('b')
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    handler,
    maximumRetryAttempts: 1,
    functionResponseTypes: ['ReportBatchItemFailures'],
  })
  await put(setup, 'a', 'b', 'c')
  const [first, second] = await mapping.drain()
  const numbers = first?.event.Records.map(({ dynamodb }) => dynamodb?.SequenceNumber)
  assert.equal(first?.status, 'failed in part')
  assert.deepEqual(first?.batchItemFailures, [{ itemIdentifier: numbers?.[1] }])
  assert.deepEqual(first?.redelivered, numbers?.slice(1))
  assert.deepEqual(second?.redelivered, [])
  assert.deepEqual(second?.discarded, {
    requestContext: {
      requestId: second?.discarded?.requestContext.requestId,
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test-function',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 2,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    version: '1.0',
    timestamp: '2026-01-01T00:00:01.000Z',
    DDBStreamBatchInfo: {
      shardId: second?.discarded?.DDBStreamBatchInfo.shardId,
      startSequenceNumber: numbers?.[1],
      endSequenceNumber: numbers?.[2],
      approximateArrivalOfFirstRecord: '2026-01-01T00:00:00Z',
      approximateArrivalOfLastRecord: '2026-01-01T00:00:00Z',
      batchSize: 2,
      streamArn: first?.event.Records[0]?.eventSourceARN,
    },
  })
  assert.deepEqual(mapping.discarded, [second?.discarded])
})

const misunderstood: Record<string, unknown> = {
  'an empty identifier': { batchItemFailures: [{ itemIdentifier: '' }] },
  'no identifier': { batchItemFailures: [{ itemIdentifier: null }] },
  'an identifier of another name': { batchItemFailures: [{ sequenceNumber: '1' }] },
  'a record that is not in the batch': { batchItemFailures: [{ itemIdentifier: '1' }] },
  'a text': 'failed',
}

for (const [what, returned] of Object.entries(misunderstood)) {
  test(`a report of ${what} is a failure of the whole batch`, async () => {
    const setup = await setUp()
    const mapping = connectStream(setup.fake, {
      tableName: 'orders',
      handler: () => returned,
      maximumRetryAttempts: 0,
      ...REPORT,
    })
    await put(setup, 'a', 'b')
    const [delivery] = await mapping.drain()
    assert.equal(delivery?.status, 'failed')
    assert.ok(delivery?.error instanceof Error)
    assert.equal(delivery?.discarded?.responseContext.functionError, 'Unhandled')
  })
}

for (const returned of [undefined, null, {}, { batchItemFailures: [] }, { batchItemFailures: null }]) {
  test(`a response ${JSON.stringify(returned)} is a success of the whole batch`, async () => {
    const setup = await setUp()
    const mapping = connectStream(setup.fake, { tableName: 'orders', handler: () => returned, ...REPORT })
    await put(setup, 'a')
    const deliveries = await mapping.drain()
    assert.deepEqual(
      deliveries.map(({ status }) => status),
      ['succeeded'],
    )
  })
}

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

test('every invocation gets an event of its own', async () => {
  const setup = await setUp()
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    maximumRetryAttempts: 1,
    handler: (event) => {
      assert.equal(keysOf(event), 'a')
      const keys = event.Records[0]?.dynamodb?.Keys ?? {}
      keys['pk'] = { S: 'changed' }
      throw new Error('changed it')
    },
  })
  await put(setup, 'a')
  const deliveries = await mapping.drain()
  assert.deepEqual(
    deliveries.map(({ event, error }) => [keysOf(event), (error as Error).message]),
    [
      ['a', 'changed it'],
      ['a', 'changed it'],
    ],
  )
})

test('what a function writes to its own table is delivered too', async () => {
  const setup = await setUp()
  const batches: string[] = []
  const mapping: StreamMapping = connectStream(setup.fake, {
    tableName: 'orders',
    handler: async (event) => {
      batches.push(keysOf(event))
      if (batches.length < 3) await put(setup, `${keysOf(event)}+`)
    },
  })
  await put(setup, 'a')
  await mapping.drain()
  assert.deepEqual(batches, ['a', 'a+', 'a++'])
})

test('a record of time to live names the service as Lambda writes it', async () => {
  const setup = await setUp()
  const identities: unknown[] = []
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    handler: ({ Records }) => identities.push(...Records.map(({ userIdentity }) => userIdentity)),
  })
  const { UpdateTimeToLiveCommand } = await import('@aws-sdk/client-dynamodb')
  const TimeToLiveSpecification = { AttributeName: 'ttl', Enabled: true }
  await setup.client.send(new UpdateTimeToLiveCommand({ TableName: 'orders', TimeToLiveSpecification }))
  const Item = { pk: { S: 'a' }, ttl: { N: String(setup.clock.now() / 1000) } }
  await setup.client.send(new PutItemCommand({ TableName: 'orders', Item }))
  setup.clock.advance(2000)
  setup.fake.sweepExpired()
  await mapping.drain()
  assert.deepEqual(identities, [undefined, { type: 'Service', principalId: 'dynamodb.amazonaws.com' }])
})

const refused: [Partial<StreamMappingOptions> & { nope?: number }, RegExp][] = [
  [{ nope: 1 }, /^connectStream: unknown option 'nope'$/],
  [{ handler: undefined as never }, /option 'handler' is required/],
  [{ batchSize: 0 }, /option 'batchSize' must be an integer from 1 to 10000/],
  [{ batchSize: 10_001 }, /option 'batchSize'/],
  [{ parallelizationFactor: 11 }, /option 'parallelizationFactor' must be an integer from 1 to 10/],
  [{ maximumRetryAttempts: -2 }, /option 'maximumRetryAttempts'/],
  [{ maximumRecordAgeInSeconds: 59 }, /must be -1 or an integer from 60 to 604800/],
  [{ tumblingWindowInSeconds: 901 }, /option 'tumblingWindowInSeconds'/],
  [{ startingPosition: 'AT_TIMESTAMP' as never }, /must be 'TRIM_HORIZON' or 'LATEST'/],
  [{ functionResponseTypes: ['Other' as never] }, /option 'functionResponseTypes'/],
  [
    { filterCriteria: { Filters: [{ Pattern: 'no JSON' }] } },
    /needs a Pattern that is the JSON of an object/,
  ],
  [{ filterCriteria: { Filters: [{ Pattern: '{"eventName":"INSERT"}' }] } }, /whose eventName is neither/],
  [{ tableName: 'plain' }, /the table plain has no stream: create it with a StreamSpecification/],
]

for (const [options, message] of refused) {
  test(`options are refused: ${message.source}`, async () => {
    const setup = await setUp()
    await setup.client.send(new CreateTableCommand(tableInput('plain', { keys: { pk: 'S' } })))
    assert.throws(() => connectStream(setup.fake, { tableName: 'orders', handler: () => {}, ...options }), {
      name: 'TypeError',
      message,
    })
  })
}
