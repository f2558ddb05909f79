import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strategiesWithLimit } from '../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'
import { tokenBucket } from '../strategy/token-bucket.ts'
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

/** Hosts on one table, each with a clock of its own. */
async function hosts(strategy: RateLimitStrategy, layout: 'apptheory' | 'compact' = 'compact') {
  const start = Date.UTC(2026, 2, 1, 10)
  const fake = new FakeDynamoDB({ clock: new ManualClock(start), logLimit: 100_000 })
  const client = fake.client()
  await ensureTable(client)
  fake.log.clear()
  return (aheadMs: number) => {
    const clock = new ManualClock(start + aheadMs)
    const limiter = new DynamoDBRateLimiter({ strategy, client, clock, layout, failOpen: false })
    const admit = async (requests: number): Promise<number> => {
      let admitted = 0
      for (let i = 0; i < requests; i++) if ((await limiter.checkAndIncrement(key)).allowed) admitted += 1
      return admitted
    }
    return { clock, limiter, admit, fake }
  }
}

const perMinute: Record<string, RateLimitStrategy> = {
  fixed: fixedWindow({ windowMs: 60_000, limit: 5 }),
  sliding: slidingWindow({ windowMs: 60_000, limit: 5, granularityMs: 10_000 }),
  multi: multiWindow([
    { windowMs: 60_000, limit: 5 },
    { windowMs: 3_600_000, limit: 1000 },
  ]),
  bucket: tokenBucket({ capacity: 5, refillPerSecond: 5 / 60 }),
}

for (const [kind, strategy] of Object.entries(perMinute)) {
  for (const aheadMs of [61_000, 90_000, 3_600_000, 86_400_000]) {
    test(`layout compact, ${kind}: a clock ${aheadMs} ms ahead does not starve others`, async () => {
      const hostAt = await hosts(strategy)
      const ahead = hostAt(aheadMs)
      const others = [hostAt(0), hostAt(200)]
      assert.equal(await ahead.admit(1), 1)
      for (let minute = 0; minute < 20; minute++) {
        let admitted = 0
        for (const other of others) admitted += await other.admit(15)
        // One may be the request of the host ahead, once that minute has come.
        assert.ok(admitted === 5 || (admitted === 4 && aheadMs < 120_000), `${admitted} in minute ${minute}`)
        const { retryAfterMs = 0 } = await (others[0] as (typeof others)[0]).limiter.checkAndIncrement(key)
        assert.ok(retryAfterMs > 0 && retryAfterMs <= 60_000, String(retryAfterMs))
        for (const other of others) other.clock.advance(60_000)
      }
    })

    test(`layout compact, ${kind}: a clock ${aheadMs} ms ahead removes no counter that counts`, async () => {
      const hostAt = await hosts(strategy)
      const ahead = hostAt(aheadMs)
      for (let minute = 0; minute < 20; minute++) {
        const others = await hostAt(ahead.clock.now() - aheadMs - Date.UTC(2026, 2, 1, 10)).admit(9)
        assert.ok(others <= 5 && (others === 5 || aheadMs < 180_000), `${others} in minute ${minute}`)
        await ahead.admit(3)
        const late = hostAt(ahead.clock.now() - aheadMs - Date.UTC(2026, 2, 1, 10) + 500)
        assert.equal(await late.admit(9), 0, `minute ${minute}`)
        ahead.clock.advance(60_000)
      }
    })
  }

  test(`layout compact, ${kind}: a wait by the host's own clock ends a denial`, async () => {
    for (const behindMs of [500, 3000, 9000]) {
      const hostAt = await hosts(strategy)
      await hostAt(0).admit(5)
      const behind = hostAt(-behindMs)
      const { allowed, retryAfterMs = 0 } = await behind.limiter.checkAndIncrement(key)
      assert.equal(allowed, false)
      behind.clock.advance(retryAfterMs - 1)
      assert.equal((await behind.limiter.checkAndIncrement(key)).allowed, false)
      behind.clock.advance(1)
      assert.equal((await behind.limiter.checkAndIncrement(key)).allowed, true)
    }
  })
}
