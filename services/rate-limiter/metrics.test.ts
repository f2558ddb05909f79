import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeDynamoDB, ManualClock } from '../../testkit/index.ts'
import { emfMetrics } from '../metrics/emf-metrics.ts'
import { DynamoDBRateLimiter } from './dynamodb/dynamodb-rate-limiter.ts'
import { ensureTable } from './dynamodb/table.ts'
import { MemoryRateLimiter } from './memory/memory-rate-limiter.ts'
import type { RateLimitMetric } from './metrics.ts'
import { multiWindow } from './strategy/multi-window.ts'

const key = { identifier: 'user:ann@example.com', resource: 'GET /orders', operation: 'GET' }
const strategy = multiWindow([
  { windowMs: 1000, limit: 2, name: 'burst' },
  { windowMs: 60_000, limit: 2, name: 'steady' },
])
const tags = { resource: 'GET /orders', operation: 'GET' }

const limiters = {
  memory: async (emit: (metric: RateLimitMetric) => unknown) =>
    new MemoryRateLimiter({ strategy, metrics: { emit }, clock: new ManualClock() }),
  DynamoDB: async (emit: (metric: RateLimitMetric) => unknown) => {
    const client = new FakeDynamoDB().client()
    await ensureTable(client)
    return new DynamoDBRateLimiter({ strategy, client, metrics: { emit }, clock: new ManualClock() })
  },
}

for (const [name, make] of Object.entries(limiters)) {
  test(`${name}: each decision that counts is a metric, without the identifier`, async () => {
    const metrics: RateLimitMetric[] = []
    const limiter = await make((metric) => metrics.push(metric))
    await limiter.checkLimit(key)
    for (let i = 0; i < 3; i++) await limiter.checkAndIncrement(key)
    const namespace = 'AppTheory/RateLimit'
    const allowed = { namespace, name: 'RateLimitAllowed', value: 1, tags: { ...tags, window: 'burst' } }
    const denied = { namespace, name: 'RateLimitDenied', value: 1, tags: { ...tags, window: 'steady' } }
    assert.deepEqual(metrics, [allowed, allowed, denied])
    assert.ok(!JSON.stringify(metrics).includes('ann'))
  })

  test(`${name}: what the hook throws or rejects with is ignored`, async () => {
    for (const emit of [() => assert.fail(), async () => assert.fail()]) {
      assert.equal((await (await make(emit)).checkAndIncrement(key)).allowed, true)
    }
  })
}

test('a failure of the table is a metric with its cause, whatever failOpen is', async () => {
  for (const failOpen of [true, false]) {
    const metrics: RateLimitMetric[] = []
    const client = new FakeDynamoDB().client()
    const options = { strategy, client, failOpen, onDegraded: () => {} }
    const emit = (metric: RateLimitMetric) => metrics.push(metric)
    const limiter = new DynamoDBRateLimiter({ ...options, metrics: { namespace: 'Shop', emit } })
    await limiter.checkAndIncrement(key).catch(() => {})
    const degraded = { namespace: 'Shop', name: 'RateLimitDegraded', value: 1 }
    assert.deepEqual(metrics, [{ ...degraded, tags: { ...tags, cause: 'store_error' } }])
  }
})

test('enabled: false emits nothing; a wrong option is a TypeError that names it', async () => {
  const metrics = { enabled: false, emit: () => assert.fail() }
  await new MemoryRateLimiter({ strategy, metrics }).checkAndIncrement(key)
  for (const wrong of [{}, { emit: 5 }, { emit: () => {}, namespac: 'x' }]) {
    assert.throws(() => new MemoryRateLimiter({ strategy, metrics: wrong as never }), {
      name: 'TypeError',
      message: /metrics/,
    })
    assert.throws(() => new DynamoDBRateLimiter({ strategy, metrics: wrong as never }), {
      name: 'TypeError',
      message: /metrics/,
    })
  }
})

test('emfMetrics makes metrics of resource, operation and window', async () => {
  const lines: string[] = []
  const emit = emfMetrics({ write: (line) => lines.push(line) })
  await new MemoryRateLimiter({ strategy, metrics: { emit } }).checkAndIncrement(key)
  const { _aws, RateLimitAllowed } = JSON.parse(lines[0] ?? '')
  assert.equal(RateLimitAllowed, 1)
  assert.deepEqual(_aws.CloudWatchMetrics[0].Dimensions, [['resource', 'operation', 'window']])
})
