import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FakeDynamoDB, type Fault, type LoggedRequest } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import type { EventInput } from '../event/event.ts'
import type { PublishResult } from '../event-bus.ts'
import type { MetricRecord } from '../metrics/metrics-options.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'

const runs = Number(process.env['EVENT_BUS_FAULTS'] ?? 25)
const start = '2026-03-01T10:00:00.000Z'

const faults: readonly Fault[] = [
  { error: 'throttle' },
  { error: 'connection-reset' },
  { error: 'connection-reset', when: 'after' },
  { error: 'internal-error' },
  { error: 'internal-error', when: 'after' },
  { error: 'service-unavailable', when: 'after' },
]

/** Has every fifth request or so go wrong, in one of the ways. */
function injectFaults(fake: FakeDynamoDB, seed: number): void {
  const draws = new Map<number, number>()
  const drawFor = ({ sequence }: LoggedRequest): number => {
    const draw = draws.get(sequence) ?? pseudoRandom(seed + sequence)
    draws.set(sequence, draw)
    return draw
  }
  for (const [i, fault] of faults.entries()) {
    const [from, to] = [(0.2 * i) / faults.length, (0.2 * (i + 1)) / faults.length]
    const matches = (request: LoggedRequest) => drawFor(request) >= from && drawFor(request) < to
    fake.inject({ ...fault, matches, times: Number.POSITIVE_INFINITY })
  }
}

/** Numbers from 0 to 1 that the seed decides (splitmix32). */
function pseudoRandom(seed: number): number {
  let z = Math.imul(seed, 0x9e3779b9) >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32
}

async function settle<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let pending = true
  const done = promise.finally(() => {
    pending = false
  })
  done.catch(() => {})
  while (pending) await clock.advanceAsync(10)
  return done
}

const plan = fc.record({
  seed: fc.nat(1_000_000),
  idempotency: fc.constantFrom('key' as const, 'id' as const),
  batches: fc.array(fc.integer({ min: 1, max: 130 }), { minLength: 1, maxLength: 4 }),
  exits: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
})

test(`property: faults on 20% of calls, acknowledged events are there once (${runs} runs)`, async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ seed, idempotency, batches, exits }) => {
      const clock = new ManualClock(start)
      const fake = new FakeDynamoDB({ clock })
      const options = { client: fake.client(), clock, tableName: 'events', idempotency, retryBaseDelayMs: 2 }
      await new DynamoDBEventBus(options).ensureTable()
      const acknowledged = new Map<string, number>()
      const published: EventInput[] = []

      for (const [b, size] of batches.entries()) {
        const events = Array.from({ length: size }, (_, i): EventInput => {
          const id = `b${b}-${String(i).padStart(3, '0')}`
          return {
            tenantId: 'acme',
            eventType: `t${i % 3}`,
            payload: id,
            id,
            publishedAt: new Date(clock.now() + i),
          }
        })
        published.push(...events)
        injectFaults(fake, seed + b * 1000)
        if (exits[b]) {
          // A process that ends when its transaction was applied and before it learns of it.
          const takeBack = fake.inject({
            error: 'hang',
            when: 'after',
            operation: ['TransactWriteItems', 'PutItem'],
          })
          new DynamoDBEventBus(options).publishMany(events).catch(() => {})
          await clock.advanceAsync(100)
          takeBack()
        }
        const metrics: string[] = []
        const emit = ({ name }: MetricRecord) => metrics.push(name)
        const bus = new DynamoDBEventBus({ ...options, metrics: { emit } })
        const results = await settle(clock, bus.publishMany(events))
        fake.clearFaults()
        assert.deepEqual(metrics, results.map(metricOf))
        for (const { id, error, deduplicated } of results) {
          if (error || id === undefined) continue
          acknowledged.set(id, (acknowledged.get(id) ?? 0) + Number(!deduplicated))
        }
      }

      const bus = new DynamoDBEventBus(options)
      const stored: string[] = []
      for await (const { id, payload } of bus.queryAll({ tenantId: 'acme' })) {
        assert.equal(payload, id)
        stored.push(id)
      }
      assert.equal(new Set(stored).size, stored.length, 'none twice')
      for (const [id, firsts] of acknowledged) {
        assert.ok(stored.includes(id), `${id} was acknowledged`)
        assert.ok(firsts <= 1, `${id} was stored for the first time only once`)
      }
      const again = await bus.publishMany(published)
      assert.deepEqual(
        again.map(({ id, deduplicated }) => deduplicated === stored.includes(String(id))),
        published.map(() => true),
      )
    }),
    { numRuns: runs },
  )
})

function metricOf({ error, deduplicated }: PublishResult): string {
  if (error) return 'PublishError'
  return deduplicated ? 'PublishDeduped' : 'PublishSuccess'
}
