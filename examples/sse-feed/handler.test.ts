import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { MemoryEventBus } from 'apptheory-middy/services/event-bus'
import { DynamoDBEventBus } from 'apptheory-middy/services/event-bus/dynamodb'
import {
  buildFunctionUrlEvent,
  createTestEnv,
  FakeDynamoDB,
  type FakeDynamoDBServer,
} from 'apptheory-middy/testkit'
import { follow } from './follow.ts'

const dynamodb = new FakeDynamoDB()
const bus = new DynamoDBEventBus({ client: dynamodb.client(), tableName: 'events' })
const now = Date.parse('2026-03-01T10:00:00Z')
let store: FakeDynamoDBServer

before(async () => {
  await bus.ensureTable()
  store = await dynamodb.listen()
  Object.assign(process.env, {
    EVENTBUS_TABLE_NAME: 'events',
    FEED_TENANT_ID: 'acme',
    AWS_ENDPOINT_URL_DYNAMODB: store.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
})
after(() => store.close())

test('a browser that comes back gets what it has missed, and nothing of another tenant', async (t) => {
  // The function is the one that is deployed: it takes its time from the machine.
  t.mock.timers.enable({ apis: ['Date'], now })
  const { handler } = await import('./handler.ts')
  const { invokeStreaming } = createTestEnv()
  const times = [0, 10_000, 20_000].map((ms) => new Date(now - 30_000 + ms))
  for (const [i, publishedAt] of times.entries()) {
    await bus.publish({ eventType: 'order.placed', tenantId: 'acme', publishedAt, payload: { order: i } })
  }
  await bus.publish({ eventType: 'order.placed', tenantId: 'other', payload: {} })
  const lastEventId = String(times[1]?.getTime())

  const event = buildFunctionUrlEvent({ headers: { 'last-event-id': lastEventId }, time: now })
  const { outcome, headers, text } = await invokeStreaming(handler, event)

  assert.equal(outcome, 'completed')
  assert.equal(headers['content-type'], 'text/event-stream; charset=utf-8')
  const orders = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data).payload.order)
  // What was there last comes again: its receiver recognises it by its ID.
  assert.deepEqual(orders, [1, 2])
  assert.ok(text.includes(`id: ${times[2]?.getTime()}\n`))
})

test('whatever a client says it has seen, it gets the last hour at most, and no error', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now })
  const { handler } = await import('./handler.ts')
  await bus.publish({
    eventType: 'order.old',
    tenantId: 'acme',
    publishedAt: new Date(now - 3_700_000),
    payload: {},
  })

  for (const lastEventId of ['1', 'Infinity', '9e15', 'none']) {
    const event = buildFunctionUrlEvent({ headers: { 'last-event-id': lastEventId }, time: now })
    const { outcome, text } = await createTestEnv().invokeStreaming(handler, event)

    assert.equal(outcome, 'completed')
    assert.ok(!text.includes('order.old'))
  }
})

test('events are followed oldest first and once, even one that turns up late', async () => {
  const { clock, ids } = createTestEnv()
  const log = new MemoryEventBus({ clock, ids })
  const publish = (name: string, publishedAt = new Date(clock.now())) =>
    log.publish({ eventType: name, tenantId: 'acme', payload: {}, publishedAt })
  await publish('first')
  clock.advance(10)
  await publish('second')
  const rounds = [
    async () => {
      clock.advance(1500)
      await publish('third')
    },
    // DynamoDB's index is a moment behind.
    () => publish('late', new Date(clock.now() - 1000)),
  ]
  const wait = async () => {
    const round = rounds.shift()
    await round?.()
    return round !== undefined
  }

  const seen: string[] = []
  for await (const { data } of follow({
    bus: log,
    tenantId: 'acme',
    since: clock.now() - 10,
    now: () => clock.now(),
    wait,
  })) {
    seen.push((data as { eventType: string }).eventType)
  }

  assert.deepEqual(seen, ['first', 'second', 'third', 'late'])
})

test('an event of a publisher whose clock is ahead hides no other, and comes once', async () => {
  const { clock, ids } = createTestEnv()
  const now = () => clock.now()
  const log = new MemoryEventBus({ clock, ids })
  const publish = (eventType: string, inMs: number) =>
    log.publish({ eventType, tenantId: 'acme', payload: {}, publishedAt: new Date(now() + inMs) })
  await publish('ahead', 150_000)
  const rounds = [() => publish('now', 0), () => publish('a minute later', 0)]
  const wait = async () => {
    clock.advance(60_000)
    return (await rounds.shift()?.()) !== undefined
  }

  const seen: string[] = []
  for await (const { data } of follow({ bus: log, tenantId: 'acme', since: now() - 30_000, now, wait })) {
    seen.push((data as { eventType: string }).eventType)
  }

  assert.deepEqual(seen, ['ahead', 'now', 'a minute later'])
})
