import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { DynamoDBRateLimiter } from '../dynamodb/dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from '../dynamodb/options.ts'
import { ensureTable, rateLimitTable } from '../dynamodb/table.ts'
import { MemoryRateLimiter } from '../memory/memory-rate-limiter.ts'
import type { RateLimiter } from '../rate-limiter.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { KeyLimit, RateLimitStrategy, WindowLimit } from '../strategy/strategy.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const midnight = Date.UTC(2026, 2, 1)
const second = 1000
const minute = 60_000
const hour = 3_600_000
const day = 86_400_000

async function table(now: number) {
  const clock = new ManualClock(now)
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  // With its expiry enabled: otherwise a sweep deletes nothing.
  await ensureTable(client)
  fake.log.clear()
  const host = (
    options: Pick<DynamoDBRateLimiterOptions, 'strategy'> & Partial<DynamoDBRateLimiterOptions>,
  ) => new DynamoDBRateLimiter({ client, clock, failOpen: false, ...options })
  return { clock, fake, client, host }
}

async function admittedOf(limiter: RateLimiter, requests: number): Promise<number> {
  let admitted = 0
  for (let i = 0; i < requests; i++) if ((await limiter.checkAndIncrement(key)).allowed) admitted += 1
  return admitted
}

describe('an item does not expire while it counts', () => {
  const plans: [string, RateLimitStrategyOf, KeyLimit, number][] = [
    [
      'a minute and a day that begin together',
      (limitFor) => fixedWindow({ windowMs: minute, limit: 5, limitFor }),
      [{ windowMs: day, limit: 5 }],
      day,
    ],
    [
      'a second and six hours that begin together',
      (limitFor) => fixedWindow({ windowMs: second, limit: 3, limitFor }),
      [{ windowMs: 6 * hour, limit: 4 }],
      6 * hour,
    ],
    [
      'several windows',
      (limitFor) => multiWindow([{ windowMs: minute, limit: 5 }], { limitFor }),
      [{ windowMs: day, limit: 5 }],
      day,
    ],
  ]
  type RateLimitStrategyOf = (limitFor: () => KeyLimit) => RateLimitStrategy
  for (const layout of ['apptheory', 'compact'] as const) {
    for (const ttlBufferMs of [0, 3_600_000]) {
      for (const [name, make, long, lengthMs] of plans) {
        test(`layout ${layout}, ${name}, buffer ${ttlBufferMs}`, async () => {
          const { clock, fake, host } = await table(midnight)
          let plan: KeyLimit
          const limiter = host({ strategy: make(() => plan), layout, ttlBufferMs })
          const limit = (long as readonly WindowLimit[])[0]?.limit ?? 0
          await admittedOf(limiter, 1)
          plan = long
          let admitted = await admittedOf(limiter, 2)
          plan = undefined
          await admittedOf(limiter, 1)
          plan = long
          for (const part of [0.1, 0.3, 0.5]) {
            clock.set(midnight + lengthMs * part)
            plan = undefined
            await admittedOf(limiter, 1)
            plan = long
            fake.sweepExpired()
            admitted += await admittedOf(limiter, limit)
          }
          clock.set(midnight + lengthMs - 1)
          fake.sweepExpired()
          admitted += await admittedOf(limiter, limit)
          assert.equal(admitted, limit)
        })
      }

      test(`layout ${layout}: a longer window over a shorter one, buffer ${ttlBufferMs}`, async () => {
        const { clock, fake, host } = await table(midnight)
        await admittedOf(
          host({ strategy: fixedWindow({ windowMs: minute, limit: 5 }), layout, ttlBufferMs }),
          1,
        )
        const longer = fixedWindow({ windowMs: day, limit: 5 })
        let admitted = await admittedOf(host({ strategy: longer, layout, ttlBufferMs }), 9)
        assert.ok(admitted >= 4 && admitted <= 5)
        for (const hours of [2, 9, 23]) {
          clock.set(midnight + hours * hour)
          fake.sweepExpired()
          admitted += await admittedOf(host({ strategy: longer, layout, ttlBufferMs }), 9)
        }
        assert.ok(admitted <= 5, String(admitted))
      })

      test(`layout ${layout}: windows that do not end with a second, buffer ${ttlBufferMs}`, async () => {
        for (const windowMs of [2500, 1001, 7777]) {
          const { clock, fake, host } = await table(Math.ceil(midnight / windowMs) * windowMs)
          const limiter = host({
            strategy: fixedWindow({ windowMs, limit: 2 }),
            layout,
            ttlBufferMs,
            denyCache: false,
          })
          assert.equal(await admittedOf(limiter, 3), 2)
          clock.advance(windowMs - 1)
          fake.sweepExpired()
          assert.equal(await admittedOf(limiter, 3), 0)
        }
      })
    }
  }

  test("an item that AppTheory's Go service created for a long sliding window", async () => {
    const { clock, fake, client, host } = await table(midnight)
    const windowStart = midnight / 1000
    await client.send(
      new PutItemCommand({
        TableName: 'rate-limits',
        Item: {
          PK: { S: `ann#${windowStart}` },
          SK: { S: '/orders#GET' },
          count: { N: '1' },
          windowStart: { N: String(windowStart) },
          ttl: { N: String(windowStart + 3600 + 3600) },
        },
      }),
    )
    const strategy = slidingWindow({ windowMs: 10 * hour, granularityMs: hour, limit: 4 })
    assert.equal(await admittedOf(host({ strategy }), 9), 3)
    clock.set(midnight + 9 * hour)
    fake.sweepExpired()
    assert.equal(await admittedOf(host({ strategy }), 9), 0)
  })
})

describe('limits that change and change back', () => {
  const daily: KeyLimit = [{ windowMs: day, limit: 3 }]
  const limiters: [string, (strategy: RateLimitStrategy, clock: ManualClock) => Promise<RateLimiter>][] = [
    ['memory', async (strategy, clock) => new MemoryRateLimiter({ strategy, clock })],
    ...(['apptheory', 'compact'] as const).map((layout): (typeof limiters)[number] => [
      `layout ${layout}`,
      async (strategy, clock) => {
        const client = new FakeDynamoDB({ clock }).client()
        await client.send(new CreateTableCommand(rateLimitTable()))
        return new DynamoDBRateLimiter({ strategy, clock, client, layout, failOpen: false })
      },
    ]),
  ]
  for (const [name, make] of limiters) {
    for (const alternatives of [
      [undefined],
      [undefined, 2, [{ windowMs: hour, limit: 1 }]],
    ] as KeyLimit[][]) {
      test(`${name}: between a day of 3 and ${alternatives.length} others`, async () => {
        const clock = new ManualClock(midnight + 10 * hour)
        let plan: KeyLimit = daily
        const strategy = fixedWindow({ windowMs: minute, limit: 100, limitFor: () => plan })
        const limiter = await make(strategy, clock)
        let admitted = 0
        for (let i = 0; i < 12; i++) {
          plan = daily
          admitted += await admittedOf(limiter, 3)
          plan = alternatives[i % alternatives.length]
          await admittedOf(limiter, 1)
          clock.advance(7 * minute)
        }
        assert.equal(admitted, 3)
      })
    }
  }
})
