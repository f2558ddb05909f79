import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { isAppTheoryError } from '../../../errors.ts'
import { FakeDynamoDB, type Fault } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { MetricRecord } from '../metrics/metrics-options.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'
import type { DynamoDBEventBusOptions } from './options.ts'

const start = '2026-03-01T10:00:00.000Z'
const publishedAt = new Date(start)
const input = { tenantId: 'acme', eventType: 'order.created', id: 'a', publishedAt, payload: 1 }
const forEver = Number.POSITIVE_INFINITY

interface Scene {
  readonly fake: FakeDynamoDB
  readonly clock: ManualClock
  readonly bus: DynamoDBEventBus
  readonly metrics: string[]
  /** Lets time pass until the promise has settled. */
  settle<T>(promise: Promise<T>): Promise<T>
}

async function scene(options: DynamoDBEventBusOptions = {}): Promise<Scene> {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock })
  const metrics: string[] = []
  const emit = ({ name }: MetricRecord) => metrics.push(name)
  // A client that would retry by itself, and on real time, if it were left to.
  const client = fake.client({ maxAttempts: 10 })
  const bus = new DynamoDBEventBus({ client, clock, tableName: 'events', metrics: { emit }, ...options })
  await bus.ensureTable()
  fake.log.clear()
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let pending = true
    const done = promise.finally(() => {
      pending = false
    })
    done.catch(() => {})
    while (pending) await clock.advanceAsync(50)
    return done
  }
  return { fake, clock, bus, metrics, settle }
}

test('a publish is one PutItem, and nothing else', async () => {
  const { fake, bus } = await scene()
  await bus.publish(input)
  await bus.publish(input)
  assert.deepEqual(
    fake.log.requests().map(({ operation }) => operation),
    ['PutItem', 'PutItem'],
  )
})

for (const error of ['connection-reset', 'internal-error', 'service-unavailable'] as const) {
  for (const when of ['before', 'after'] as const) {
    for (const idempotency of ['key', 'id'] as const) {
      test(`${error} ${when} applying, by ${idempotency}: stored once, not a duplicate`, async () => {
        const { fake, bus, metrics, settle } = await scene({ idempotency })
        const operation = idempotency === 'key' ? 'PutItem' : 'TransactWriteItems'
        fake.inject({ error, when, operation, times: 2 })

        const outcome = await settle(bus.publish(input))

        assert.deepEqual(outcome, { id: 'a', deduplicated: false })
        assert.deepEqual(metrics, ['PublishSuccess'])
        assert.equal(fake.log.requests(operation).length, 3)
        assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 1)
      })
    }
  }
}

test('a retry that meets the event of another publisher is a duplicate', async () => {
  const { fake, clock, bus, settle } = await scene()
  const other = new DynamoDBEventBus({ client: fake.client(), clock, tableName: 'events' })
  fake.inject({ error: 'connection-reset', operation: 'PutItem' })

  const publishing = bus.publish({ ...input, payload: 'mine' })
  await new Promise((resolve) => setImmediate(resolve))
  await other.publish({ ...input, payload: 'theirs' })

  assert.equal((await settle(publishing)).deduplicated, true)
})

test('the delay before a retry is a random part of one that doubles', async () => {
  const draws = [0.5, 1, 0.25, 0]
  const random = () => draws.shift() ?? 0
  const { fake, bus, settle } = await scene({ random, retryAttempts: 4, retryBaseDelayMs: 100 })
  fake.inject({ error: 'throttle', times: forEver })

  await assert.rejects(settle(bus.publish(input)), (error) =>
    isAppTheoryError(error, 'event_bus.unavailable'),
  )

  const arrivals = fake.log.requests().map(({ arrivedAt }) => arrivedAt - Date.parse(start))
  assert.deepEqual(arrivals, [0, 50, 250, 350, 350])
})

test('retries end, with an error that says to retry and what the matter was', async () => {
  const { fake, bus, metrics, settle } = await scene()
  const fault: Fault = { error: 'throttle', times: forEver }
  fake.inject(fault)

  await assert.rejects(settle(bus.publish(input)), (error) => {
    assert.ok(isAppTheoryError(error, 'event_bus.unavailable'))
    assert.deepEqual([error.retryable, error.statusCode], [true, 503])
    assert.equal((error.cause as Error).name, 'ThrottlingException')
    return true
  })
  assert.equal(fake.log.requests().length, 4)
  assert.deepEqual(metrics, ['PublishError'])
  await assert.rejects(settle(bus.query({ tenantId: 'acme' })), (error) =>
    isAppTheoryError(error, 'event_bus.unavailable'),
  )
  await assert.rejects(settle(bus.deleteEvent('a')), (error) =>
    isAppTheoryError(error, 'event_bus.unavailable'),
  )
  assert.deepEqual(metrics, ['PublishError', 'QueryError', 'DeleteError'])
  const results = await settle(bus.publishMany([input, { ...input, id: 'b' }]))
  assert.deepEqual(
    results.map(({ error }) => error?.code),
    ['event_bus.unavailable', 'event_bus.unavailable'],
  )
})

test('what no retry can help is not retried', async () => {
  const { fake, clock } = await scene()
  const bus = new DynamoDBEventBus({ client: fake.client(), clock, tableName: 'missing' })
  const refused = (error: unknown) => isAppTheoryError(error, 'event_bus.store_failed') && !error.retryable
  await assert.rejects(bus.publish(input), refused)
  await assert.rejects(bus.query({ tenantId: 'acme' }), refused)
  await assert.rejects(bus.getEvent('a'), refused)
  await assert.rejects(bus.deleteEvent('a', input), refused)
  assert.equal(
    (await bus.publishMany([input, { ...input, id: 'b' }]))[1]?.error?.code,
    'event_bus.store_failed',
  )
  assert.equal(fake.log.requests().length, 5)
})

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }

/** A client whose requests all end with an error, and how many there were. */
function failingClient(error: Error): { readonly client: DynamoDBClient; readonly requests: Error[] } {
  const requests: Error[] = []
  const handle = () => {
    requests.push(error)
    return Promise.reject(error)
  }
  const client = new DynamoDBClient({ region: 'eu-west-1', credentials, requestHandler: { handle } })
  return { client, requests }
}

const named = (name: string, parts: object = {}) => Object.assign(new Error(name), { name, ...parts })
const networkFailures: Readonly<Record<string, Error>> = {
  ...Object.fromEntries(
    [
      'ECONNRESET',
      'ECONNREFUSED',
      'ETIMEDOUT',
      'EPIPE',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'ENETUNREACH',
    ].map((code) => [code, Object.assign(new Error(code), { code })]),
  ),
  TimeoutError: named('TimeoutError'),
  RequestTimeout: named('RequestTimeout'),
  'what the SDK calls retryable': named('Other', { $retryable: {} }),
}

for (const [title, failure] of Object.entries(networkFailures)) {
  test(`without an answer, ${title} is retried, and temporary`, async () => {
    const { clock, settle } = await scene()
    const { client, requests } = failingClient(failure)
    const bus = new DynamoDBEventBus({ client, clock, tableName: 'events' })
    await assert.rejects(settle(bus.publish(input)), (error) =>
      isAppTheoryError(error, 'event_bus.unavailable'),
    )
    assert.equal(requests.length, 4)
  })
}

test('without an answer, what is not of the network is not retried, and not temporary', async () => {
  const { clock, settle } = await scene()
  const attempts: string[] = []
  const missing = (name: string, message: string) => () => {
    attempts.push(name)
    return Promise.reject(Object.assign(new Error(message), { name }))
  }
  const clients = [
    new DynamoDBClient({
      region: 'eu-west-1',
      credentials: missing('CredentialsProviderError', 'Could not load credentials'),
    }),
    new DynamoDBClient({ region: missing('Error', 'Region is missing'), credentials }),
    failingClient(new TypeError('x is not a function')).client,
    failingClient(named('Error', { code: 'ERR_INVALID_ARG_TYPE' })).client,
  ]
  for (const [i, client] of clients.entries()) {
    const bus = new DynamoDBEventBus({ client, clock, tableName: 'events' })
    attempts.length = 0
    await assert.rejects(
      settle(bus.publish(input)),
      (error) => isAppTheoryError(error, 'event_bus.store_failed') && !error.retryable,
      `client ${i}`,
    )
    assert.ok(attempts.length <= 1, `${attempts} of client ${i}`)
    const [first, second] = await settle(bus.publishMany([input, { ...input, id: 'b' }]))
    for (const result of [first, second]) assert.equal(result?.error?.code, 'event_bus.store_failed')
  }
})

test('no retry begins that does not fit the remaining time', async () => {
  const { fake, clock, bus, settle } = await scene({ random: () => 0.999, retryAttempts: 20 })
  fake.inject({ error: 'throttle', times: forEver })
  const deadline = clock.now() + 1000
  const remainingTimeMs = () => deadline - clock.now()

  await assert.rejects(settle(bus.publish(input, { remainingTimeMs })))

  assert.equal(fake.log.requests().length, 4)
})

test('by ID, an event that cannot be compared with the one that is there is no duplicate of it', async () => {
  const { fake, bus, metrics, settle } = await scene({ idempotency: 'id', onConflict: 'error' })
  await bus.publish(input)
  const other = { ...input, publishedAt: new Date(publishedAt.getTime() + 1), payload: 2 }
  fake.inject({ error: 'throttle', operation: 'GetItem', times: forEver })

  const unavailable = (error: unknown) => isAppTheoryError(error, 'event_bus.unavailable')
  await assert.rejects(settle(bus.publish(other)), unavailable)
  const [refused, stored] = await settle(bus.publishMany([other, { ...input, id: 'b' }]))
  assert.ok(unavailable(refused?.error))
  assert.deepEqual(stored, { id: 'b', deduplicated: false })
  assert.deepEqual(metrics, ['PublishSuccess', 'PublishError', 'PublishError', 'PublishSuccess'])

  fake.clearFaults()
  await assert.rejects(bus.publish(other), (error) => isAppTheoryError(error, 'event_bus.conflict'))
})

test('a deletion whose reply was lost has succeeded', async () => {
  for (const idempotency of ['key', 'id'] as const) {
    const { fake, bus, metrics, settle } = await scene({ idempotency })
    await bus.publish(input)
    const operation = idempotency === 'key' ? 'DeleteItem' : 'TransactWriteItems'
    fake.inject({ error: 'connection-reset', when: 'after', operation })
    await settle(bus.deleteEvent('a', input))
    assert.deepEqual(metrics, ['PublishSuccess', 'DeleteSuccess'])
    assert.deepEqual(fake.items('events'), [])
  }
})

test('a deletion that comes late leaves an ID alone that was published again meanwhile', async () => {
  const { fake, clock, bus, settle } = await scene({ idempotency: 'id' })
  const other = new DynamoDBEventBus({ client: fake.client(), clock, tableName: 'events', idempotency: 'id' })
  const again = { ...input, publishedAt: new Date(publishedAt.getTime() + 1), payload: 'again' }
  await bus.publish(input)
  fake.inject({ error: 'throttle', operation: 'TransactWriteItems' })

  const deleting = bus.deleteEvent('a', { tenantId: 'acme' })
  await new Promise(setImmediate)
  await other.deleteEvent('a', input)
  await other.publish(again)
  await settle(deleting)

  assert.equal((await bus.publish({ ...again, publishedAt })).deduplicated, true)
  const { events } = await bus.query({ tenantId: 'acme' })
  assert.deepEqual(
    events.map(({ payload }) => payload),
    ['again'],
  )
})

test('an event that was stored without a guard is deleted, and the guard of another one stays', async () => {
  const { fake, clock, bus } = await scene({ idempotency: 'id' })
  const byKey = new DynamoDBEventBus({ client: fake.client(), clock, tableName: 'events' })
  const unguarded = { ...input, eventType: 'order.paid' }
  await bus.publish(input)
  await byKey.publish(unguarded)

  await bus.deleteEvent('a', unguarded)
  await assert.rejects(bus.deleteEvent('a', unguarded), (error) =>
    isAppTheoryError(error, 'event_bus.not_found'),
  )

  assert.equal((await bus.publish(unguarded)).deduplicated, true)
  assert.equal((await bus.getEvent('a', { tenantId: 'acme' })).eventType, input.eventType)
})

test('a batch whose reply was lost, and that a process then publishes again, is stored once', async () => {
  const { fake, clock, bus, settle } = await scene()
  const many = Array.from({ length: 150 }, (_, i) => ({ ...input, id: `e${String(i).padStart(3, '0')}` }))
  // The process ends after the first transaction was applied and before it heard of it.
  fake.inject({ error: 'hang', when: 'after', operation: 'TransactWriteItems' })
  bus.publishMany(many).catch(() => {})
  await clock.advanceAsync(1000)

  const next = new DynamoDBEventBus({ client: fake.client(), clock, tableName: 'events' })
  const results = await settle(next.publishMany(many))

  assert.deepEqual(
    results.map(({ deduplicated }) => deduplicated),
    many.map((_, i) => i < 100),
  )
  const { events } = await next.query({ tenantId: 'acme', limit: 1000 })
  assert.deepEqual(
    events.map(({ id }) => id).reverse(),
    many.map(({ id }) => id),
  )
})

test('a batch takes as few transactions as its events fit, by number and by size', async () => {
  const { fake, bus } = await scene()
  const large = 'x'.repeat(300_000)
  await bus.publishMany(Array.from({ length: 20 }, (_, i) => ({ ...input, id: `e${i}`, payload: large })))
  assert.deepEqual(
    fake.log.requests('TransactWriteItems').map(({ input }) => (input['TransactItems'] as unknown[]).length),
    [13, 7],
  )
})
