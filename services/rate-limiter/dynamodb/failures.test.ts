import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { execPath } from 'node:process'
import { describe, test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { isAppTheoryError } from '../../../errors.ts'
import { layouts, strategiesWithLimit } from '../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from './options.ts'
import { rateLimitTable } from './table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })

async function setUp(options: Partial<DynamoDBRateLimiterOptions> = {}) {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  await fake.client().send(new CreateTableCommand(rateLimitTable()))
  fake.log.clear()
  const client = fake.client({ maxAttempts: 4, retryStrategy: eagerRetries })
  const limiter = new DynamoDBRateLimiter({ strategy, clock, client, consistentRead: true, ...options })
  return { clock, fake, limiter }
}

/** A user's own strategy: it retries whatever it sees, at once. */
const eagerRetries = {
  acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  refreshRetryTokenForRetry: async (token: { getRetryCount(): number }) => {
    const count = token.getRetryCount() + 1
    if (count >= 4) throw new Error('no more retries')
    return { getRetryCount: () => count, getRetryDelay: () => 0 }
  },
  recordSuccess: () => {},
}

for (const layout of layouts) {
  for (const [kind, limits] of Object.entries(strategiesWithLimit(5))) {
    describe(`layout ${layout}, ${kind}`, () => {
      for (const error of ['connection-reset', 'internal-error', 'service-unavailable'] as const) {
        test(`${error} after the update was applied: it counts once, though the client retries`, async () => {
          const { fake, limiter } = await setUp({ strategy: limits, layout, denyCache: false })
          await limiter.checkAndIncrement(key)
          const operation = ['UpdateItem', 'TransactWriteItems'] as const
          fake.inject({ error, when: 'after', operation })

          const decision = await limiter.checkAndIncrement(key)

          assert.equal(decision.allowed, true)
          const { windows } = await limiter.getUsage(key)
          assert.deepEqual(
            windows.map(({ count }) => count),
            windows.map(() => 2),
          )
        })
      }

      test('throttling, which certainly applied nothing, is retried', async () => {
        const { fake, limiter } = await setUp({ strategy: limits, layout })
        fake.inject({ error: 'throttle', times: 1 })
        const { allowed, degraded } = await limiter.checkAndIncrement(key)
        assert.deepEqual([allowed, degraded], [true, undefined])
        const { windows } = await limiter.getUsage(key)
        assert.deepEqual(
          windows.map(({ count }) => count),
          windows.map(() => 1),
        )
      })
    })
  }
}

test('a denied transaction stays denied if the other windows cannot be read', async () => {
  const limits = multiWindow([
    { windowMs: 60_000, limit: 1 },
    { windowMs: 3_600_000, limit: 9 },
  ])
  const { clock, fake, limiter } = await setUp({ strategy: limits })
  clock.advance(15_250)
  await limiter.checkAndIncrement(key)
  fake.inject({ error: 'connection-reset', times: 100, operation: 'BatchGetItem' })

  const { allowed, degraded, limit, remaining, retryAfterMs } = await limiter.checkAndIncrement(key)

  assert.deepEqual([allowed, degraded], [false, undefined])
  assert.deepEqual([limit, remaining, retryAfterMs], [1, 0, 44_750])
})

for (const kind of ['sliding', 'multi']) {
  test(`${kind}: what a throttled table leaves unprocessed is not asked for without a pause`, async () => {
    const { clock, fake, limiter } = await setUp({ strategy: strategiesWithLimit(5)[kind] as never })
    // Bounded, so that a reader without pauses fails and does not run for ever.
    fake.inject({ error: 'unprocessed', operation: 'BatchGetItem', times: 1000 })
    let degraded: string | undefined
    const deciding = limiter.checkAndIncrement(key).then((decision) => {
      degraded = decision.degraded
    })
    for (let waited = 0; waited < 500; waited += 1) await clock.advanceAsync(1)
    await deciding

    const { length } = fake.log.requests('BatchGetItem')
    // Several windows were counted before they were read, and what was counted is answered.
    assert.equal(degraded, kind === 'multi' ? undefined : 'timeout')
    assert.ok(length >= 4 && length < 100, String(length))
    assert.equal(clock.pendingTimers, 0)
  })
}

test('a store that hangs is given up after timeoutMs, and says so', async () => {
  const { clock, fake, limiter } = await setUp({ timeoutMs: 500 })
  fake.inject({ error: 'hang', times: 2 })
  let decided: string | undefined
  const deciding = limiter.checkAndIncrement(key).then(({ degraded }) => {
    decided = degraded
  })

  await clock.advanceAsync(499)
  assert.equal(decided, undefined)
  await clock.advanceAsync(1)
  await deciding
  assert.equal(decided, 'timeout')
  assert.equal(clock.pendingTimers, 0)
})

test('a client that heeds no signal is left behind just the same', async () => {
  const never = { send: () => new Promise(() => {}) } as never
  const { clock, limiter } = await setUp({ client: never })
  const deciding = limiter.checkAndIncrement(key)
  await clock.advanceAsync(500)
  assert.equal((await deciding).degraded, 'timeout')
})

test('limits that are looked up are part of the time that a decision may take', async () => {
  const slow = fixedWindow({ windowMs: 60_000, limit: 1, limitFor: () => new Promise<number>(() => {}) })
  const { clock, limiter } = await setUp({ strategy: slow })
  const deciding = limiter.checkAndIncrement(key)
  await clock.advanceAsync(500)
  assert.deepEqual([(await deciding).allowed, (await deciding).degraded], [true, 'timeout'])
})

test('an error of limitFor is thrown, and is not a failure of the store', async () => {
  const failing = fixedWindow({
    windowMs: 60_000,
    limit: 1,
    limitFor: () => Promise.reject(new Error('no plan')),
  })
  const { limiter } = await setUp({ strategy: failing })
  await assert.rejects(limiter.checkAndIncrement(key), { message: 'no plan' })
})

test('a dead table is asked five times, and then once a second', async () => {
  const { clock, fake, limiter } = await setUp({ timeoutMs: 500 })
  fake.inject({ error: 'hang', times: 1000 })
  const outcomes: (string | undefined)[] = []
  for (let i = 0; i < 1000; i++) {
    const deciding = limiter.checkAndIncrement(key)
    await clock.advanceAsync(0)
    if (clock.pendingTimers > 0) await clock.advanceAsync(500)
    outcomes.push((await deciding).degraded)
  }
  assert.equal(fake.log.requests().length, 5)
  assert.deepEqual([...new Set(outcomes)], ['timeout', 'circuit_open'])

  clock.advance(1000)
  const probe = limiter.checkAndIncrement(key)
  const besideIt = limiter.checkAndIncrement(key)
  assert.equal((await besideIt).degraded, 'circuit_open')
  await clock.advanceAsync(0)
  fake.clearFaults()
  await clock.advanceAsync(500)
  assert.equal((await probe).degraded, 'timeout')

  clock.advance(1000)
  assert.equal((await limiter.checkAndIncrement(key)).degraded, undefined)
  assert.equal((await limiter.checkAndIncrement(key)).degraded, undefined)
})

test('a clock that is set back does not leave the table unasked for as long', async () => {
  const { clock, fake, limiter } = await setUp()
  fake.inject({ error: 'connection-reset', times: 5 })
  for (let i = 0; i < 5; i++) await limiter.checkAndIncrement(key)
  assert.equal((await limiter.checkAndIncrement(key)).degraded, 'circuit_open')
  clock.set(clock.now() - 3_600_000)
  assert.equal((await limiter.checkAndIncrement(key)).degraded, undefined)
})

test('a refund of what was not counted is not an answer of the table, which gets no request', async () => {
  const reports: unknown[] = []
  const { fake, limiter } = await setUp({ onDegraded: (error) => reports.push(error) })
  fake.inject({ error: 'connection-reset', times: 1000 })
  for (let i = 0; i < 20; i++) await limiter.refund(key, await limiter.checkAndIncrement(key))
  assert.equal(fake.log.requests().length, 5)
  assert.equal(reports.length, 20)
})

test('without a circuit breaker every request asks', async () => {
  const { fake, limiter } = await setUp({ circuitBreaker: false })
  fake.inject({ error: 'connection-reset', times: 20 })
  for (let i = 0; i < 20; i++) assert.equal((await limiter.checkAndIncrement(key)).degraded, 'store_error')
  assert.equal(fake.log.requests().length, 20)
})

test('a caller that gives up gets its own reason, and the store is not blamed', async () => {
  const { clock, fake, limiter } = await setUp({ circuitBreaker: { failures: 1 } })
  fake.inject({ error: 'hang' })
  const controller = new AbortController()
  const deciding = limiter.checkAndIncrement(key, { signal: controller.signal })
  await clock.advanceAsync(10)
  controller.abort(new Error('enough'))
  await assert.rejects(deciding, { message: 'enough' })
  assert.equal((await limiter.checkAndIncrement(key)).degraded, undefined)
  await assert.rejects(limiter.checkAndIncrement(key, { signal: controller.signal }), { message: 'enough' })
})

test('the methods that decide nothing say that the store did not answer', async () => {
  const { fake, limiter } = await setUp({ circuitBreaker: false })
  const decision = await limiter.checkAndIncrement(key)
  fake.inject({ error: 'connection-reset', times: 1000 })
  for (const failing of [
    () => limiter.recordRequest(key),
    () => limiter.getUsage(key),
    () => limiter.refund(key, decision),
  ]) {
    await assert.rejects(failing, (error) => isAppTheoryError(error, 'rate_limiter.unavailable'))
  }
})

test('a conflict is waited out where nothing else keeps the process alive', () => {
  const script = `
    import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
    import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
    import { multiWindow } from '../strategy/multi-window.ts'
    const conflict = new TransactionCanceledException({
      message: 'cancelled', $metadata: {}, CancellationReasons: [{ Code: 'TransactionConflict' }],
    })
    let sent = 0
    const send = async () => {
      if (sent++ < 3) throw conflict
      return {}
    }
    const strategy = multiWindow([{ windowMs: 1000, limit: 1 }])
    const limiter = new DynamoDBRateLimiter({ strategy, client: { send }, timeoutMs: 60_000 })
    const key = { identifier: 'ann', resource: '/', operation: 'GET' }
    const { allowed } = await limiter.checkAndIncrement(key)
    console.log(allowed, sent)`
  const output = execFileSync(execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  assert.equal(output, 'true 5\n')
})
