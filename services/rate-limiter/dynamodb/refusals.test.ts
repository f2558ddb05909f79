import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { layouts, strategiesWithLimit } from '../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, type Fault, ManualClock } from '../../../testkit/index.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from './options.ts'
import { rateLimitTable } from './table.ts'

const keyOf = (identifier: string) => ({ identifier, resource: '/orders', operation: 'GET' })
const hot = keyOf('hot')
const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })

async function setUp(options: Partial<DynamoDBRateLimiterOptions> = {}) {
  const clock = new ManualClock('2026-03-01T10:00:15.000Z')
  const fake = new FakeDynamoDB({ clock })
  await fake.client().send(new CreateTableCommand(rateLimitTable()))
  const client = fake.client({ maxAttempts: 1 })
  const limiter = new DynamoDBRateLimiter({ strategy, clock, client, onDegraded: () => {}, ...options })
  const ofHotKey = (fault: Fault): Fault => ({
    ...fault,
    matches: ({ input }) => JSON.stringify(input).includes('hot'),
  })
  return { clock, fake, limiter, ofHotKey }
}

describe('what concerns one key does not open the circuit', () => {
  for (const layout of layouts) {
    for (const [kind, limits] of Object.entries(strategiesWithLimit(50))) {
      test(`layout ${layout}, ${kind}: a throttled key leaves others decided`, async () => {
        const { clock, fake, limiter, ofHotKey } = await setUp({ layout, strategy: limits })
        fake.inject(ofHotKey({ error: 'throttle', times: 10_000 }))
        for (let i = 0; i < 12; i++) {
          const deciding = limiter.checkAndIncrement(hot)
          await clock.advanceAsync(501)
          assert.ok((await deciding).degraded)
          assert.equal((await limiter.checkAndIncrement(keyOf(`user-${i}`))).degraded, undefined)
        }
      })
    }
  }

  test('a failing table still does', async () => {
    const { fake, limiter } = await setUp()
    fake.inject({ error: 'internal-error', times: 100 })
    const outcomes: unknown[] = []
    for (let i = 0; i < 8; i++) outcomes.push((await limiter.checkAndIncrement(keyOf(`user-${i}`))).degraded)
    assert.deepEqual(outcomes.slice(4), ['store_error', 'circuit_open', 'circuit_open', 'circuit_open'])
  })
})

describe('failing open is reported on the console', () => {
  test('once for each cause, then once a minute, without any key', async (t) => {
    const lines: string[] = []
    t.mock.method(console, 'warn', (line: string) => lines.push(line))
    const { clock, fake, limiter } = await setUp({ onDegraded: undefined, circuitBreaker: false })
    const fail = async (error: Fault['error'], times: number): Promise<void> => {
      fake.inject({ error, times })
      for (let i = 0; i < times; i++) {
        const deciding = limiter.checkAndIncrement(keyOf(`secret-${i}`))
        if (error === 'hang') await clock.advanceAsync(500)
        await deciding
      }
    }
    await fail('internal-error', 20)
    await fail('hang', 3)
    await fail('internal-error', 20)
    assert.equal(lines.length, 2)
    clock.advance(60_000)
    await fail('internal-error', 20)
    assert.equal(lines.length, 3)
    for (const line of lines) {
      assert.match(line, /table 'rate-limits'/)
      assert.doesNotMatch(line, /secret|orders/)
      assert.doesNotMatch(line, /\n/)
    }
    assert.match(lines[1] ?? '', /timeoutMs/)
  })

  test('a table that does not exist is named, with what to check', async (t) => {
    const lines: string[] = []
    t.mock.method(console, 'warn', (line: string) => lines.push(line))
    const client = new FakeDynamoDB().client()
    const limiter = new DynamoDBRateLimiter({ strategy, client, tableName: 'nowhere' })
    for (let i = 0; i < 50; i++) await limiter.checkAndIncrement(keyOf('ann'))
    assert.equal(lines.length, 1)
    assert.match(lines[0] ?? '', /'nowhere'.*ResourceNotFoundException.*exists/)
  })

  test('a missing region is named, with the variable to set', async (t) => {
    const lines: string[] = []
    t.mock.method(console, 'warn', (line: string) => lines.push(line))
    const client = new FakeDynamoDB().client()
    client.config.region = () => Promise.reject(new Error('Region is missing'))
    const limiter = new DynamoDBRateLimiter({ strategy, client, timeoutMs: 10_000 })
    await limiter.checkAndIncrement(keyOf('ann'))
    assert.match(lines[0] ?? '', /AWS_REGION/)
  })

  test('not with onDegraded, nor where requests fail closed', async (t) => {
    const warn = t.mock.method(console, 'warn', () => {})
    const client = new FakeDynamoDB().client()
    await new DynamoDBRateLimiter({ strategy, client, onDegraded: () => {} }).checkAndIncrement(hot)
    const closed = new DynamoDBRateLimiter({ strategy, client, failOpen: false })
    await assert.rejects(closed.checkAndIncrement(hot))
    assert.equal(warn.mock.callCount(), 0)
  })
})

describe('what was counted is answered', () => {
  const multi = strategiesWithLimit(50)['multi'] ?? assert.fail()
  for (const error of ['internal-error', 'connection-reset', 'throttle', 'hang'] as const) {
    test(`several windows, and ${error} of the read after the transaction`, async () => {
      const { clock, fake, limiter } = await setUp({ strategy: multi, failOpen: false })
      fake.inject({ error, operation: 'BatchGetItem', times: 10_000 })
      const deciding = limiter.checkAndIncrement(hot, { cost: 3 })
      await clock.advanceAsync(500)
      const { allowed, degraded } = await deciding
      assert.deepEqual([allowed, degraded], [true, undefined])
      fake.clearFaults()
      const { windows } = await limiter.getUsage(hot)
      assert.deepEqual(
        windows.map(({ count }) => count),
        [3, 3],
      )
    })
  }
})

test('a refund while a sliding decision reads is not undone in memory', async () => {
  const sliding = strategiesWithLimit(4)['sliding'] ?? assert.fail()
  const { clock, fake, limiter } = await setUp({ strategy: sliding, denyCache: false })
  const spent = await limiter.checkAndIncrement(hot, { cost: 4 })
  clock.advance(10_000)
  fake.latencyMs = 10
  const deciding = limiter.checkAndIncrement(hot)
  await clock.advanceAsync(15)
  const refunding = limiter.refund(hot, spent, { cost: 4 })
  await clock.advanceAsync(100)
  await Promise.all([deciding, refunding])
  const after = limiter.checkAndIncrement(hot, { cost: 4 })
  await clock.advanceAsync(100)
  assert.equal((await after).allowed, true)
})

test('ill-formed text never shares a stored key with well-formed text', async () => {
  for (const layout of layouts) {
    const { limiter } = await setUp({ layout, strategy: fixedWindow({ windowMs: 60_000, limit: 1 }) })
    const illFormed = `${'ab'.repeat(3000)}\ud83e`
    const sameBytes = Buffer.from(illFormed, 'utf16le').toString('utf8')
    for (const identifier of [illFormed, sameBytes, `${illFormed}c`, '\ud83e', '\ud83f']) {
      assert.equal((await limiter.checkAndIncrement(keyOf(identifier))).allowed, true)
      assert.equal((await limiter.checkAndIncrement(keyOf(identifier))).allowed, false)
    }
  }
})

test('a request that no wait can admit has no retryAfterMs', async () => {
  for (const layout of layouts) {
    for (const [limit, cost] of [
      [0, 1],
      [3, 4],
      [7, 100],
    ] as const) {
      for (const limits of Object.values(strategiesWithLimit(limit))) {
        const { limiter } = await setUp({ layout, strategy: limits })
        for (let i = 0; i < 2; i++) {
          const { allowed, retryAfterMs } = await limiter.checkAndIncrement(hot, { cost })
          assert.deepEqual([allowed, retryAfterMs], [false, undefined])
        }
      }
    }
  }
})
