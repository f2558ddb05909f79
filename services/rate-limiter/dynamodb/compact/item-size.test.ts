import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, ManualClock } from '../../../../testkit/index.ts'
import { fixedWindow } from '../../strategy/fixed-window.ts'
import { multiWindow } from '../../strategy/multi-window.ts'
import { slidingWindow } from '../../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../../strategy/strategy.ts'
import { DynamoDBRateLimiter } from '../dynamodb-rate-limiter.ts'
import { rateLimitTable } from '../table.ts'

const windowsToVisit = Number(process.env['RATE_LIMIT_WINDOWS'] ?? 400)
const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const start = Date.UTC(2026, 2, 1, 10)

async function setUp() {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock, logLimit: 1_000_000 })
  const client = fake.client()
  await client.send(new CreateTableCommand(rateLimitTable()))
  fake.log.clear()
  const host = (strategy: RateLimitStrategy, hostClock = clock) =>
    new DynamoDBRateLimiter({ strategy, clock: hostClock, client, layout: 'compact', failOpen: false })
  const attributes = () => Math.max(0, ...fake.items('rate-limits').map((item) => Object.keys(item).length))
  return { clock, fake, client, host, attributes }
}

/** PK, SK, ttl, and what the windows themselves need. */
const own = { fixed: 3 + 2, multi: 3 + 4, sliding: 3 + 2 + 10 }

const strategies: Record<keyof typeof own, RateLimitStrategy> = {
  fixed: fixedWindow({ windowMs: 1000, limit: 5 }),
  multi: multiWindow([
    { windowMs: 1000, limit: 5 },
    { windowMs: 60_000, limit: 500 },
  ]),
  sliding: slidingWindow({ windowMs: 10_000, limit: 50 }),
}

for (const kind of ['fixed', 'multi', 'sliding'] as const) {
  test(`${kind}: ${windowsToVisit} windows by changing hosts, with gaps (RATE_LIMIT_WINDOWS)`, async (t) => {
    const { clock, fake, host, attributes } = await setUp()
    const strategy = strategies[kind]
    let most = 0
    for (let i = 0; i < windowsToVisit; i++) {
      // Runs of windows, gaps of a few, and gaps of many.
      clock.advance(i % 7 === 0 ? 4000 : i % 50 === 0 ? 90_000 : 1000)
      assert.equal((await host(strategy).checkAndIncrement(key)).allowed, true)
      most = Math.max(most, attributes())
    }
    assert.ok(most <= own[kind] + 12, `${most} attributes`)
    const requests = fake.log.requests().length / windowsToVisit
    // The first request of a sub-window is two, and here every request is the first of one.
    assert.ok(requests <= (kind === 'sliding' ? 2 : 1.15), `${requests} requests per decision`)
    const units = fake.log.totals().writeUnits / windowsToVisit
    assert.ok(units <= (kind === 'sliding' ? 2 : 1.15), `${units} write units per decision`)
    t.diagnostic(`${most} attributes, ${requests} requests and ${units} write units per decision`)
  })
}

test('600 windows by as many hosts, then one host in one window: the limit holds', async () => {
  const { clock, host } = await setUp()
  const strategy = fixedWindow({ windowMs: 700, limit: 4 })
  for (let i = 0; i < 600; i++) {
    clock.advance(700)
    await host(strategy).checkAndIncrement(key)
  }
  clock.advance(700)
  const last = host(strategy)
  const decisions = []
  for (let i = 0; i < 20; i++) decisions.push(await last.checkAndIncrement(key))
  assert.equal(decisions.filter(({ allowed }) => allowed).length, 4)
  assert.ok(decisions.every(({ degraded }) => degraded === undefined))
})

test('an item that has grown already is cleaned up, and the limit holds meanwhile', async () => {
  const { clock, client, host, attributes } = await setUp()
  const number = Math.floor(start / 1000)
  const counters = Array.from({ length: 900 }, (_, i) => [`1000@${number - 900 + i}`, { N: '1' }])
  const Item = Object.fromEntries(counters)
  await client.send(
    new PutItemCommand({
      TableName: 'rate-limits',
      Item: {
        ...Item,
        PK: { S: 'ann' },
        SK: { S: '/orders#GET' },
        '1000@': { N: String(number - 1) },
        ttl: { N: '1' },
      },
    }),
  )
  const limiter = host(strategies.fixed)
  let admitted = 0
  for (let i = 0; i < 20; i++) {
    const { allowed, degraded } = await limiter.checkAndIncrement(key)
    assert.equal(degraded, undefined)
    if (allowed) admitted += 1
  }
  assert.equal(admitted, 5)
  for (let i = 0; i < 10; i++) {
    clock.advance(1000)
    await host(strategies.fixed).checkAndIncrement(key)
  }
  assert.ok(attributes() <= own.fixed + 12, String(attributes()))
})

test('windows of many lengths for one key leave an item small', async () => {
  const { clock, host, attributes } = await setUp()
  for (let i = 1; i <= 300; i++) {
    clock.advance(1000)
    await host(fixedWindow({ windowMs: 900 + i, limit: 5 })).checkAndIncrement(key)
  }
  assert.ok(attributes() <= own.fixed + 12, String(attributes()))
})
