import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import middy6 from 'middy6'
import { isAppTheoryError } from '../errors.ts'
import { DynamoDBEventBus } from '../services/event-bus/dynamodb/index.ts'
import { type EventBus, MemoryEventBus } from '../services/event-bus/index.ts'
import { createTestEnv, type TestEnv } from '../testkit/index.ts'
import { callHandler } from '../testkit/invokers/lambda-handler.ts'
import { type EventBusContext, type EventBusMiddlewareOptions, eventBus } from './event-bus.ts'

const order = { eventType: 'order.created', tenantId: 'acme', payload: { total: 12 } }
const emptySchema = {
  '~standard': { version: 1 as const, vendor: 'test', validate: async (value: unknown) => ({ value }) },
}

type BusContext = Context & EventBusContext

function chain(
  options: EventBusMiddlewareOptions,
  handle: (context: BusContext) => unknown,
): (event: unknown, context: Context) => Promise<unknown> {
  const handler = middy()
    .use(eventBus(options))
    .handler((_event, context) => handle(context))
  return (event, context) => callHandler(handler, event, context)
}

function memory(env: TestEnv): { bus: MemoryEventBus; clock: TestEnv['clock'] } {
  return { bus: new MemoryEventBus({ clock: env.clock }), clock: env.clock }
}

test('the handler publishes at once, with the request as correlation ID', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  const handler = chain({ bus, clock }, async ({ eventBus }) => {
    const { id } = await eventBus.publish(order)
    assert.equal((await bus.getEvent(id)).correlationId, 'request-1')
    await eventBus.publish({ ...order, correlationId: 'own' })
    const [, failed] = await eventBus.publishMany([order, { ...order, tenantId: '' }])
    return failed?.error?.code
  })

  assert.equal(await handler({}, env.context({ awsRequestId: 'request-1' })), 'event_bus.invalid_event')
  const { events } = await bus.query({ tenantId: 'acme' })
  assert.deepEqual(events.map(({ correlationId }) => correlationId).sort(), ['own', 'request-1', 'request-1'])
})

test('reading, deleting and subscribing reach the bus underneath', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  const heard: string[] = []
  const handler = chain({ bus, clock }, async ({ eventBus }) => {
    const undo = eventBus.subscribe('*', ({ id }) => heard.push(id))
    const { id } = await eventBus.publish(order)
    undo()
    for await (const event of eventBus.queryAll({ tenantId: 'acme' })) assert.equal(event.id, id)
    assert.equal((await eventBus.getEvent(id, { tenantId: 'acme' })).id, id)
    await eventBus.deleteEvent(id, { tenantId: 'acme' })
    return (await eventBus.query({ tenantId: 'acme' })).events.length
  })
  assert.equal(await handler({}, env.context()), 0)
  assert.equal(heard.length, 1)
})

test('after-handler: events wait, and are published together as they were', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  const handler = chain({ bus, clock, publish: 'after-handler' }, async ({ eventBus }) => {
    const payload = { total: 1 }
    const { id, queued } = await eventBus.publish({ ...order, payload })
    payload.total = 2
    assert.equal(queued, true)
    const [, failed] = await eventBus.publishMany([
      { ...order, id: 'b' },
      { ...order, payload: undefined },
    ])
    assert.equal(failed?.error?.code, 'event_bus.invalid_event')
    await assert.rejects(eventBus.publish({ ...order, eventType: '' }), (error) =>
      isAppTheoryError(error, 'event_bus.invalid_event'),
    )
    assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 0)
    clock.advance(1000)
    return id
  })

  const id = (await handler({}, env.context())) as string

  const event = await bus.getEvent(id)
  assert.deepEqual([event.payload, event.publishedAt], [{ total: 1 }, new Date(clock.now() - 1000)])
  assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 2)
})

test('after-handler: what is published once the others have gone out goes out at once', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  const handler = middy()
    .after(async ({ context }) => {
      const { eventBus: late } = context as unknown as { eventBus: EventBus }
      assert.equal((await late.publish({ ...order, id: 'late' })).queued, undefined)
    })
    .use(eventBus({ bus, clock, publish: 'after-handler' }))
    .handler(async (_, { eventBus: early }) => early.publish({ ...order, id: 'early' }))

  await callHandler(handler, {}, env.context())

  const { events } = await bus.query({ tenantId: 'acme' })
  assert.deepEqual(events.map(({ id }) => id).sort(), ['early', 'late'])
})

test('after-handler: a payload is serialised once', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  let calls = 0
  const payload = {
    toJSON() {
      calls += 1
      return { total: 12 }
    },
  }
  const handler = chain({ bus, clock, publish: 'after-handler' }, ({ eventBus }) =>
    eventBus.publish({ ...order, id: 'a', payload }),
  )
  await handler({}, env.context())
  assert.equal(calls, 1)
  const { payload: stored, expiresAt } = await bus.getEvent('a')
  assert.deepEqual(stored, { total: 12 })
  assert.deepEqual(expiresAt, new Date(clock.now() + 30 * 86_400_000))
})

test('after-handler: a failed invocation publishes nothing', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  const handler = chain({ bus, clock, publish: 'after-handler' }, async ({ eventBus }) => {
    await eventBus.publish(order)
    throw new Error('no stock')
  })
  await assert.rejects(handler({}, env.context()), { message: 'no stock' })
  assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 0)
})

test('after-handler: an event that cannot be published fails the invocation', async () => {
  const env = createTestEnv()
  const client = env.dynamodb.client({ maxAttempts: 1 })
  const handler = chain({ client, clock: env.clock, publish: 'after-handler' }, ({ eventBus }) =>
    eventBus.publish(order),
  )
  await assert.rejects(handler({}, env.context()), (error) =>
    isAppTheoryError(error, 'event_bus.store_failed'),
  )
})

test('invocations side by side keep their events apart', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const handler = middy<{ id: string; fails: boolean }>()
    .use(eventBus({ bus, clock, publish: 'after-handler' }))
    .handler(async ({ id, fails }, context) => {
      await context.eventBus.publish({ ...order, id })
      await gate
      if (fails) throw new Error('failed')
    })

  const both = [
    callHandler(handler, { id: 'a', fails: false }, env.context()),
    callHandler(handler, { id: 'b', fails: true }, env.context()),
  ]
  release()
  await Promise.allSettled(both)

  const { events } = await bus.query({ tenantId: 'acme' })
  assert.deepEqual(
    events.map(({ id }) => id),
    ['a'],
  )
})

test('schemas check payloads, and put out what is stored', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  const schema = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) =>
        typeof value === 'number'
          ? { value: { total: value } }
          : { issues: [{ message: 'no number', path: [] }] },
    },
  }
  const handler = chain({ bus, clock, schemas: { 'order.created': schema } }, async ({ eventBus }) => {
    const { id } = await eventBus.publish({ ...order, eventType: ' order.created ', payload: 12 })
    const results = await eventBus.publishMany([
      { ...order, payload: 'x' },
      { ...order, payload: 13 },
    ])
    const codes = results.map(({ error }) => error?.code)
    for (const eventType of ['order.paid', 'toString']) {
      await assert.rejects(eventBus.publish({ ...order, eventType }), (error) =>
        isAppTheoryError(error, 'event_bus.invalid_event'),
      )
    }
    await assert.rejects(eventBus.publish(order), (error) => {
      assert.ok(isAppTheoryError(error, 'event_bus.invalid_payload'))
      assert.deepEqual((error.cause as { data: object }).data, {
        eventType: 'order.created',
        issues: [{ message: 'no number', path: [] }],
      })
      return true
    })
    return { codes, payload: (await bus.getEvent(id)).payload }
  })
  assert.deepEqual(await handler({}, env.context()), {
    codes: ['event_bus.invalid_payload', undefined],
    payload: { total: 12 },
  })
})

test('a chain of Middy 6 works too, and setToContext: false leaves the context alone', async () => {
  const env = createTestEnv()
  const { bus, clock } = memory(env)
  const seen: unknown[] = []
  const handler = middy6()
    .use(eventBus({ bus, clock, setToContext: false }))
    .use({
      before: ({ internal, context }) => {
        seen.push(typeof internal['eventBus'], 'eventBus' in context)
      },
    })
    .handler(async () => 'done')
  assert.equal(await callHandler(handler, {}, env.context()), 'done')
  assert.deepEqual(seen, ['object', false])
})

test('with options instead of a bus, it makes its own, with the options of Middy', async () => {
  const env = createTestEnv()
  await new DynamoDBEventBus({ client: env.dynamodb.client(), clock: env.clock }).ensureTable()
  const made: unknown[] = []
  const captured: unknown[] = []
  const AwsClient = class {
    constructor(config: object) {
      made.push(config)
      // biome-ignore lint/correctness/noConstructorReturn: stands for the class that Middy constructs
      return env.dynamodb.client()
    }
  } as never
  const awsClientCapture = (client: DynamoDBClient): DynamoDBClient => {
    captured.push(client)
    return client
  }
  const awsClientOptions = { region: 'eu-west-1' }
  const handler = chain(
    { AwsClient, awsClientOptions, awsClientCapture, disablePrefetch: true, clock: env.clock },
    ({ eventBus }) => eventBus.publish(order),
  )
  assert.equal(made.length, 0)

  await handler({}, env.context())
  await handler({}, env.context())

  assert.deepEqual(made, [awsClientOptions])
  assert.equal(captured.length, 1)
  assert.equal(env.dynamodb.log.requests('PutItem').length, 2)
})

test('with a role, the client has its credentials, and is made again when they change', async () => {
  const env = createTestEnv()
  await new DynamoDBEventBus({ client: env.dynamodb.client(), clock: env.clock }).ensureTable()
  const made: unknown[] = []
  const AwsClient = class {
    constructor(config: { credentials: unknown }) {
      made.push(config.credentials)
      // biome-ignore lint/correctness/noConstructorReturn: stands for the class that Middy constructs
      return env.dynamodb.client()
    }
  } as never
  let credentials = { accessKeyId: 'a' }
  const handler = middy()
    .use({ before: ({ internal }) => void Object.assign(internal, { role: credentials }) })
    .use(eventBus({ AwsClient, awsClientAssumeRole: 'role', clock: env.clock }))
    .handler(async (_event, context) => context.eventBus.publish(order))

  await handler({}, env.context())
  await handler({}, env.context())
  credentials = { accessKeyId: 'b' }
  await handler({}, env.context())

  assert.deepEqual(made, [{ accessKeyId: 'a' }, { accessKeyId: 'b' }])
})

test('the remaining time of the invocation bounds retries', async () => {
  const env = createTestEnv()
  const client = env.dynamodb.client()
  await new DynamoDBEventBus({ client, clock: env.clock }).ensureTable()
  env.dynamodb.inject({ error: 'throttle', operation: 'PutItem', times: Number.POSITIVE_INFINITY })
  const random = () => 0.999
  const options = { client, clock: env.clock, random, retryAttempts: 50, retryBaseDelayMs: 100 }
  const handler = chain(options, ({ eventBus }) => eventBus.publish(order))

  const publishing = assert.rejects(handler({}, env.context({ timeoutMs: 1000 })), (error) =>
    isAppTheoryError(error, 'event_bus.unavailable'),
  )
  await env.clock.advanceAsync(3000)
  await publishing

  // 100 + 200 + 400 ms have gone, and 800 ms more would be too long.
  assert.equal(env.dynamodb.log.requests('PutItem').length, 4)
})

test('a wrong option is a TypeError that names it, at construction', () => {
  const bus = new MemoryEventBus()
  const wrong: readonly [string, object][] = [
    ["option 'publish' must be 'immediate' or 'after-handler'", { bus, publish: 'later' }],
    ["unknown option 'tableName'", { bus, tableName: 'x' }],
    ["unknown option 'tableNames'", { tableNames: 'x' }],
    ["option 'ttlMs' must be an integer from 0 to 3153600000000", { ttlMs: 'x' }],
    ["option 'bus' must be an object with the method publish()", { bus: Promise.resolve(bus) }],
    ["option 'clock' must be an object with the method now()", { bus, clock: {} }],
    ["option 'ids' must be an object with the method next()", { ids: {} }],
    ["option 'setToContext' must be true or false", { setToContext: 1 }],
    ["option 'awsClientAssumeRole' must be a non-empty string", { awsClientAssumeRole: 5 }],
    ["option 'bus' must be an object with the method publish()", { schemas: emptySchema, bus: 5 }],
    [
      "option 'schemas' must have a Standard Schema for 'order.paid'",
      { bus, schemas: { 'order.created': emptySchema, 'order.paid': { type: 'object' } } },
    ],
    [
      "option 'schemas' must have a Standard Schema for 'order.created'",
      { schemas: { 'order.created': undefined } },
    ],
  ]
  for (const [problem, options] of wrong) {
    assert.throws(() => eventBus(options as never), { name: 'TypeError', message: `eventBus: ${problem}` })
  }
})
