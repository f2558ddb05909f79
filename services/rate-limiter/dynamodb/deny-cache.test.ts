import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { MemoryRateLimiter } from '../memory/memory-rate-limiter.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { KeyLimit, RateLimitStrategy } from '../strategy/strategy.ts'
import { tokenBucket } from '../strategy/token-bucket.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { rateLimitTable } from './table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }

/** Two hosts with one table in layout `compact`: a clock each. */
async function twoHosts(strategy: RateLimitStrategy, aheadOf: string, behindOf: string) {
  const clocks = [new ManualClock(aheadOf), new ManualClock(behindOf)] as const
  const fake = new FakeDynamoDB({ clock: clocks[0] })
  await fake.client().send(new CreateTableCommand(rateLimitTable()))
  const client = fake.client()
  const host = (clock: ManualClock) =>
    new DynamoDBRateLimiter({ strategy, client, clock, layout: 'compact', failOpen: false })
  const wait = (ms: number): void => {
    for (const clock of clocks) clock.advance(ms)
  }
  return { fake, wait, ahead: host(clocks[0]), behind: host(clocks[1]) }
}

const minute = fixedWindow({ windowMs: 60_000, limit: 3 })

test('a host whose clock is behind denies from memory what the table denied', async () => {
  const { fake, wait, ahead, behind } = await twoHosts(
    minute,
    '2026-03-01T10:01:00.500Z',
    '2026-03-01T10:00:59.000Z',
  )
  for (let i = 0; i < 3; i++) await ahead.checkAndIncrement(key)
  const first = await behind.checkAndIncrement(key)
  fake.log.clear()
  const again = [await behind.checkAndIncrement(key), await behind.checkAndIncrement(key)]

  assert.equal(fake.log.requests().length, 0)
  assert.deepEqual(again, [first, first])
  assert.deepEqual([first.allowed, first.remaining, first.currentCount], [false, 0, 3])
  // By its own clock, which is one second behind the window that it was denied in.
  assert.equal(first.retryAfterMs, 61_000)

  wait(60_000)
  assert.equal((await ahead.checkAndIncrement(key)).allowed, true)
})

test('once its clock has passed the time of the table, a host denies by its own', async () => {
  const { wait, ahead, behind } = await twoHosts(
    minute,
    '2026-03-01T10:01:00.500Z',
    '2026-03-01T10:00:59.000Z',
  )
  for (let i = 0; i < 3; i++) await ahead.checkAndIncrement(key)
  await behind.checkAndIncrement(key)

  wait(11_000)
  const { remaining, currentCount, retryAfterMs = 0 } = await behind.checkAndIncrement(key)
  assert.deepEqual([remaining, currentCount, retryAfterMs], [0, 3, 50_000])

  wait(retryAfterMs)
  assert.equal((await behind.checkAndIncrement(key)).allowed, true)
})

test('the same with a sliding window', async () => {
  const strategy = slidingWindow({ windowMs: 10_000, limit: 3 })
  const { ahead, behind } = await twoHosts(strategy, '2026-03-01T10:00:01.100Z', '2026-03-01T10:00:00.900Z')
  for (let i = 0; i < 3; i++) await ahead.checkAndIncrement(key)
  const first = await behind.checkAndIncrement(key)

  assert.deepEqual(await behind.checkAndIncrement(key), first)
  assert.deepEqual([first.allowed, first.remaining, first.currentCount], [false, 0, 3])
})

test('a denial that a refund of the same host overtakes is not remembered', async () => {
  const strategy = fixedWindow({ windowMs: 60_000, limit: 1 })
  const { ahead: limiter } = await twoHosts(strategy, '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z')
  const admitted = await limiter.checkAndIncrement(key)

  const asked = limiter.checkAndIncrement(key)
  // A decision waits for others of its turn. The refund is sent after it.
  await undefined
  const [denied] = await Promise.all([asked, limiter.refund(key, admitted)])

  assert.equal(denied.allowed, false)
  assert.equal((await limiter.checkAndIncrement(key)).allowed, true)
})

test('a denial by a lower limit is not remembered past an admission by a higher one', async () => {
  for (const layout of ['apptheory', 'compact'] as const) {
    const clock = new ManualClock('2026-03-01T10:00:00.000Z')
    const client = new FakeDynamoDB({ clock }).client()
    await client.send(new CreateTableCommand(rateLimitTable()))
    let limit = 2
    const strategy = fixedWindow({ windowMs: 60_000, limit: 9, limitFor: () => limit })
    const limiter = new DynamoDBRateLimiter({ strategy, client, clock, layout, failOpen: false })
    const ask = async () => {
      const { allowed, currentCount } = await limiter.checkAndIncrement(key)
      return [allowed, currentCount]
    }
    await ask()
    await ask()
    assert.deepEqual(await ask(), [false, 2])
    limit = 5
    assert.deepEqual(await ask(), [true, 3])
    limit = 2
    assert.deepEqual(await ask(), [false, 3], layout)
  }
})

test('a bucket that was spent from with another refill is asked again', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const client = new FakeDynamoDB({ clock }).client()
  await client.send(new CreateTableCommand(rateLimitTable()))
  let plan: KeyLimit = [{ windowMs: 1000, limit: 1 }]
  const strategy = tokenBucket({ capacity: 0, refillPerSecond: 1 / 60, limitFor: () => plan })
  const limiter = new DynamoDBRateLimiter({ strategy, client, clock, failOpen: false })
  const memory = new MemoryRateLimiter({ strategy, clock })
  const both = async () => [await limiter.checkAndIncrement(key), await memory.checkAndIncrement(key)]
  await both()
  plan = undefined
  for (let i = 0; i < 3; i++) {
    const [ofTable, ofMemory] = await both()
    assert.deepEqual(ofTable, ofMemory)
    clock.advance(7)
  }
})
