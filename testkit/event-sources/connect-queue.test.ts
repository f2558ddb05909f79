import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../manual-clock.ts'
import { connectQueue, type QueueMappingOptions } from './connect-queue.ts'
import { FakeQueue, type FakeQueueOptions } from './fake-queue.ts'
import { bodiesOf, consumer, FIFO, REPORT, reporter } from './queue-consumer.helper.ts'

interface Rule {
  readonly rule: string
  readonly queue?: Partial<FakeQueueOptions>
  readonly options?: Partial<QueueMappingOptions>
  /** The messages, each of a group of its own in a FIFO queue unless `groups` says which. */
  readonly sent: string
  readonly groups?: string
  readonly function: ReturnType<typeof consumer> | ReturnType<typeof reporter>
  readonly batches: readonly string[]
  /** How much time passes. */
  readonly seconds?: number
  /** What ends up in the dead-letter queue. */
  readonly dead?: string
}

// The rules of services-sqs-parameters, services-sqs-errorhandling, services-sqs-batching and with-sqs-fifo.
const rules: readonly Rule[] = [
  {
    rule: 'a batch holds up to ten messages',
    sent: 'abcdefghijkl',
    function: consumer(),
    batches: ['abcdefghij', 'kl'],
  },
  {
    rule: 'a batch holds no more than batchSize',
    options: { batchSize: 2 },
    sent: 'abc',
    function: consumer(),
    batches: ['ab', 'c'],
  },
  {
    rule: 'a batch that failed comes again when its visibility timeout is over',
    sent: 'ab',
    function: consumer((_, call) => call < 3),
    batches: ['ab', 'ab', 'ab'],
    seconds: 60,
  },
  {
    rule: 'a queue has a visibility timeout of its own',
    queue: { visibilityTimeout: 300 },
    sent: 'a',
    function: consumer((_, call) => call < 2),
    batches: ['a', 'a'],
    seconds: 300,
  },
  {
    rule: 'with reports, only what failed comes again',
    options: REPORT,
    queue: { maxReceiveCount: 2 },
    sent: 'abc',
    function: reporter('b'),
    batches: ['abc', 'b'],
    seconds: 60,
    dead: 'b',
  },
  {
    rule: 'a report means nothing without ReportBatchItemFailures',
    sent: 'abc',
    function: reporter('b'),
    batches: ['abc'],
  },
  {
    rule: 'what was received maxReceiveCount times goes to the dead-letter queue',
    queue: { maxReceiveCount: 3 },
    options: { batchSize: 1 },
    sent: 'ab',
    function: consumer((bodies) => bodies === 'a'),
    batches: ['a', 'b', 'a', 'a'],
    seconds: 90,
    dead: 'a',
  },
  {
    rule: 'a batching window gathers messages',
    options: { batchSize: 20, maximumBatchingWindowInSeconds: 10 },
    sent: 'abc',
    function: consumer(),
    batches: ['abc'],
    seconds: 10,
  },
  {
    rule: 'a delayed message waits',
    queue: { delaySeconds: 40 },
    sent: 'a',
    function: consumer(),
    batches: ['a'],
    seconds: 40,
  },
  {
    rule: 'a filter deletes what it holds back',
    options: {
      filterCriteria: {
        Filters: [{ Pattern: '{"body":["1","3"]}' }, { Pattern: '{"body":[{"prefix":"x"}]}' }],
      },
    },
    sent: 'axb',
    function: consumer(),
    batches: ['x'],
  },
  {
    rule: 'in a FIFO queue, no message passes one of its group that failed',
    queue: FIFO,
    options: { batchSize: 1 },
    sent: 'abcd',
    groups: '1122',
    function: consumer((bodies, call) => bodies === 'a' && call < 3),
    batches: ['a', 'c', 'd', 'a', 'b'],
    seconds: 30,
  },
  {
    rule: 'in a FIFO queue, a message that goes to the dead-letter queue lets its group go on',
    queue: { ...FIFO, maxReceiveCount: 2 },
    options: { batchSize: 1 },
    sent: 'ab',
    groups: '11',
    function: consumer((bodies) => bodies === 'a'),
    batches: ['a', 'a', 'b'],
    seconds: 60,
    dead: 'a',
  },
  {
    rule: 'a FIFO queue delivers a message once that is sent twice within five minutes',
    queue: FIFO,
    sent: 'aab',
    function: consumer(),
    batches: ['ab'],
  },
]

for (const {
  rule,
  queue,
  options,
  sent,
  groups,
  function: tried,
  batches,
  seconds = 0,
  dead = '',
} of rules) {
  test(rule, async () => {
    const clock = new ManualClock()
    const isFifo = queue?.name?.endsWith('.fifo')
    const deadLetterQueue = new FakeQueue({ name: isFifo ? 'dead.fifo' : 'dead', clock })
    const source = new FakeQueue({
      name: 'orders',
      clock,
      ...queue,
      ...(queue?.maxReceiveCount && { deadLetterQueue }),
    })
    for (const [i, body] of [...sent].entries()) {
      source.send(body, isFifo ? { groupId: groups?.[i] ?? body } : {})
    }
    const start = clock.now()
    const deliveries = await connectQueue(source, { handler: tried.handler, ...options }).drain()
    assert.deepEqual(tried.batches, batches)
    assert.deepEqual(
      deliveries.map(({ event }) => bodiesOf(event)),
      batches,
    )
    assert.equal((clock.now() - start) / 1000, seconds)
    assert.equal(deadLetterQueue.messages.map(({ body }) => body).join(''), dead)
    assert.deepEqual(source.messages, [])
  })
}

test('a record counts how often it was received, and names its queue', async () => {
  const clock = new ManualClock()
  const queue = new FakeQueue({ name: 'orders', clock })
  queue.send({ order: 1 }, { messageAttributes: { tenant: 'a' } })
  const mapping = connectQueue(queue, { handler: consumer((_, call) => call < 2).handler })
  const [first, second] = (await mapping.drain()).map(({ event }) => event.Records[0])
  assert.equal(first?.body, '{"order":1}')
  assert.equal(first?.eventSourceARN, 'arn:aws:sqs:us-east-1:123456789012:orders')
  assert.equal(first?.messageAttributes['tenant']?.stringValue, 'a')
  assert.equal(first?.attributes.ApproximateReceiveCount, '1')
  assert.equal(second?.attributes.ApproximateReceiveCount, '2')
  assert.equal(second?.messageId, first?.messageId)
  assert.equal(second?.attributes.SentTimestamp, first?.attributes.SentTimestamp)
})

test('a batch has at most 6 MB, and what does not fit is in the next one', async () => {
  const queue = new FakeQueue({ name: 'orders', clock: new ManualClock() })
  for (const length of [1_000_000, 1_048_576, 1_048_576, 1_048_576, 1_048_576, 1_048_576, 1_000_000, 10]) {
    queue.send('x'.repeat(length))
  }
  const options = { batchSize: 20, maximumBatchingWindowInSeconds: 5 }
  const deliveries = await connectQueue(queue, { ...options, handler: consumer().handler }).drain()
  assert.deepEqual(
    deliveries.map(({ event }) => event.Records.length),
    [6, 2],
  )
})

test('a message that nobody can handle is kept for four days', async () => {
  const clock = new ManualClock()
  const queue = new FakeQueue({ name: 'orders', clock, visibilityTimeout: 3600 })
  queue.send('a')
  const deliveries = await connectQueue(queue, { handler: consumer(() => true).handler }).drain()
  assert.equal(deliveries.length, 4 * 24)
})

test('five batches are handled at once, unless the mapping says how many', async () => {
  for (const [maximumConcurrency, expected] of [
    [undefined, 5],
    [2, 2],
  ] as const) {
    let running = 0
    let most = 0
    const queue = new FakeQueue({ name: 'orders', clock: new ManualClock() })
    for (let i = 0; i < 20; i++) queue.send(String(i))
    const handler = async (): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
    }
    await connectQueue(queue, { handler, batchSize: 1, maximumConcurrency }).drain()
    assert.equal(most, expected)
  }
})

for (const returned of [
  { batchItemFailures: [{ itemIdentifier: '' }] },
  { batchItemFailures: [{ id: 'x' }] },
  'text',
]) {
  test(`a report ${JSON.stringify(returned)} is a failure of the whole batch`, async () => {
    const clock = new ManualClock()
    const deadLetterQueue = new FakeQueue({ name: 'dead', clock })
    const queue = new FakeQueue({ name: 'orders', clock, deadLetterQueue, maxReceiveCount: 1 })
    queue.send('a')
    queue.send('b')
    const [delivery] = await connectQueue(queue, { handler: () => returned, ...REPORT }).drain()
    assert.equal(delivery?.status, 'failed')
    assert.equal(deadLetterQueue.messages.length, 2)
  })
}

const standard = new FakeQueue({ name: 'orders' })
const fifo = new FakeQueue({ name: 'orders.fifo' })

const refused: [() => unknown, RegExp][] = [
  [
    () => connectQueue(standard, { handler: () => {}, nope: 1 } as never),
    /^connectQueue: unknown option 'nope'$/,
  ],
  [() => connectQueue(standard, {} as never), /option 'handler' is required/],
  [
    () => connectQueue(standard, { handler: () => {}, batchSize: 11 }),
    /must be at least 1 with a batchSize above 10/,
  ],
  [() => connectQueue(fifo, { handler: () => {}, batchSize: 11 }), /'batchSize' of a FIFO queue must be/],
  [
    () => connectQueue(fifo, { handler: () => {}, maximumBatchingWindowInSeconds: 1 }),
    /'maximumBatchingWindowInSeconds' must be 0 for a FIFO queue/,
  ],
  [() => new FakeQueue({ name: 'no name' }), /^FakeQueue: option 'name' must be/],
  [
    () => new FakeQueue({ name: 'a', maxReceiveCount: 1 }),
    /'deadLetterQueue' and 'maxReceiveCount' go together/,
  ],
  [
    () => new FakeQueue({ name: 'a', maxReceiveCount: 1, deadLetterQueue: fifo }),
    /'deadLetterQueue' of a FIFO queue must be FIFO/,
  ],
  [() => standard.send(''), /a body has 1 to 1048576 bytes, not 0/],
  [() => standard.send('x'.repeat(1_048_577)), /not 1048577/],
  [() => standard.send('a', { deduplicationId: 'x' }), /a standard queue takes no deduplicationId/],
  [() => fifo.send('a'), /needs a groupId/],
  [() => fifo.send('a', { groupId: '1' }), /needs a deduplicationId/],
  [
    () => fifo.send('a', { groupId: '1', deduplicationId: 'x', delaySeconds: 1 }),
    /no delaySeconds of its own/,
  ],
]

for (const [act, message] of refused) {
  test(`is refused: ${message.source}`, () => assert.throws(act, { name: 'TypeError', message }))
}
