import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { slidingWindow } from '../../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../../strategy/strategy.ts'
import { tokenBucket } from '../../strategy/token-bucket.ts'
import { DynamoDBRateLimiter } from '../dynamodb-rate-limiter.ts'
import {
  admittedOf,
  coarser,
  countsOf,
  finer,
  fixed,
  type HostOptions,
  hour,
  key,
  multi,
  setUp,
  sliding,
} from './replaced-strategies.helper.ts'

const changes: readonly [string, RateLimitStrategy, RateLimitStrategy][] = [
  ['fixed over multi', multi, fixed],
  ['fixed over sliding', sliding, fixed],
  ['multi over sliding', sliding, multi],
  ['sliding over multi', multi, sliding],
  ['sliding over finer sub-windows', finer, coarser],
]

for (const [name, before, after] of changes) {
  describe(`option 'replaces': ${name}`, () => {
    async function afterChange(spent: number, options: Partial<HostOptions> = {}) {
      const { clock, fake, host } = await setUp()
      assert.equal(await admittedOf(host({ strategy: before }), spent), spent)
      clock.advance(8000)
      fake.log.clear()
      return { clock, fake, limiter: host({ strategy: after, replaces: before, ...options }), host }
    }

    test('usage, looks and costs', async () => {
      const { limiter } = await afterChange(4)
      assert.equal((await countsOf(limiter))[0], 4)
      assert.equal((await limiter.checkLimit(key, { cost: 7 })).allowed, false)
      assert.equal((await limiter.checkLimit(key, { cost: 6 })).allowed, true)
      const denied = await limiter.checkAndIncrement(key, { cost: 7 })
      assert.deepEqual([denied.allowed, denied.currentCount], [false, 4])
      assert.equal((await limiter.checkAndIncrement(key, { cost: 6 })).remaining, 0)
      assert.equal((await countsOf(limiter))[0], 10)
    })

    test('a denial waits for as long as it says', async () => {
      const { clock, limiter } = await afterChange(10)
      const { allowed, retryAfterMs = 0 } = await limiter.checkAndIncrement(key)
      assert.equal(allowed, false)
      clock.advance(retryAfterMs - 1)
      assert.equal((await limiter.checkAndIncrement(key)).allowed, false)
      clock.advance(1)
      assert.equal((await limiter.checkAndIncrement(key)).allowed, true)
    })

    test('a refund and a settlement leave the old count', async () => {
      const { limiter } = await afterChange(4)
      const decision = await limiter.checkAndIncrement(key, { cost: 5 })
      await limiter.refund(key, decision, { cost: 9 })
      assert.equal((await countsOf(limiter))[0], 4)
      const reserved = await limiter.checkAndIncrement(key, { cost: 5 })
      await limiter.settle(key, reserved, { reserved: 5, actual: 2 })
      assert.equal((await countsOf(limiter))[0], 6)
      await limiter.recordRequest(key, { cost: 5 })
      assert.equal((await countsOf(limiter))[0], 11)
      assert.equal(await admittedOf(limiter, 1), 0)
    })

    test('a reset deletes the old counters', async () => {
      const { limiter } = await afterChange(10)
      assert.equal(await admittedOf(limiter, 1), 0)
      await limiter.reset(key)
      assert.equal((await countsOf(limiter))[0], 0)
      assert.equal(await admittedOf(limiter, 20), 10)
    })

    test('requests at the same time share an update, and a lease books what is left', async () => {
      for (const lease of after.kind === 'multi' ? [false as const] : [false as const, {}]) {
        const { limiter } = await afterChange(4, { lease })
        const decisions = await Promise.all(Array.from({ length: 30 }, () => limiter.checkAndIncrement(key)))
        const admitted = decisions.filter(({ allowed }) => allowed).length
        assert.equal(admitted + (await admittedOf(limiter, 9)), 6)
      }
    })

    test('once the windows have ended, nothing of it costs a request or a unit', async () => {
      const { clock, fake, limiter, host } = await afterChange(10)
      await limiter.checkAndIncrement(key)
      clock.advance(2 * hour)
      const plain = host({ strategy: after, replaces: [] })
      const totals = []
      for (const [identifier, one] of [
        ['bob', limiter],
        ['carl', plain],
      ] as const) {
        fake.log.clear()
        for (let i = 0; i < 3; i++) await one.checkAndIncrement({ ...key, identifier })
        totals.push(fake.log.totals())
      }
      assert.deepEqual(totals[0], totals[1])
    })
  })
}

test('a list names what was in force before in the same window', async () => {
  const { host } = await setUp()
  const first = host({ strategy: sliding })
  assert.equal(await admittedOf(first, 3), 3)
  const second = host({ strategy: multi, replaces: sliding })
  assert.equal(await admittedOf(second, 3), 3)
  const third = host({ strategy: fixed, replaces: [multi, sliding] })
  assert.equal(await admittedOf(third, 9), 4)
})

test('more items than one request reads', async () => {
  const { clock, host } = await setUp()
  const before = slidingWindow({ windowMs: 600_000, limit: 50, granularityMs: 6000 })
  const old = host({ strategy: before })
  for (let i = 0; i < 40; i++) {
    assert.equal(await admittedOf(old, 1), 1)
    clock.advance(7000)
  }
  const strategy = slidingWindow({ windowMs: 600_000, limit: 50, granularityMs: 8000 })
  assert.equal(await admittedOf(host({ strategy, replaces: before }), 30), 10)
})

describe("a wrong option 'replaces' is a TypeError", () => {
  const bucket = tokenBucket({ capacity: 1, refillPerSecond: 1 })
  const wrong: readonly [string, HostOptions, RegExp][] = [
    [
      'not a strategy',
      { strategy: fixed, replaces: { windowMs: 1 } as never },
      /'replaces' must be a strategy/,
    ],
    ['a list of others', { strategy: fixed, replaces: [1] as never }, /'replaces' must be a strategy/],
    ['a bucket', { strategy: fixed, replaces: bucket }, /'replaces' is not for tokenBucket/],
    ['for a bucket', { strategy: bucket, replaces: [fixed] }, /'replaces' is not for tokenBucket/],
    [
      'compact',
      { strategy: fixed, replaces: multi, layout: 'compact' },
      /'replaces' is for layout 'apptheory'/,
    ],
  ]
  for (const [name, options, message] of wrong) {
    test(name, () => {
      assert.throws(() => new DynamoDBRateLimiter(options), { name: 'TypeError', message })
    })
  }
})
