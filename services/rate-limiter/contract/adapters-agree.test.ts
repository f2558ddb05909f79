import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { DynamoDBRateLimiter } from '../dynamodb/dynamodb-rate-limiter.ts'
import { rateLimitTable } from '../dynamodb/table.ts'
import { MemoryRateLimiter } from '../memory/memory-rate-limiter.ts'
import type { LimitDecision, RateLimiter } from '../rate-limiter.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'

const schedules = Number(process.env['RATE_LIMIT_SCHEDULES'] ?? 300)
const start = Date.UTC(2026, 2, 1, 10)

const strategy: fc.Arbitrary<RateLimitStrategy> = fc.oneof(
  fc.record({ limit: fc.nat({ max: 6 }), windowMs: fc.constantFrom(1000, 1500, 60_000) }).map(fixedWindow),
  fc
    .record({
      limit: fc.nat({ max: 6 }),
      subWindows: fc.integer({ min: 1, max: 6 }),
      granularityMs: fc.constantFrom(1000, 5000),
    })
    .map(({ limit, subWindows, granularityMs }) =>
      slidingWindow({ limit, granularityMs, windowMs: granularityMs * subWindows }),
    ),
  fc.record({ short: fc.nat({ max: 4 }), long: fc.nat({ max: 6 }) }).map(({ short, long }) =>
    multiWindow([
      { windowMs: 2000, limit: short },
      { windowMs: 10_000, limit: long },
    ]),
  ),
)

type Step =
  | { readonly does: 'request' | 'check' | 'record' | 'refund'; readonly key: number; readonly cost: number }
  | { readonly does: 'wait' | 'step back'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('request' as const),
      key: fc.nat({ max: 1 }),
      cost: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('check' as const, 'record' as const, 'refund' as const),
      key: fc.nat({ max: 1 }),
      cost: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.nat({ max: 4000 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('step back' as const), ms: fc.nat({ max: 3000 }) }) },
)

/** All that a caller gets to see of a schedule. */
async function observe(
  limiter: RateLimiter,
  clock: ManualClock,
  steps: readonly Step[],
  run: number,
): Promise<unknown[]> {
  const seen: unknown[] = []
  const admitted: LimitDecision[] = []
  for (const one of steps) {
    if (one.does === 'wait') clock.advance(one.ms)
    else if (one.does === 'step back') clock.set(clock.now() - one.ms)
    else if ('key' in one) {
      const key = { identifier: `user-${run}-${one.key}`, resource: '/', operation: 'GET' }
      const { cost } = one
      if (one.does === 'request') admitted.push(await limiter.checkAndIncrement(key, { cost }))
      else if (one.does === 'record') await limiter.recordRequest(key, { cost })
      else if (one.does === 'refund') {
        const decision = admitted.at(-1)
        if (decision) await limiter.refund(key, decision, { cost })
      }
      seen.push(one.does === 'request' ? admitted.at(-1) : await limiter.checkLimit(key, { cost }))
      seen.push(await limiter.getUsage(key))
    }
  }
  return seen
}

test(`adapters agree on ${schedules} schedules with clocks that step back`, async () => {
  const fake = new FakeDynamoDB({ logLimit: 1 })
  await fake.client().send(new CreateTableCommand(rateLimitTable()))
  let run = 0
  await fc.assert(
    fc.asyncProperty(strategy, fc.array(step, { maxLength: 30 }), async (limits, steps) => {
      run += 1
      const limiters = [
        (clock: ManualClock) => new MemoryRateLimiter({ strategy: limits, clock }),
        ...(['apptheory', 'compact'] as const).flatMap((layout) =>
          ([{}, false] as const).map((denyCache) => (clock: ManualClock) => {
            const client = fake.client()
            return new DynamoDBRateLimiter({
              strategy: limits,
              clock,
              client,
              layout,
              denyCache,
              failOpen: false,
            })
          }),
        ),
      ]
      const [expected, ...others] = await Promise.all(
        limiters.map((make, i) => {
          const clock = new ManualClock(start)
          return observe(make(clock), clock, steps, run * limiters.length + i).then(withoutRunNumbers)
        }),
      )
      for (const other of others) assert.deepEqual(other, expected)
    }),
    { numRuns: schedules },
  )
})

function withoutRunNumbers(seen: unknown[]): unknown[] {
  return seen.map((one) => ({ ...(one as object), identifier: undefined }))
}
