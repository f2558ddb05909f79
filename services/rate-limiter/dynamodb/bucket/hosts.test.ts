import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FakeDynamoDB, ManualClock } from '../../../../testkit/index.ts'
import { tokenBucket } from '../../strategy/token-bucket.ts'
import { DynamoDBRateLimiter } from '../dynamodb-rate-limiter.ts'
import { ensureTable } from '../table.ts'

const runs = Number(process.env['TOKEN_BUCKET_RUNS'] ?? 100)
const start = Date.UTC(2026, 2, 1, 10)
const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }

interface Admission {
  /** The newest clock of all hosts that have spent by then. */
  readonly newest: number
  readonly time: number
  readonly cost: number
}

const scene = fc.record({
  capacity: fc.integer({ min: 1, max: 20 }),
  refillPerSecond: fc.oneof(
    fc.constantFrom(1 / 60, 0.5, 1, 3, 7, 100),
    fc.double({ min: 0.01, max: 200, noNaN: true }),
  ),
  /** How far the clock of each host is off. */
  clocks: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 5 }),
  requests: fc.array(
    fc.record({
      host: fc.nat({ max: 4 }),
      wait: fc.oneof(fc.constant(0), fc.nat({ max: 300 }), fc.nat({ max: 20_000 })),
      cost: fc.integer({ min: 1, max: 3 }),
      isLost: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
    }),
    { minLength: 10, maxLength: 60 },
  ),
})

test(`never above capacity and refill, whatever the clocks are (TOKEN_BUCKET_RUNS=${runs})`, async () => {
  await fc.assert(
    fc.asyncProperty(scene, async ({ capacity, refillPerSecond, clocks, requests }) => {
      const strategy = tokenBucket({ capacity, refillPerSecond })
      const fake = new FakeDynamoDB({ clock: new ManualClock(start), logLimit: 1 })
      const client = fake.client()
      await ensureTable(client)
      const hosts = clocks.map((offset) => {
        const clock = new ManualClock(start + offset)
        const limiter = new DynamoDBRateLimiter({ strategy, client, clock })
        return { clock, limiter }
      })
      const admissions: Admission[] = []
      let time = start
      let newest = 0
      for (const { host, wait, cost, isLost } of requests) {
        time += wait
        for (const { clock } of hosts) clock.advance(wait)
        const { clock, limiter } = hosts[host % hosts.length] ?? assert.fail()
        if (isLost) fake.inject({ error: 'connection-reset', when: 'after' })
        const { allowed, degraded } = await limiter.checkAndIncrement(key, { cost })
        if (!allowed) continue
        newest = Math.max(newest, clock.now())
        // A request whose reply was lost may have been counted. It is admitted by `failOpen`.
        if (!degraded) admissions.push({ newest, time, cost })
      }
      assertWithin(admissions, capacity, refillPerSecond, ({ newest }) => newest, 0)
      const apart = Math.max(...clocks) - Math.min(...clocks)
      assertWithin(admissions, capacity, refillPerSecond, ({ time }) => time, apart)
    }),
    { numRuns: runs },
  )
})

function assertWithin(
  admissions: readonly Admission[],
  capacity: number,
  refillPerSecond: number,
  timeOf: (admission: Admission) => number,
  apartMs: number,
): void {
  for (const [i, first] of admissions.entries()) {
    let spent = 0
    for (const last of admissions.slice(i)) {
      spent += last.cost
      const seconds = (timeOf(last) - timeOf(first) + apartMs) / 1000
      const most = capacity + refillPerSecond * Math.max(0, seconds)
      assert.ok(spent <= most + 1e-9, `${spent} within ${seconds} s, at most ${most}`)
    }
  }
}
