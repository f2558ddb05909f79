import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { layouts } from '../../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, ManualClock } from '../../../../testkit/index.ts'
import { tokenBucket } from '../../strategy/token-bucket.ts'
import { DynamoDBRateLimiter } from '../dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from '../options.ts'
import { ensureTable } from '../table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const start = Date.UTC(2026, 2, 1, 10)

async function table(options: Partial<DynamoDBRateLimiterOptions> = {}) {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock, logLimit: 100_000 })
  const client = fake.client()
  await ensureTable(client, { attributeNames: options.attributeNames })
  fake.log.clear()
  const host = (own: Partial<DynamoDBRateLimiterOptions> = {}) => {
    const strategy = tokenBucket({ capacity: 4, refillPerSecond: 1 })
    return new DynamoDBRateLimiter({ strategy, client, clock, failOpen: false, ...options, ...own })
  }
  return { clock, fake, host, client }
}

/** An attribute of the one item. */
function numberOf(fake: FakeDynamoDB, name: string): number {
  const [item] = JSON.parse(JSON.stringify(fake.items('rate-limits')))
  return Number(item[name].N)
}

for (const layout of layouts) {
  describe(`layout ${layout}, token bucket`, () => {
    test('one write for each decision of a process, and none for a denial that is remembered', async () => {
      const { clock, fake, host } = await table({ layout })
      const limiter = host()
      const requestsOf = async () => {
        fake.log.clear()
        await limiter.checkAndIncrement(key)
        const { requests, writeUnits } = fake.log.totals()
        return [requests, writeUnits]
      }
      for (let i = 0; i < 5; i++) assert.deepEqual(await requestsOf(), [1, 1], `decision ${i}`)
      assert.deepEqual(await requestsOf(), [0, 0])
      for (const wait of [1000, 500, 500, 3000, 90_000, 86_400_000]) {
        clock.advance(wait)
        assert.deepEqual(await requestsOf(), [1, 1], `after ${wait} ms`)
      }
    })

    test('a second write only where the guess was wrong: another process uses the bucket', async () => {
      const { clock, fake, host } = await table({ layout })
      await host().checkAndIncrement(key)
      fake.log.clear()
      await host().checkAndIncrement(key)
      assert.equal(fake.log.totals().requests, 2)
      clock.advance(60_000)
      fake.log.clear()
      await host().checkAndIncrement(key)
      assert.equal(fake.log.totals().requests, 1)
    })

    test('an item never grows, and expires after the bucket is full', async () => {
      const { clock, fake, host } = await table({ layout, ttlBufferMs: 0 })
      const limiter = host()
      for (let i = 0; i < 300; i++) {
        await limiter.checkAndIncrement(key)
        await host().recordRequest(key, { cost: 3 })
        const fullAtMs = Math.floor(numberOf(fake, 'fullAt') / 1e15)
        assert.ok(numberOf(fake, 'ttl') * 1000 >= fullAtMs)
        clock.advance((i % 7) * 1000)
      }
      assert.equal(fake.items('rate-limits').length, 1)
      assert.ok(Object.keys(fake.items('rate-limits')[0] ?? {}).length <= 9)
    })

    test('a lost reply is not sent again, and counts once', async () => {
      const { fake, host } = await table({ layout, failOpen: true, onDegraded: () => {} })
      const limiter = host()
      const degraded: unknown[] = []
      for (const isLost of [true, false, true]) {
        fake.log.clear()
        if (isLost) fake.inject({ error: 'connection-reset', when: 'after' })
        degraded.push((await limiter.checkAndIncrement(key)).degraded)
        if (isLost) assert.equal(fake.log.totals().requests, 1)
      }
      assert.deepEqual(degraded, ['store_error', undefined, 'store_error'])
      assert.equal((await limiter.getUsage(key)).windows[0]?.count, 3)
    })

    test('60 decisions at once on 6 hosts: exactly the capacity is admitted', async () => {
      const { host } = await table({ layout, timeoutMs: 60_000 })
      const hosts = Array.from({ length: 6 }, () => host())
      const decisions = await Promise.all(
        Array.from({ length: 60 }, (_, i) => hosts[i % 6]?.checkAndIncrement(key)),
      )
      assert.equal(decisions.filter((decision) => decision?.allowed).length, 4)
    })

    test('a bucket that is full within less than a second, beside counters of another strategy', async () => {
      const { clock, host } = await table({ layout })
      const strategy = tokenBucket({ capacity: 2, refillPerSecond: 1000 })
      const limiter = host({ strategy })
      const admitted: boolean[] = []
      for (let i = 0; i < 3; i++) admitted.push((await limiter.checkAndIncrement(key)).allowed)
      clock.advance(1)
      admitted.push((await limiter.checkAndIncrement(key)).allowed)
      assert.deepEqual(admitted, [true, true, false, true])
    })
  })
}

test('in a table with PascalCase names the item expires by TTL', async () => {
  const { fake, host } = await table({ attributeNames: 'pascal' })
  await host().checkAndIncrement(key)
  assert.equal(numberOf(fake, 'TTL'), start / 1000 + 4 + 3600)
  assert.equal(fake.items('rate-limits')[0]?.['ttl'], undefined)
})
