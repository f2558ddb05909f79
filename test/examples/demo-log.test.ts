import assert from 'node:assert/strict'
import { env } from 'node:process'
import { test } from 'node:test'
import { DynamoDBEventBus } from '../../services/event-bus/dynamodb/index.ts'
import { connectStream, FakeDynamoDB, ManualClock } from '../../testkit/index.ts'

test('the log of the demo has each event once, although records are delivered again', async (t) => {
  const clock = new ManualClock('2026-03-01T10:00:00Z')
  // The function takes the time of the system.
  t.mock.timers.enable({ apis: ['Date'], now: clock.now() })
  const fake = new FakeDynamoDB({ clock })
  const server = await fake.listen()
  t.after(() => server.close())
  const client = fake.client()
  const events = new DynamoDBEventBus({ client, clock, tableName: 'events' })
  const log = new DynamoDBEventBus({ client, clock, tableName: 'log' })
  for (const bus of [events, log]) await bus.ensureTable()
  Object.assign(env, {
    AWS_ENDPOINT_URL_DYNAMODB: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    EVENTBUS_TABLE_NAME: 'events',
    LOG_TABLE_NAME: 'log',
  })
  const { handler } = await import(new URL('../../examples/demo/functions/log.ts', import.meta.url).href)
  let invocations = 0
  const mapping = connectStream(fake, {
    tableName: 'events',
    functionResponseTypes: ['ReportBatchItemFailures'],
    handler: async (event, context) => {
      invocations += 1
      const answer = await handler(event, context)
      if (invocations === 1) throw new Error('the answer is lost')
      return answer
    },
  })
  const published: string[] = []
  for (const tenantId of ['demo', 'other', 'demo', 'demo']) {
    clock.advance(1)
    const { id } = await events.publish({ tenantId, eventType: 'page.viewed', payload: {} })
    if (tenantId === 'demo') published.push(id)
  }

  await mapping.drain()

  assert.equal(invocations, 2)
  const { events: logged } = await log.query({ tenantId: 'demo', order: 'asc' })
  assert.deepEqual(
    logged.map(({ id }) => id),
    published,
  )
  assert.equal(fake.items('log').length, 4)
})
