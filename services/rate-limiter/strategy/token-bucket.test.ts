import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../../../testkit/index.ts'
import { MemoryRateLimiter } from '../memory/memory-rate-limiter.ts'
import { tokenBucket } from './token-bucket.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const centurySeconds = 100 * 365 * 24 * 3600

test('a bucket is a window as long as it takes to be full', () => {
  const lengths: [capacity: number, refillPerSecond: number, windowMs: number][] = [
    [10, 1, 10_000],
    [100, 100 / 60, 60_000],
    [1, 1 / 86_400, 86_400_000],
    [10, 3, 3334],
    [5, 1_000_000_000, 1],
    [0, 1, 1],
    [1, 1 / centurySeconds, centurySeconds * 1000],
  ]
  for (const [capacity, refillPerSecond, windowMs] of lengths) {
    const [window] = tokenBucket({ capacity, refillPerSecond }).windows
    assert.deepEqual(window, {
      name: 'default',
      windowMs,
      granularityMs: windowMs,
      limit: capacity,
      refillPerSecond,
    })
  }
})

test('the window is exactly as long as the refill takes, for numbers of any size', () => {
  const capacities = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.maxSafeNat())
  const refills = fc.oneof(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(1, 5e8, 6e8, 7e8, 1e9 - 1, 1e9))
  const longest = BigInt(centurySeconds * 1000)
  fc.assert(
    fc.property(capacities, refills, (capacity, refillPerSecond) => {
      const [exact, per] = [BigInt(capacity) * 1000n, BigInt(refillPerSecond)]
      fc.pre(capacity > 0 && exact <= longest * per)
      const [window] = tokenBucket({ capacity, refillPerSecond }).windows
      const windowMs = BigInt(window?.windowMs ?? 0)
      assert.ok(windowMs * per >= exact && (windowMs - 1n) * per < exact, String(windowMs))
    }),
    { examples: [[1e15, 1e9]] },
  )
})

test('a refill of once in so many seconds fills its bucket in whole seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1e6 }), (capacity, seconds) => {
      const [window] = tokenBucket({ capacity, refillPerSecond: 1 / seconds }).windows
      assert.equal(window?.windowMs, capacity * seconds * 1000)
    }),
  )
})

test('a window by key is as long as it is given, and decides, however large its limit is', async () => {
  const windows = fc.record({ windowMs: fc.integer({ min: 1, max: 1e6 }), limit: fc.maxSafeNat() })
  await fc.assert(
    fc.asyncProperty(windows, async ({ windowMs, limit }) => {
      fc.pre(limit > 0)
      const strategy = tokenBucket({
        capacity: 1,
        refillPerSecond: 1,
        limitFor: () => [{ windowMs, limit }],
      })
      const [window] = await strategy.windowsFor(key)
      assert.equal(window?.windowMs, windowMs)
      const limiter = new MemoryRateLimiter({ strategy, clock: new ManualClock() })
      const { allowed, remaining } = await limiter.checkAndIncrement(key)
      assert.deepEqual([allowed, remaining], [true, limit - 1])
    }),
    { examples: [[{ windowMs: 1, limit: Number.MAX_SAFE_INTEGER }]] },
  )
})

test('a limit by key is another capacity with the same refill, a window another bucket', async () => {
  const windowOf = async (limit: unknown) => {
    const options = { capacity: 10, refillPerSecond: 2, name: 'calls', limitFor: () => limit as number }
    const windows = await tokenBucket(options).windowsFor(key)
    assert.equal(windows.length, 1)
    return windows[0]
  }
  const bucketOf = (limit: number, windowMs: number, refillPerSecond: number, name: string = 'calls') => {
    return { name, windowMs, granularityMs: windowMs, limit, refillPerSecond }
  }
  assert.deepEqual(await windowOf(undefined), bucketOf(10, 5000, 2))
  assert.deepEqual(await windowOf(4), bucketOf(4, 2000, 2))
  assert.deepEqual(await windowOf([{ windowMs: 4000, limit: 20 }]), bucketOf(20, 4000, 5))
  assert.deepEqual(await windowOf([{ windowMs: 4000, limit: 20, name: 'own' }]), bucketOf(20, 4000, 5, 'own'))
  assert.deepEqual(await windowOf([{ windowMs: 4000, limit: 0 }]), bucketOf(0, 1, 0.25))
})

test('a capacity that its refill does not fill within 100 years is a TypeError that says so', () => {
  assert.throws(() => tokenBucket({ capacity: 4000, refillPerSecond: 1e-6 }), {
    name: 'TypeError',
    message:
      "tokenBucket: option 'refillPerSecond' must fill a capacity of 4000 within 100 years, " +
      'and 0.000001 does not',
  })
  assert.equal(tokenBucket({ capacity: 3000, refillPerSecond: 1e-6 }).windows.length, 1)
})

test('a wrong option is a TypeError that names it', () => {
  const bucket = { capacity: 10, refillPerSecond: 1 }
  const wrong: [object, RegExp][] = [
    [{ refillPerSecond: 1 }, /'capacity' is required/],
    [{ capacity: 10 }, /'refillPerSecond' is required/],
    [{ ...bucket, capacity: -1 }, /capacity/],
    [{ ...bucket, capacity: 1.5 }, /capacity/],
    [{ ...bucket, refillPerSecond: 0 }, /refillPerSecond/],
    [{ ...bucket, refillPerSecond: -1 }, /refillPerSecond/],
    [{ ...bucket, refillPerSecond: Number.NaN }, /refillPerSecond/],
    [{ ...bucket, refillPerSecond: 1e9 + 1 }, /refillPerSecond/],
    [{ capacity: 0, refillPerSecond: 0.999 / centurySeconds }, /refillPerSecond/],
    [{ ...bucket, refillPerSecond: Number.POSITIVE_INFINITY }, /refillPerSecond/],
    [{ ...bucket, refillPerSecond: '1' }, /refillPerSecond/],
    [{ capacity: 1_000_000, refillPerSecond: 1e-6 }, /refillPerSecond/],
    [{ ...bucket, refill: 1 }, /'refill'/],
    [{ ...bucket, windowMs: 1 }, /'windowMs'/],
    [{ ...bucket, name: 'ü' }, /name/],
    [{ ...bucket, identifierLimits: { ann: -5 } }, /identifierLimits\.ann/],
    [{ ...bucket, limitFor: 5 }, /limitFor/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(() => tokenBucket(options as never), { name: 'TypeError', message })
  }
})
