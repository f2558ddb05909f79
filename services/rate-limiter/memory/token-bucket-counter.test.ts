import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TokenBucketCounter } from './token-bucket-counter.ts'

const window = { name: 'calls', windowMs: 5000, granularityMs: 5000, limit: 5, refillPerSecond: 1 }
const start = 1_000_000

test('a counter counts for buckets with its refill, whatever their capacity', () => {
  const counter = new TokenBucketCounter(window, undefined, start)
  const { refillPerSecond: _, ...fixed } = window
  assert.equal(counter.counts({ ...window, limit: 50, windowMs: 50_000 }), true)
  assert.equal(counter.counts({ ...window, refillPerSecond: 2 }), false)
  assert.equal(counter.counts(fixed), false)
})

test('what is spent flows back, and is not counted by sub-window', () => {
  const counter = new TokenBucketCounter(window, undefined, start)
  counter.add(4)
  assert.deepEqual([counter.total, counter.subWindows()], [4, []])
  counter.roll(start + 1500)
  assert.equal(counter.total, 3)
  counter.subtract(2)
  assert.equal(counter.total, 1)
  counter.subtract(2)
  assert.equal(counter.total, 0)
  counter.roll(start + 60_000)
  counter.add(1)
  assert.equal(counter.total, 1)
})

test('a counter with another refill continues with what is missing in the one before', () => {
  const before = new TokenBucketCounter(window, undefined, start)
  before.add(4)
  assert.equal(new TokenBucketCounter({ ...window, refillPerSecond: 0.1 }, before, start).total, 4)
})
