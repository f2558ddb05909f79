import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { contend } from '../../../test/integration/rate-limit-contention.ts'
import { layouts, strategiesWithLimit } from '../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { rateLimitTable } from './table.ts'

for (const layout of layouts) {
  for (const [kind, latencyMs, atOnce, limit, hosts] of [
    ['fixed', 20, 100, 7, 3],
    ['sliding', 20, 100, 7, 3],
    ['multi', 10, 60, 10, 1],
    ['multi', 20, 100, 10_000, 5],
    ['multi', 20, 100, 13, 100],
  ] as const) {
    test(`layout ${layout}, ${kind}: ${atOnce} at once, ${hosts} hosts, limit ${limit}`, async () => {
      const strategy = strategiesWithLimit(limit)[kind] ?? assert.fail(kind)
      const { admitted, degraded } = await contend({ layout, strategy, latencyMs, atOnce, hosts })
      assert.deepEqual({ admitted, degraded }, { admitted: Math.min(limit, atOnce), degraded: 0 })
    })
  }
}

test('a steady rate on one key, below every limit, is decided', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  await fake.client().send(new CreateTableCommand(rateLimitTable()))
  fake.latencyMs = 10
  const strategy = multiWindow([
    { windowMs: 1000, limit: 300 },
    { windowMs: 60_000, limit: 100_000 },
  ])
  const hosts = [1, 2, 3].map(() => new DynamoDBRateLimiter({ strategy, clock, client: fake.client() }))
  const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
  const decisions = []
  for (let i = 0; i < 300; i++) {
    decisions.push(hosts[i % hosts.length]?.checkAndIncrement(key))
    await clock.advanceAsync(5)
  }
  await clock.advanceAsync(500)
  for (const decision of await Promise.all(decisions)) {
    assert.deepEqual([decision?.allowed, decision?.degraded], [true, undefined])
  }
})

test('decisions about one contended key leave the others decided', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  await fake.client().send(new CreateTableCommand(rateLimitTable()))
  fake.latencyMs = 20
  const strategy = strategiesWithLimit(1000)['multi'] ?? assert.fail()
  const limiter = new DynamoDBRateLimiter({ strategy, clock, client: fake.client(), timeoutMs: 60 })
  const ask = (identifier: string) =>
    limiter.checkAndIncrement({ identifier, resource: '/', operation: 'GET' })
  const contended = Array.from({ length: 100 }, () => ask('ann'))
  await clock.advanceAsync(100)
  await Promise.all(contended)
  const others = Array.from({ length: 60 }, (_, i) => ask(`user-${i}`))
  await clock.advanceAsync(100)
  for (const { degraded } of await Promise.all(others)) assert.equal(degraded, undefined)
})
