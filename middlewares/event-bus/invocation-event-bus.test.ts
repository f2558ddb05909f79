import assert from 'node:assert/strict'
import { test } from 'node:test'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { isAppTheoryError } from '../../errors.ts'
import { DynamoDBEventBus } from '../../services/event-bus/dynamodb/index.ts'
import { type EventInput, MemoryEventBus } from '../../services/event-bus/index.ts'
import { createTestEnv, type TestEnv } from '../../testkit/index.ts'
import { callHandler } from '../../testkit/invokers/lambda-handler.ts'
import { type EventBusContext, type EventBusMiddlewareOptions, eventBus } from '../event-bus.ts'

const order = { eventType: 'order.created', tenantId: 'acme', payload: { total: 12 } }

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

async function buses(env: TestEnv): Promise<Readonly<Record<string, DynamoDBEventBus | MemoryEventBus>>> {
  const { clock } = env
  const table = new DynamoDBEventBus({ client: env.dynamodb.client(), clock, tableName: 'events' })
  await table.ensureTable()
  return { memory: new MemoryEventBus({ clock }), table }
}

/**
 * The context that Middy makes of a durable one: it copies what Lambda says, and the rest stays where it
 * is.
 */
function durableContext(env: TestEnv, execution: string): Context {
  const lambdaContext = env.context()
  const { awsRequestId, functionName } = lambdaContext
  const executionContext = { durableExecutionArn: `arn:aws:lambda:durable-execution/${execution}` }
  return { executionContext, lambdaContext, awsRequestId, functionName } as object as Context
}

test('an event without a tenant is one of the tenant of the invocation', async () => {
  const env = createTestEnv()
  const { clock } = env
  const bus = new MemoryEventBus({ clock })
  const { tenantId: _, ...input } = order
  await bus.publish({ ...order, id: 'foreign', tenantId: 'other' })
  const handler = chain({ bus, clock }, async ({ eventBus }) => {
    await eventBus.publish({ ...input, id: 'a' } as EventInput)
    await eventBus.publishMany([{ ...input, id: 'b' } as EventInput, { ...order, id: 'c' }])
    const ids: string[] = []
    for await (const { id } of eventBus.queryAll({} as never)) ids.push(id)
    const { events } = await eventBus.query({ eventType: 'order.created' } as never)
    await eventBus.replay({} as never, ({ id }) => ids.push(`replayed ${id}`))
    await assert.rejects(eventBus.getEvent('foreign'), (error) =>
      isAppTheoryError(error, 'event_bus.not_found'),
    )
    return [ids.toSorted(), events.length]
  })
  const ids = ['a', 'b', 'replayed a', 'replayed b']
  assert.deepEqual(await handler({}, { ...env.context(), tenantId: 'isolated' }), [ids, 2])
  assert.equal((await bus.getEvent('c')).tenantId, 'acme')
  await assert.rejects(handler({}, env.context()), (error) =>
    isAppTheoryError(error, 'event_bus.invalid_event'),
  )
})

test('publishMany of the middleware never rejects as a whole', async () => {
  const env = createTestEnv()
  const { clock } = env
  const schema = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) => {
        if (value === 'throw') throw new Error('a schema that throws')
        return { value }
      },
    },
  }
  const broken = Object.defineProperty({ ...order }, 'payload', {
    enumerable: true,
    get() {
      throw new Error('a getter that throws')
    },
  })
  const events = [broken, { ...order, payload: 'throw' }, order, null as never]
  for (const publish of ['immediate', 'after-handler'] as const) {
    const bus = new MemoryEventBus({ clock })
    const schemas = { 'order.created': schema }
    const handler = chain({ bus, clock, schemas, publish }, async ({ eventBus }) => {
      const results = await eventBus.publishMany(events)
      return results.map(({ error }) => error?.code)
    })
    assert.deepEqual(await handler({}, env.context()), [
      'event_bus.invalid_event',
      'event_bus.invalid_payload',
      undefined,
      'event_bus.invalid_event',
    ])
    assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 1)
  }
})

test('a replay of a durable execution publishes nothing again', async () => {
  for (const publish of ['immediate', 'after-handler'] as const) {
    const env = createTestEnv()
    for (const [name, bus] of Object.entries(await buses(env))) {
      const ids: string[] = []
      const handler = chain({ bus, clock: env.clock, publish }, async ({ eventBus }) => {
        const first = await eventBus.publish(order)
        const rest = await eventBus.publishMany([order, { ...order, eventType: 'order.paid' }])
        const own = await eventBus.publish({ ...order, id: 'own' })
        ids.push(...[first, ...rest, own].map(({ id }) => String(id)))
      })
      for (const execution of ['one', 'one', 'two', 'one']) {
        await handler({}, durableContext(env, execution))
        env.clock.advance(60_000)
      }
      const { events } = await bus.query({ tenantId: 'acme' })
      const [one, again, two, last] = [0, 4, 8, 12].map((start) => ids.slice(start, start + 4))
      assert.deepEqual(one, again, name)
      assert.deepEqual(one, last, name)
      assert.equal(new Set([...(one ?? []), ...(two ?? [])]).size, 7, name)
      assert.equal(events.length, 7, name)
    }
  }
})

test('an event is not lost where a replay skips the steps that published others', async () => {
  const env = createTestEnv()
  const bus = new MemoryEventBus({ clock: env.clock })
  let replays = 0
  const handler = chain({ bus, clock: env.clock }, async ({ eventBus }) => {
    // As a step does: its action runs in the first invocation alone.
    if (replays++ === 0) await eventBus.publish({ ...order, payload: { step: 1 } })
    else await eventBus.publish({ ...order, payload: { afterStep: 2 } })
  })
  for (let invocation = 0; invocation < 3; invocation++) await handler({}, durableContext(env, 'one'))
  const { events } = await bus.query({ tenantId: 'acme' })
  assert.deepEqual(events.map(({ payload }) => JSON.stringify(payload)).toSorted(), [
    '{"afterStep":2}',
    '{"step":1}',
  ])
})

test('two buses of one durable execution have IDs of their own', async () => {
  const env = createTestEnv()
  const bus = new MemoryEventBus({ clock: env.clock })
  const handler = middy()
    .use(eventBus({ bus, clock: env.clock, setToContext: false }))
    .use(eventBus({ bus, clock: env.clock }))
    .handler(async (_event, context) => {
      const first = (context as BusContext).eventBus
      await first.publish(order)
      return first.publish(order)
    })
  await callHandler(handler, {}, durableContext(env, 'one'))
  assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 2)
})

test('in a durable execution, retries fit the remaining time of the invocation', async () => {
  const env = createTestEnv()
  const client = env.dynamodb.client()
  await new DynamoDBEventBus({ client, clock: env.clock, tableName: 'apptheory-events' }).ensureTable()
  env.dynamodb.inject({ error: 'throttle', times: Number.POSITIVE_INFINITY })
  const options = { client, clock: env.clock, random: () => 0.999, retryAttempts: 50 }
  const handler = chain(options, ({ eventBus }) => eventBus.publish(order))
  const lambdaContext = env.context({ timeoutMs: 1000 })
  const executionContext = { durableExecutionArn: 'arn' }
  const publishing = assert.rejects(
    handler({}, { executionContext, lambdaContext } as object as Context),
    (error) => isAppTheoryError(error, 'event_bus.unavailable'),
  )
  await env.clock.advanceAsync(3000)
  await publishing
  assert.equal(env.dynamodb.log.requests('TransactWriteItems').length, 4)
})
