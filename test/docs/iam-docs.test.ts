import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { CreateTableCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { eventBusStream } from '../../middlewares/event-bus.ts'
import {
  DynamoDBEventBus,
  DynamoDBParkingStore,
  DynamoDBSeenStore,
  parkingTable,
  seenTable,
} from '../../services/event-bus/dynamodb/index.ts'
import { createEvent } from '../../services/event-bus/index.ts'
import { DynamoDBRateLimiter, ensureTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { fixedWindow, multiWindow, slidingWindow, tokenBucket } from '../../services/rate-limiter/index.ts'
import { DynamoDBConnectionRegistry, ensureConnectionTable } from '../../services/websocket/dynamodb/index.ts'
import { connectStream, createTestEnv, type TestEnv } from '../../testkit/index.ts'
import { requestedActions } from '../iac/requested-actions.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/iam.md'), 'utf8')

/** The actions of a row of the page's table. */
function documented(call: string): readonly string[] {
  const row = page.split('\n').find((line) => line.startsWith(`| ${call} |`)) ?? assert.fail(`no row ${call}`)
  return [...(row.split(' | ')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, action = '']) => action)
}

async function needs(call: string, { dynamodb }: TestEnv, run: () => Promise<unknown>): Promise<void> {
  dynamodb.log.clear()
  await run()
  assert.deepEqual(documented(call), requestedActions(dynamodb), call)
}

describe('docs/iam.md names the actions that each call needs', () => {
  const key = { identifier: 'ann', resource: '/', operation: 'GET' }
  const strategies = [
    fixedWindow({ windowMs: 60_000, limit: 2 }),
    slidingWindow({ windowMs: 60_000, limit: 2 }),
    tokenBucket({ capacity: 2, refillPerSecond: 1 }),
    multiWindow([
      { windowMs: 1000, limit: 1 },
      { windowMs: 60_000, limit: 3 },
    ]),
  ]
  for (const layout of ['apptheory', 'compact'] as const) {
    test(`a limit, layout ${layout}`, async () => {
      const env = createTestEnv()
      const client = env.dynamodb.client()
      await ensureTable(client, { tableName: 'limits' })
      const limiterOf = (strategy: (typeof strategies)[number]) =>
        new DynamoDBRateLimiter({ strategy, layout, client, clock: env.clock, tableName: 'limits' })
      await needs(`\`rateLimit\`, layout \`${layout}\``, env, async () => {
        for (const [i, strategy] of strategies.entries()) {
          for (let step = 0; step < 12; step++) {
            // A new limiter each time, as in another execution environment.
            const own = { ...key, identifier: `${i}` }
            const decision = await limiterOf(strategy).checkAndIncrement(own)
            if (step % 3 === 0) await limiterOf(strategy).refund(own, decision)
            env.clock.advance(700)
          }
        }
      })
      await needs(`\`getUsage\`, \`checkLimit\`, layout \`${layout}\``, env, async () => {
        for (const strategy of strategies) {
          await limiterOf(strategy).getUsage(key)
          await limiterOf(strategy).checkLimit(key)
        }
      })
      await needs(`\`reset\`, layout \`${layout}\``, env, async () => {
        for (const [i, strategy] of strategies.entries()) {
          await limiterOf(strategy).reset({ ...key, identifier: `${i}` })
        }
      })
    })
  }

  test('an event bus', async () => {
    const env = createTestEnv()
    const client = env.dynamodb.client()
    const input = { id: 'a', eventType: 'order.created', tenantId: 'acme', payload: {} }
    const publishedAt = new Date(env.clock.now())
    const buses = (['key', 'id'] as const).map(
      (idempotency) =>
        new DynamoDBEventBus({ client, clock: env.clock, tableName: `by-${idempotency}`, idempotency }),
    )
    for (const bus of buses) await bus.ensureTable()
    const onEach = (call: string, run: (bus: DynamoDBEventBus) => Promise<unknown>) =>
      needs(call, env, async () => {
        for (const bus of buses) await run(bus)
      })

    await onEach('`publish`, `publishMany`, `transactItems`', async (bus) => {
      await bus.publish({ ...input, publishedAt })
      await bus.publish({ ...input, publishedAt })
      await bus.publishMany([
        { ...input, id: 'b' },
        { ...input, id: 'c' },
      ])
      const TransactItems = [...bus.transactItems(createEvent({ ...input, id: 'd' }, { clock: env.clock }))]
      await client.send(new TransactWriteItemsCommand({ TransactItems }))
    })
    await onEach('`query`, `queryAll`, `replay`', async (bus) => {
      await bus.query({ tenantId: 'acme' })
      await bus.query({ tenantId: 'acme', eventType: input.eventType })
      await bus.replay({ tenantId: 'acme' }, () => {})
    })
    await onEach('`getEvent` by ID', (bus) => bus.getEvent('a', { tenantId: 'acme' }))
    await onEach('`getEvent` by the whole key', (bus) => bus.getEvent('a', { ...input, publishedAt }))
    await onEach('`deleteEvent` by the whole key', (bus) => bus.deleteEvent('a', { ...input, publishedAt }))
    await onEach('`deleteEvent` by ID', (bus) => bus.deleteEvent('b', { tenantId: 'acme' }))
  })

  test('a consumer of its stream', async () => {
    const env = createTestEnv()
    const { dynamodb, clock } = env
    const client = dynamodb.client()
    const bus = new DynamoDBEventBus({ client, clock, tableName: 'events' })
    await bus.ensureTable()
    await client.send(new CreateTableCommand({ ...seenTable, TableName: 'seen' }))
    await client.send(new CreateTableCommand({ ...parkingTable, TableName: 'parked' }))
    const seen = new DynamoDBSeenStore({ client, clock, tableName: 'seen' })
    const table = new DynamoDBParkingStore({ client, clock, tableName: 'parked' })
    let fails = false
    bus.subscribe('*', () => {
      if (fails) throw new Error('the subscriber is broken')
    })
    const publish = (id: string) => bus.publish({ id, eventType: 'o', tenantId: 'acme', payload: {} })
    const consumed = async (handler: ReturnType<typeof eventBusStream>, run: () => Promise<unknown>) => {
      const stream = connectStream(dynamodb, {
        tableName: 'events',
        startingPosition: 'LATEST',
        handler,
        functionResponseTypes: ['ReportBatchItemFailures'],
        maximumRetryAttempts: 10,
      })
      await run()
      dynamodb.log.clear()
      await stream.drain()
    }

    await needs('`DynamoDBSeenStore`', env, () =>
      consumed(eventBusStream({ bus, consumer: 'test', seen }), () => publish('a')),
    )
    fails = true
    const parking = eventBusStream({ bus, consumer: 'test', park: { table, attempts: 2 } })
    await needs('`park`', env, () => consumed(parking, () => publish('b')))
    await needs('`redrive`', env, async () => {
      await parking.redrive()
      fails = false
      await parking.redrive()
    })
  })

  test('a registry of connections', async () => {
    const env = createTestEnv()
    const client = env.dynamodb.client()
    const tableName = 'connections'
    await needs('`ensureTable`, `ensureConnectionTable`', env, async () => {
      await ensureConnectionTable(client, { tableName })
      await ensureConnectionTable(client, { tableName })
    })
    const registry = new DynamoDBConnectionRegistry({ client, clock: env.clock, tableName })
    await needs('`DynamoDBConnectionRegistry`', env, async () => {
      const connection = {
        connectionId: 'ann',
        endpoint: 'https://example.com',
        tenantId: 'acme',
        userId: 'u',
      }
      await registry.add({ ...connection, channels: ['a'] }, { connectedAt: new Date(env.clock.now()) })
      await registry.join('ann', ['b'])
      await registry.leave('ann', ['b'])
      await registry.channels('ann')
      for await (const _ of registry.present({ tenantId: 'acme', channel: 'a' })) break
      for await (const _ of registry.byUser({ tenantId: 'acme', userId: 'u' })) break
      await registry.remove('ann', { disconnected: true })
    })
  })
})
