import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { tableInput } from '../fake-dynamodb/table-input.helper.ts'
import { connectStream } from './connect-stream.ts'
import { consumer, keysOf, put, REPORT, reporter, setUp } from './stream-consumer.helper.ts'
import type { StreamMappingOptions } from './stream-mapping-options.ts'

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
