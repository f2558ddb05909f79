import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppTheoryError } from '../../../errors.ts'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import type { WindowLimit } from '../strategy/strategy.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from './options.ts'
import { ensureTable } from './table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const hour = [{ windowMs: 3_600_000, limit: 100 }]

async function setUp(options: Pick<DynamoDBRateLimiterOptions, 'strategy' | 'layout'>) {
  const clock = new ManualClock('2026-03-01T10:00:15.250Z')
  const client = new FakeDynamoDB({ clock }).client()
  await ensureTable(client)
  return { clock, limiter: new DynamoDBRateLimiter({ client, clock, failOpen: false, ...options }) }
}

function manyWindows(count: number, limit = 1): readonly WindowLimit[] {
  return Array.from({ length: count }, (_, i) => ({ windowMs: 1000 * (i + 1), limit }))
}

/** A strategy that has `windows` for `key` alone, in each way that there is. */
function strategiesWithOwn(windows: readonly WindowLimit[]) {
  return [
    multiWindow(hour, { identifierLimits: { [key.identifier]: windows } }),
    multiWindow(hour, { resourceLimits: { [key.resource]: windows } }),
    multiWindow(hour, { limitFor: () => windows }),
    multiWindow(hour, { limitFor: async () => windows }),
  ]
}

async function assertInvalidLimit(decision: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(decision, (error) => {
    assert.ok(error instanceof AppTheoryError)
    assert.equal(error.code, 'rate_limiter.invalid_limit')
    assert.match(error.message, message)
    return true
  })
}

test('37 windows fit one item: they admit, deny, roll and deny again', async () => {
  const { clock, limiter } = await setUp({ strategy: multiWindow(manyWindows(37)), layout: 'compact' })
  const decide = async () => (await limiter.checkAndIncrement(key)).allowed
  assert.deepEqual([await decide(), await decide()], [true, false])
  clock.advance(3_600_000)
  assert.deepEqual([await decide(), await decide()], [true, false])
  const roomy = await setUp({ strategy: multiWindow(manyWindows(37, 2 ** 40)), layout: 'compact' })
  for (let i = 0; i < 20; i++) {
    assert.equal((await roomy.limiter.checkAndIncrement(key, { cost: 2 ** 30 })).allowed, true)
    roomy.clock.advance(60_000)
  }
})

test('more windows than an item has room for are refused, and fit the other layout', () => {
  const strategy = multiWindow(manyWindows(38))
  assert.throws(() => new DynamoDBRateLimiter({ strategy, layout: 'compact' }), {
    name: 'TypeError',
    message: "DynamoDBRateLimiter: option 'strategy' has 38 windows: layout 'compact' has room for 37",
  })
  assert.ok(new DynamoDBRateLimiter({ strategy }))
})

test('so are those of a key, by the decision', async () => {
  for (const strategy of strategiesWithOwn(manyWindows(38))) {
    const { limiter } = await setUp({ strategy, layout: 'compact' })
    for (const decision of [
      limiter.checkAndIncrement(key),
      limiter.checkLimit(key),
      limiter.recordRequest(key),
      limiter.getUsage(key),
    ]) {
      await assertInvalidLimit(decision, /38 windows: layout 'compact' has room for 37/)
    }
  }
  for (const strategy of strategiesWithOwn(manyWindows(37))) {
    const { limiter } = await setUp({ strategy, layout: 'compact' })
    assert.equal((await limiter.checkAndIncrement(key)).allowed, true)
  }
})

test('windows of less than a second are refused in layout apptheory', async () => {
  const short = [{ windowMs: 500, limit: 2 }]
  assert.throws(() => new DynamoDBRateLimiter({ strategy: multiWindow(short) }), {
    name: 'TypeError',
    message:
      "DynamoDBRateLimiter: option 'strategy' has windows of 500 ms: layout 'apptheory' needs 1000 ms or " +
      'more',
  })
  const fixed = fixedWindow({ windowMs: 1000, limit: 1, limitFor: () => short })
  for (const strategy of [...strategiesWithOwn(short), fixed]) {
    const { limiter } = await setUp({ strategy })
    const message = /windows of 500 ms: layout 'apptheory' needs 1000 ms or more/
    await assertInvalidLimit(limiter.checkAndIncrement(key), message)
    await assertInvalidLimit(limiter.getUsage(key), message)
    const others = { identifier: 'bob', resource: '/', operation: 'GET' }
    const compact = await setUp({ strategy, layout: 'compact' })
    assert.equal((await compact.limiter.checkAndIncrement(key)).limit, 2)
    assert.equal((await compact.limiter.checkAndIncrement(others)).allowed, true)
  }
})
