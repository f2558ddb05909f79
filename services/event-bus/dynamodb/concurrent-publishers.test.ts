import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { PublishResult } from '../event-bus.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'
import type { DynamoDBEventBusOptions } from './options.ts'

const start = '2026-03-01T10:00:00.000Z'
const input = { tenantId: 'acme', eventType: 'order.created', id: 'a', payload: 1 }

/** Publishers of their own, whose requests take time, and so overlap. */
async function publishers(count: number, options: DynamoDBEventBusOptions, latencyMs: number) {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock, latencyMs })
  const make = (client = fake.client()) =>
    new DynamoDBEventBus({ client, clock, tableName: 'events', ...options })
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let pending = true
    const done = promise.finally(() => {
      pending = false
    })
    done.catch(() => {})
    while (pending) await clock.advanceAsync(1)
    return done
  }
  await settle(make().ensureTable())
  return { buses: Array.from({ length: count }, () => make()), settle, fake, clock }
}

const tell = (results: readonly PublishResult[]) => ({
  stored: results.filter(({ error, deduplicated }) => !error && !deduplicated).length,
  deduplicated: results.filter(({ deduplicated }) => deduplicated).length,
  failed: results.flatMap(({ error }) => error?.code ?? []),
})

describe('publishers of one event at once: one stores it, all others are told that it is there', () => {
  for (const count of [2, 50]) {
    for (const latencyMs of [1, 20, 200]) {
      for (const retryAttempts of [3, 1]) {
        test(`${count} publishers by ID, ${latencyMs} ms, ${retryAttempts} retries`, async () => {
          const options = { idempotency: 'id', retryAttempts } as const
          const { buses, settle } = await publishers(count, options, latencyMs)
          const all = buses.map(async (bus) => (await bus.publishMany([input]))[0] as PublishResult)
          assert.deepEqual(tell(await settle(Promise.all(all))), {
            stored: 1,
            deduplicated: count - 1,
            failed: [],
          })
        })
      }
    }
  }

  test('a lost reply among 50: the publisher that stored it is told so', async () => {
    const { buses, settle, fake } = await publishers(50, { idempotency: 'id' }, 5)
    fake.inject({ error: 'connection-reset', when: 'after', operation: 'TransactWriteItems' })
    const all = buses.map(async (bus, i) => (await bus.publishMany([{ ...input, payload: i }]))[0])
    const { stored, failed } = tell((await settle(Promise.all(all))) as PublishResult[])
    assert.deepEqual([stored, failed], [1, []])
  })

  for (const idempotency of ['id', 'key'] as const) {
    test(`20 publishers of the same 40 events, by ${idempotency}: each is stored once`, async () => {
      const { buses, settle, clock } = await publishers(20, { idempotency }, 10)
      const publishedAt = new Date(clock.now())
      const many = Array.from({ length: 40 }, (_, i) => ({ ...input, id: `e${i}`, publishedAt }))
      const all = await settle(Promise.all(buses.map((bus) => bus.publishMany(many))))
      const { stored, deduplicated, failed } = tell(all.flat())
      assert.deepEqual({ stored, deduplicated, failed }, { stored: 40, deduplicated: 19 * 40, failed: [] })
    })
  }

  test("with onConflict: 'error', another payload is a conflict", async () => {
    const options = { idempotency: 'id', onConflict: 'error' } as const
    const { buses, settle } = await publishers(20, options, 10)
    const all = buses.map(async (bus, i) => (await bus.publishMany([{ ...input, payload: i % 2 }]))[0])
    const { stored, deduplicated, failed } = tell((await settle(Promise.all(all))) as PublishResult[])
    assert.deepEqual([stored, deduplicated, new Set(failed)], [1, 9, new Set(['event_bus.conflict'])])
  })
})
