import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strategiesWithLimit } from '../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { ensureTable } from './table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }

for (const [kind, strategy] of Object.entries(strategiesWithLimit(1))) {
  test(`layout compact, ${kind}: a host whose clock is behind sees what it would be told`, async () => {
    const client = new FakeDynamoDB().client()
    await ensureTable(client)
    const host = (now: string) => {
      const clock = new ManualClock(now)
      return new DynamoDBRateLimiter({ strategy, client, clock, layout: 'compact', failOpen: false })
    }
    await host('2026-03-01T11:00:00.000Z').checkAndIncrement(key)
    const behind = host('2026-03-01T10:59:59.900Z')

    const seen = await behind.checkLimit(key)
    const { windows } = await behind.getUsage(key)
    const told = await behind.checkAndIncrement(key)

    assert.equal(told.allowed, false)
    assert.deepEqual(seen, told)
    assert.deepEqual(
      windows.map(({ count, startsAt }) => [count, startsAt]),
      told.windows.map(({ count, startsAt }) => [count, startsAt]),
    )
  })
}
