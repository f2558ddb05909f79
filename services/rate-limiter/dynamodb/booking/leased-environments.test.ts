import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type LeaseCase,
  type LeaseEnvironment,
  runLeases,
} from '../../../../test/integration/rate-limit-leases.ts'
import { seededRandom } from '../../../../test/integration/seeded-random.ts'
import { fixedWindow } from '../../strategy/fixed-window.ts'
import { multiWindow } from '../../strategy/multi-window.ts'
import { slidingWindow } from '../../strategy/sliding-window.ts'

const runs = Number(process.env['RATE_LIMIT_LEASE_RUNS'] ?? 20)

const environments = (count: number, ratePerSecond: number): LeaseEnvironment[] =>
  Array.from({ length: count }, () => ({ ratePerSecond }))

const environment: fc.Arbitrary<LeaseEnvironment> = fc.record({
  ratePerSecond: fc.constantFrom(1, 5, 20, 60),
  clockAheadMs: fc.integer({ min: -2000, max: 2000 }),
  stopsAfterMs: fc.constantFrom(500, 1500, 10_000, 10_000),
})

const limit = fc.constantFrom(3, 20, 60, 200)
const windowMs = fc.constantFrom(1000, 2000, 3000)

const limits: fc.Arbitrary<Pick<LeaseCase, 'layout' | 'strategy'>> = fc.oneof(
  fc.record({
    layout: fc.constantFrom('apptheory', 'compact'),
    strategy: fc.record({ windowMs, limit }).map(fixedWindow),
  }),
  fc.record({
    layout: fc.constant('compact'),
    strategy: fc
      .record({ windowMs, limit, granularityMs: fc.constantFrom(100, 250, 500) })
      .map(slidingWindow),
  }),
  fc.record({
    layout: fc.constant('compact'),
    strategy: fc.tuple(limit, limit, fc.constantFrom(1500, 4000)).map(([short, long, longMs]) =>
      multiWindow([
        { windowMs: 1000, limit: short },
        { windowMs: longMs, limit: 2 * long },
      ]),
    ),
  }),
)

test(`leases never exceed a limit, whatever happens (RATE_LIMIT_LEASE_RUNS=${runs})`, async () => {
  const given = fc.record({
    limits,
    environments: fc.array(environment, { minLength: 1, maxLength: 6 }),
    costs: fc.constantFrom([1], [1], [1, 2, 5]),
    lostReplies: fc.constantFrom(0, 0, 0.05, 0.3),
    latencyMs: fc.constantFrom(0, 5, 40),
    lease: fc.record({ forMs: fc.constantFrom(100, 1000, 5000), max: fc.constantFrom(1, 10, 1000) }),
    seed: fc.nat(),
  })
  await fc.assert(
    fc.asyncProperty(given, async ({ limits, seed, ...rest }) => {
      const result = await runLeases({ ...limits, ...rest, seconds: 4, random: seededRandom(seed) })
      assert.equal(result.over, 0)
    }),
    { numRuns: runs },
  )
})

for (const layout of ['apptheory', 'compact'] as const) {
  test(`layout ${layout}, fixed: a fiftieth of the requests, and the limit is used`, async () => {
    const result = await runLeases({
      layout,
      strategy: fixedWindow({ windowMs: 10_000, limit: 5000 }),
      lease: {},
      environments: environments(20, 40),
      seconds: 20,
      latencyMs: 5,
      random: seededRandom(1),
    })
    const { decisions, requests, over, used, degraded } = result
    assert.deepEqual({ over, degraded }, { over: 0, degraded: 0 })
    assert.ok(requests / decisions <= 0.05, String(requests / decisions))
    assert.ok(used >= 0.98, String(used))
  })

  test(`layout ${layout}: 20,000 a second of 15,000, where an item takes 1,000 writes`, async () => {
    const result = await runLeases({
      layout,
      strategy: fixedWindow({ windowMs: 1000, limit: 15_000 }),
      lease: {},
      environments: environments(200, 100),
      seconds: 2,
      latencyMs: 5,
      itemWritesPerSecond: 1000,
      random: seededRandom(2),
    })
    const { over, degraded, used } = result
    assert.deepEqual({ over, degraded }, { over: 0, degraded: 0 })
    assert.ok(used >= 0.98, String(used))
  })
}
