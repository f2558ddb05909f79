import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { DynamoDBEventBus } from '../dynamodb/dynamodb-event-bus.ts'
import type { EventInput } from '../event/event.ts'
import type { EventBus } from '../event-bus.ts'
import { MemoryEventBus } from '../memory/memory-event-bus.ts'

const tenantId = 'acme'
const start = Date.parse('2026-03-01T10:00:00.000Z')
const INVOCATION_MS = 2000

async function filled(bus: EventBus, count: number): Promise<readonly string[]> {
  const events = Array.from(
    { length: count },
    (_, i): EventInput => ({
      tenantId,
      eventType: `type-${i % 3}`,
      id: `e${String(i).padStart(6, '0')}`,
      payload: i,
      // Three of the same millisecond, in no order of their types.
      publishedAt: new Date(start + Math.floor(i / 3)),
    }),
  )
  for (let i = 0; i < count; i += 5000) await bus.publishMany(events.slice(i, i + 5000))
  return events.map(({ id }) => String(id))
}

/** Replays in invocations of two seconds, each with a handler that takes from 1 to 30 ms. */
async function replayAll(bus: EventBus, clock: ManualClock) {
  const handled: string[] = []
  let cursor: string | undefined
  let invocations = 0
  let past = 0
  do {
    const deadline = clock.now() + INVOCATION_MS
    const outcome = await bus.replay(
      { tenantId, limit: 100 },
      ({ id }) => {
        clock.advance(1 + (handled.length % 30))
        handled.push(id)
      },
      { cursor, remainingTimeMs: () => deadline - clock.now() },
    )
    if (clock.now() > deadline) past += 1
    cursor = outcome.cursor
    invocations += 1
  } while (cursor !== undefined && invocations < 100_000)
  return { handled, invocations, past }
}

test('memory: 100,000 events in invocations of 2 s: each once, in order, in time', async (t) => {
  const clock = new ManualClock(start)
  const bus = new MemoryEventBus({ clock, ttlMs: 0 })
  const ids = await filled(bus, 100_000)
  const { handled, invocations, past } = await replayAll(bus, clock)
  assert.deepEqual(handled, ids)
  assert.equal(past, 0)
  t.diagnostic(`${handled.length} events in ${invocations} invocations, ${past} past their deadline`)
})

test('a table: 2,000 events in invocations of 2 s: each once, in order, in time', async (t) => {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock })
  const bus = new DynamoDBEventBus({ client: fake.client(), clock, tableName: 'events', ttlMs: 0 })
  await bus.ensureTable()
  const ids = await filled(bus, 2000)
  const { handled, invocations, past } = await replayAll(bus, clock)
  assert.deepEqual(handled, ids)
  assert.equal(past, 0)
  t.diagnostic(`${handled.length} events in ${invocations} invocations, ${past} past their deadline`)
})
