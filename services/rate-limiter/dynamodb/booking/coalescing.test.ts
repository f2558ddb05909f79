import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { layouts, strategiesWithLimit } from '../../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, ManualClock } from '../../../../testkit/index.ts'
import type { LimitDecision } from '../../rate-limiter.ts'
import { fixedWindow } from '../../strategy/fixed-window.ts'
import type { RateLimitStrategy } from '../../strategy/strategy.ts'
import { tokenBucket } from '../../strategy/token-bucket.ts'
import { DynamoDBRateLimiter } from '../dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from '../options.ts'
import { rateLimitTable } from '../table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }

async function setUp(options: Partial<DynamoDBRateLimiterOptions> = {}) {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client({ maxAttempts: 1 })
  await client.send(new CreateTableCommand(rateLimitTable()))
  fake.log.clear()
  fake.latencyMs = 10
  const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
  const limiter = new DynamoDBRateLimiter({ strategy, clock, client, onDegraded: () => {}, ...options })
  /** Lets virtual time pass until every promise has settled. */
  const settled = async <T>(promises: readonly Promise<T>[]): Promise<T[]> => {
    let pending = promises.length
    for (const one of promises)
      one.then(
        () => pending--,
        () => pending--,
      )
    for (let waited = 0; pending > 0 && waited < 1000; waited++) await clock.advanceAsync(1)
    return Promise.all(promises)
  }
  const atOnce = (costs: readonly number[]): Promise<LimitDecision[]> =>
    settled(costs.map((cost) => limiter.checkAndIncrement(key, { cost })))
  const counts = async (): Promise<number[]> => {
    const [usage] = await settled([limiter.getUsage(key)])
    return usage?.windows.map(({ count }) => count) ?? []
  }
  return { clock, fake, limiter, settled, atOnce, counts }
}

function strategyWithLimit(kind: string, limit: number): RateLimitStrategy {
  if (kind === 'bucket') return tokenBucket({ capacity: limit, refillPerSecond: 0.001 })
  return strategiesWithLimit(limit)[kind] ?? assert.fail(kind)
}

const ones = (count: number): number[] => Array.from({ length: count }, () => 1)
const admittedOf = (decisions: readonly LimitDecision[]): number =>
  decisions.filter(({ allowed }) => allowed).length

for (const layout of layouts) {
  for (const [kind, strategyOf] of [...Object.keys(strategiesWithLimit(1)), 'bucket'].map(
    (name) => [name, (limit: number) => strategyWithLimit(name, limit)] as const,
  )) {
    describe(`64 decisions at once, layout ${layout}, ${kind}`, () => {
      for (const limit of [64, 1000, 63, 40, 2, 1]) {
        test(`limit ${limit}: exact, in at most 3 requests`, async () => {
          const { fake, atOnce, counts } = await setUp({ layout, strategy: strategyOf(limit) })
          const decisions = await atOnce(ones(64))
          assert.equal(admittedOf(decisions), Math.min(64, limit))
          const requests = fake.log.requests().length
          assert.ok(requests <= 3, String(requests))
          assert.deepEqual(new Set(await counts()), new Set([Math.min(64, limit)]))
        })

        test(`limit ${limit}, of which another host has spent some: the same`, async () => {
          const { fake, clock, atOnce, settled, counts } = await setUp({
            layout,
            strategy: strategyOf(limit),
          })
          const client = fake.client()
          const other = new DynamoDBRateLimiter({ strategy: strategyOf(limit), clock, client, layout })
          const cost = Math.ceil(limit / 3)
          await settled([other.checkAndIncrement(key, { cost })])
          fake.log.clear()
          const decisions = await atOnce(ones(64))
          assert.equal(admittedOf(decisions), Math.min(64, limit - cost))
          const requests = fake.log.requests().length
          assert.ok(requests <= 3, String(requests))
          assert.deepEqual(new Set(await counts()), new Set([Math.min(64 + cost, limit)]))
          for (const { allowed, windows } of decisions)
            for (const { count } of windows) assert.ok(allowed || count === limit, String(count))
        })
      }

      test('are admitted in the order of arrival, with the counts of one after the other', async () => {
        const { atOnce } = await setUp({ layout, strategy: strategyOf(40) })
        const decisions = await atOnce(ones(64))
        assert.deepEqual(
          decisions.map(({ allowed, remaining }) => (allowed ? remaining : undefined)),
          Array.from({ length: 64 }, (_, i) => (i < 40 ? 39 - i : undefined)),
        )
        for (const { retryAfterMs } of decisions.slice(40)) assert.ok((retryAfterMs ?? 0) > 0)
      })

      test('of different costs: a smaller one passes where a larger one does not fit', async () => {
        const { atOnce, counts } = await setUp({ layout, strategy: strategyOf(10) })
        const decisions = await atOnce([3, 4, 5, 2, 4, 1, 1])
        assert.deepEqual(
          decisions.map(({ allowed }) => allowed),
          [true, true, false, true, false, true, false],
        )
        assert.deepEqual(new Set(await counts()), new Set([10]))
      })

      test('a lost reply leaves all of its decisions undecided, and counts once', async () => {
        const { fake, atOnce, counts } = await setUp({ layout, strategy: strategyOf(1000) })
        const operation = ['UpdateItem', 'TransactWriteItems'] as const
        await atOnce([1])
        fake.inject({ error: 'connection-reset', when: 'after', operation })
        const decisions = await atOnce(ones(64))
        const undecided = decisions.filter(({ degraded }) => degraded)
        // A transaction carries its token, and what is known to be counted is answered.
        assert.ok([0, 64].includes(undecided.length), String(undecided.length))
        assert.deepEqual(new Set(await counts()), new Set([65]))
        assert.equal((await atOnce([1]))[0]?.degraded, undefined)
      })
    })
  }
}

test('decisions of one turn are one request; those that arrive during it are a second', async () => {
  const { clock, fake, limiter, settled } = await setUp()
  const first = ones(40).map(() => limiter.checkAndIncrement(key))
  await clock.advanceAsync(1)
  const later = ones(40).map(() => limiter.checkAndIncrement(key))
  await settled([...first, ...later])
  assert.equal(fake.log.requests().length, 2)
})

test('a caller that gives up in the turn of its request is not counted', async () => {
  const { limiter, settled, counts } = await setUp()
  const controller = new AbortController()
  const givesUp = limiter.checkAndIncrement(key, { signal: controller.signal, cost: 7 })
  const others = ones(3).map(() => limiter.checkAndIncrement(key))
  controller.abort(new Error('enough'))
  await assert.rejects(givesUp, { message: 'enough' })
  await settled(others)
  assert.deepEqual(await counts(), [3])
})

test('one lost reply of many decisions is one failure for the circuit breaker', async () => {
  const { fake, atOnce } = await setUp({ circuitBreaker: { failures: 2 } })
  fake.inject({ error: 'connection-reset' })
  const decisions = await atOnce(ones(64))
  assert.equal(decisions.filter(({ degraded }) => degraded === 'store_error').length, 64)
  assert.equal((await atOnce([1]))[0]?.degraded, undefined)
})

test('a caller that gives up while it waits is not counted', async () => {
  const { clock, limiter, settled, counts } = await setUp()
  const controller = new AbortController()
  const first = limiter.checkAndIncrement(key)
  await clock.advanceAsync(1)
  const givesUp = limiter.checkAndIncrement(key, { signal: controller.signal, cost: 7 })
  const third = limiter.checkAndIncrement(key)
  await clock.advanceAsync(1)
  controller.abort(new Error('enough'))
  await assert.rejects(givesUp, { message: 'enough' })
  const decisions = await settled([first, third])
  assert.deepEqual(
    decisions.map(({ currentCount }) => currentCount),
    [1, 2],
  )
  assert.deepEqual(await counts(), [2])
})

test('a caller that gives up during the update of several leaves the others decided', async () => {
  const { clock, limiter, settled } = await setUp()
  const controller = new AbortController()
  const first = limiter.checkAndIncrement(key)
  await clock.advanceAsync(0)
  const givesUp = limiter.checkAndIncrement(key, { signal: controller.signal })
  const others = [1, 2, 3].map(() => limiter.checkAndIncrement(key))
  await clock.advanceAsync(12)
  controller.abort(new Error('enough'))
  await assert.rejects(givesUp, { message: 'enough' })
  const decisions = await settled([first, ...others])
  assert.deepEqual(
    decisions.map(({ allowed, degraded }) => [allowed, degraded]),
    Array(4).fill([true, undefined]),
  )
})

test('decisions ask beside an update that is lost, after a quarter of timeoutMs', async () => {
  const { clock, fake, limiter, settled } = await setUp({ timeoutMs: 400 })
  fake.inject({ error: 'hang' })
  const lost = limiter.checkAndIncrement(key)
  await clock.advanceAsync(1)
  const startedAt = clock.now()
  const decisions = await settled(ones(20).map(() => limiter.checkAndIncrement(key)))
  assert.deepEqual(new Set(decisions.map(({ degraded }) => degraded)), new Set([undefined]))
  assert.ok(clock.now() - startedAt < 200, String(clock.now() - startedAt))
  assert.equal((await settled([lost]))[0]?.degraded, 'timeout')
  assert.equal(clock.pendingTimers, 0)
})

test('a client that ignores the signal does not hold up the decisions after it', async () => {
  let sent = 0
  const { fake, clock } = await setUp()
  const real = fake.client()
  const client = {
    send: (...args: Parameters<typeof real.send>) =>
      sent++ === 0 ? new Promise(() => {}) : real.send(...args),
  } as never
  const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
  const limiter = new DynamoDBRateLimiter({ strategy, clock, client, timeoutMs: 400 })
  const lost = limiter.checkAndIncrement(key)
  await clock.advanceAsync(400)
  assert.equal((await lost).degraded, 'timeout')
  const next = limiter.checkAndIncrement(key)
  await clock.advanceAsync(10)
  assert.equal((await next).currentCount, 1)
})

test('decisions of one key under different plans are counted apart', async () => {
  const plans = [3, 50, undefined]
  let asked = 0
  const strategy = fixedWindow({ windowMs: 60_000, limit: 100, limitFor: () => plans[asked++ % 3] })
  const { atOnce, counts } = await setUp({ strategy })
  const decisions = await atOnce(ones(60))
  for (const { allowed, limit, currentCount } of decisions) if (allowed) assert.ok(currentCount <= limit)
  assert.deepEqual(await counts(), [admittedOf(decisions)])
})

test('limits that are looked up are the same plan if they have the same values', async () => {
  const strategy = fixedWindow({ windowMs: 60_000, limit: 1, limitFor: async () => 30 })
  const { fake, atOnce } = await setUp({ strategy })
  const decisions = await atOnce(ones(64))
  assert.equal(admittedOf(decisions), 30)
  assert.ok(fake.log.requests().length <= 3)
})

test('other keys do not wait', async () => {
  const { clock, fake, limiter } = await setUp()
  fake.inject({ error: 'hang' })
  void limiter.checkAndIncrement(key)
  await clock.advanceAsync(1)
  const other = limiter.checkAndIncrement({ ...key, identifier: 'bob' })
  await clock.advanceAsync(10)
  assert.equal((await other).allowed, true)
  await clock.advanceAsync(500)
})
