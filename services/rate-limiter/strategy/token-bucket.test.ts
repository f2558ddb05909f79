import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tokenBucket } from './token-bucket.ts'

test('a bucket is a window as long as it takes to be full', () => {
  const lengths: [capacity: number, refillPerSecond: number, windowMs: number][] = [
    [10, 1, 10_000],
    [100, 100 / 60, 60_000],
    [1, 1 / 86_400, 86_400_000],
    [10, 3, 3334],
    [5, 1_000_000_000, 1],
    [0, 1, 1],
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
