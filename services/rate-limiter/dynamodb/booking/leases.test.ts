import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, ManualClock } from '../../../../testkit/index.ts'
import { fixedWindow } from '../../strategy/fixed-window.ts'
import { multiWindow } from '../../strategy/multi-window.ts'
import { slidingWindow } from '../../strategy/sliding-window.ts'
import { tokenBucket } from '../../strategy/token-bucket.ts'
import { DynamoDBRateLimiter } from '../dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from '../options.ts'
import { rateLimitTable } from '../table.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const minute = fixedWindow({ windowMs: 60_000, limit: 1000 })

async function setUp(options: Partial<DynamoDBRateLimiterOptions> = {}) {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client({ maxAttempts: 1 })
  await client.send(new CreateTableCommand(rateLimitTable()))
  fake.log.clear()
  const host = () =>
    new DynamoDBRateLimiter({ strategy: minute, clock, client, lease: {}, onDegraded: () => {}, ...options })
  const limiter = host()
  /** Asks every 10 ms until a unit is left for the next decision. */
  const warmUp = async (): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      await limiter.checkAndIncrement(key)
      clock.advance(10)
      if (i > 20 && (await limiter.checkLimit(key)).leased) return
    }
    assert.fail('nothing was booked ahead')
  }
  const counted = async () => {
    const { windows } = await limiter.getUsage(key)
    return windows.map(({ count }) => count)
  }
  return { clock, fake, limiter, host, warmUp, counted }
}

test('a leased decision sends no request, and says so', async () => {
  const { fake, limiter, warmUp, counted } = await setUp()
  await warmUp()
  const before = fake.log.requests().length
  const { allowed, leased } = await limiter.checkAndIncrement(key)
  assert.deepEqual([allowed, leased, fake.log.requests().length], [true, true, before])
  assert.ok((await counted())[0] ?? 0 > 21)
})

test('a decision with a request, and any without the option, has no `leased`', async () => {
  const { limiter } = await setUp()
  assert.equal('leased' in (await limiter.checkAndIncrement(key)), false)
  const plain = await setUp({ lease: false })
  for (let i = 0; i < 30; i++) assert.equal('leased' in (await plain.limiter.checkAndIncrement(key)), false)
  assert.equal(plain.fake.log.requests().length, 30)
})

test('`remaining` is what the table had left and the units that are not spent yet', async () => {
  const { clock, limiter } = await setUp()
  for (let spent = 1; spent <= 1000; spent++) {
    const { allowed, remaining, currentCount } = await limiter.checkAndIncrement(key)
    assert.deepEqual([allowed, remaining, currentCount], [true, 1000 - spent, spent])
    clock.advance(5)
  }
  const denied = await limiter.checkAndIncrement(key)
  assert.deepEqual([denied.allowed, denied.remaining, denied.retryAfterMs], [false, 0, 55_000])
})

test('a key that is asked once a minute is never leased, nor once a second', async () => {
  for (const everyMs of [60_000, 1000]) {
    const { clock, limiter, fake } = await setUp({ strategy: fixedWindow({ windowMs: 1e7, limit: 1000 }) })
    for (let i = 0; i < 50; i++) {
      assert.equal((await limiter.checkAndIncrement(key)).leased, undefined)
      clock.advance(everyMs)
    }
    assert.equal(fake.log.requests('UpdateItem').length, 50)
  }
})

for (const [name, strategy, endsAfterMs] of [
  ['fixed', fixedWindow({ windowMs: 10_000, limit: 1000 }), 10_000],
  ['sliding', slidingWindow({ windowMs: 60_000, limit: 1000, granularityMs: 10_000 }), 10_000],
  [
    'multi',
    multiWindow([
      { windowMs: 60_000, limit: 1000 },
      { windowMs: 10_000, limit: 1000 },
    ]),
    10_000,
  ],
] as const) {
  test(`${name}: units are spent until the first sub-window ends, and lost then`, async () => {
    const { clock, limiter, warmUp, counted } = await setUp({ strategy, layout: 'compact' })
    const start = clock.now()
    await warmUp()
    clock.set(start + endsAfterMs - 1)
    const last = await limiter.checkAndIncrement(key)
    assert.deepEqual([last.leased, last.windows[0]?.resetsAt.getTime()], [true, firstEndOf(last)])
    const before = await counted()
    clock.set(start + endsAfterMs)
    assert.equal((await limiter.checkAndIncrement(key)).leased, undefined)
    // What was not spent stays counted where the window lasts longer.
    if (name !== 'fixed') assert.ok(((await counted())[0] ?? 0) > (before[0] ?? 0))
  })
}

function firstEndOf({ windows }: { readonly windows: readonly { readonly resetsAt: Date }[] }): number {
  return windows[0]?.resetsAt.getTime() ?? 0
}

test('a refund goes to the booking, and to the table once its sub-window is over', async () => {
  const strategy = slidingWindow({ windowMs: 60_000, limit: 1000, granularityMs: 10_000 })
  const { clock, fake, limiter, warmUp, counted } = await setUp({ strategy, layout: 'compact' })
  await warmUp()
  const decision = await limiter.checkAndIncrement(key)
  const before = fake.log.requests().length
  const { remaining } = await limiter.checkLimit(key)
  await limiter.refund(key, decision)
  assert.equal(fake.log.requests().length, before)
  assert.equal((await limiter.checkLimit(key)).remaining, remaining + 1)
  clock.advance(20_000)
  const [counts = 0] = await counted()
  await limiter.refund(key, decision)
  assert.deepEqual(await counted(), [counts - 1])
})

test('a refund gives back at most what was spent here, and the rest in the table', async () => {
  const { clock, limiter, host, counted } = await setUp({
    strategy: fixedWindow({ windowMs: 60_000, limit: 9 }),
  })
  const other = host()
  for (let i = 0; i < 4; i++) await other.checkAndIncrement(key)
  const decision = await limiter.checkAndIncrement(key)
  await limiter.refund(key, decision, { cost: 3 })
  assert.deepEqual(await counted(), [3])
  clock.advance(1)
  let admitted = 0
  for (let i = 0; i < 20; i++) if ((await limiter.checkAndIncrement(key)).allowed) admitted += 1
  assert.ok(admitted <= 7, String(admitted))
})

test('while the table fails, units that are booked admit; then failOpen decides', async () => {
  for (const failOpen of [true, false]) {
    const { fake, limiter, warmUp } = await setUp({ failOpen })
    await warmUp()
    fake.inject({ error: 'connection-reset', times: 1000 })
    const { remaining } = await limiter.checkLimit(key)
    let leased = 0
    let next = limiter.checkAndIncrement(key)
    for (; leased < remaining && (await next.catch(() => undefined))?.leased; leased++) {
      next = limiter.checkAndIncrement(key)
    }
    assert.ok(leased > 0)
    if (failOpen) assert.equal((await next).degraded, 'store_error')
    else await assert.rejects(next, { code: 'rate_limiter.unavailable' })
  }
})

test('a denial asks the table, and units of other environments are not seen there', async () => {
  const { clock, fake, limiter, host } = await setUp({
    strategy: fixedWindow({ windowMs: 60_000, limit: 40 }),
  })
  const other = host()
  for (let i = 0; i < 12; i++) {
    await other.checkAndIncrement(key)
    clock.advance(10)
  }
  let admitted = 0
  for (let i = 0; i < 40; i++) if ((await limiter.checkAndIncrement(key)).allowed) admitted += 1
  assert.ok(admitted + 12 <= 40)
  const asked = fake.log.requests().length
  assert.equal((await limiter.checkAndIncrement(key)).allowed, false)
  assert.equal(fake.log.requests().length, asked, 'the deny cache')
  let later = 0
  for (let i = 0; i < 40; i++) if ((await other.checkAndIncrement(key)).allowed) later += 1
  assert.equal(admitted + 12 + later, 40)
})

test('a caller that has given up spends nothing', async () => {
  const { limiter, warmUp } = await setUp()
  await warmUp()
  const { remaining } = await limiter.checkLimit(key)
  const signal = AbortSignal.abort(new Error('enough'))
  await assert.rejects(limiter.checkAndIncrement(key, { signal }), { message: 'enough' })
  assert.equal((await limiter.checkLimit(key)).remaining, remaining)
})

test('limits that are looked up: units of one plan admit nothing under another', async () => {
  let plan = 1000
  for (const limitFor of [() => plan, async () => plan]) {
    plan = 1000
    const strategy = fixedWindow({ windowMs: 60_000, limit: 1, limitFor })
    const { limiter, warmUp } = await setUp({ strategy })
    await warmUp()
    assert.equal((await limiter.checkAndIncrement(key)).leased, true)
    plan = 5
    assert.equal((await limiter.checkAndIncrement(key)).allowed, false)
  }
})

test('bad options are refused, and what cannot be leased', () => {
  for (const [lease, message] of [
    [{ forMs: 0 }, /'lease.forMs'/],
    [{ max: 1.5 }, /'lease.max'/],
    [{ size: 1 }, /'lease.size'/],
    [true, /'lease'/],
    [1000, /'lease'/],
  ] as const) {
    const options = { strategy: minute, lease } as never
    assert.throws(() => new DynamoDBRateLimiter(options), { name: 'TypeError', message })
  }
  const strategy = multiWindow([{ windowMs: 1000, limit: 1 }])
  assert.throws(() => new DynamoDBRateLimiter({ strategy, lease: {} }), {
    name: 'TypeError',
    message: /'lease' needs layout 'compact'/,
  })
  const bucket = tokenBucket({ capacity: 5, refillPerSecond: 1 })
  assert.throws(
    () => new DynamoDBRateLimiter({ strategy: bucket, lease: {} }),
    /'lease' is not for tokenBucket/,
  )
  assert.ok(new DynamoDBRateLimiter({ strategy, lease: {}, layout: 'compact' }))
  assert.ok(new DynamoDBRateLimiter({ strategy, lease: false }))
})
