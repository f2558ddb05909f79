import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bucketUsage,
  bucketWaitMs,
  clockMsOf,
  delayOf,
  fullAtOf,
  intervalOf,
  lastWithRoom,
  laterOf,
  missingUnits,
  momentOf,
  msOf,
  PER_MS,
} from './bucket.ts'
import { isBucket } from './bucket-window.ts'

const second = 1000n * PER_MS
const bucket = { name: 'calls', windowMs: 5000, granularityMs: 5000, limit: 10, refillPerSecond: 2 }
const start = Date.UTC(2026, 2, 1, 10)
const now = momentOf(start)
const oneUnit = intervalOf(2)

test('as many units as flow back in a second take no longer than a second, and hardly less', () => {
  const refill = fc.oneof(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }))
  fc.assert(
    fc.property(refill, (refillPerSecond) => {
      const exact = 1e18 / refillPerSecond
      const interval = Number(intervalOf(refillPerSecond))
      assert.ok(interval <= exact && interval >= exact * (1 - 1e-15) - 1, String(interval))
    }),
  )
  for (const whole of [1, 2, 3, 7, 10]) assert.ok(intervalOf(whole) * BigInt(whole) <= second)
  for (const divisor of [1, 5, 1000, 2 ** 18, 5e8, 1e9])
    assert.equal(intervalOf(divisor) * BigInt(divisor), second)
  assert.equal(intervalOf(Number.MAX_VALUE), 1n)
})

test('a time of a clock becomes the nearest microsecond, and the same time again', () => {
  assert.equal(momentOf(1), PER_MS)
  assert.equal(momentOf(0.0014), PER_MS / 1000n)
  assert.equal(momentOf(0.0016), PER_MS / 500n)
  for (const ms of [0, 0.001, 1.5, start, start + 0.125]) assert.equal(clockMsOf(momentOf(ms)), ms)
})

test('of two moments the later one counts', () => {
  assert.deepEqual([laterOf(1n, 2n), laterOf(2n, 1n), laterOf(2n, 2n)], [2n, 2n, 2n])
})

test('a bucket that nothing is known of, or that is full already, is full now', () => {
  assert.equal(fullAtOf(bucket, undefined, now), now)
  for (const interval of [oneUnit, second]) {
    assert.equal(fullAtOf(bucket, { fullAt: now, interval }, now), now)
    assert.equal(fullAtOf(bucket, { fullAt: now - 9n * second, interval }, now), now)
  }
})

test('with another refill as many units are missing, and with the same one nothing changes', () => {
  const fullAt = now + 3n * oneUnit + 1n
  assert.equal(fullAtOf(bucket, { fullAt, interval: oneUnit }, now), fullAt)
  const slow = { fullAt: now + 3n * second, interval: second }
  assert.equal(fullAtOf(bucket, slow, now), now + 3n * oneUnit)
  assert.equal(fullAtOf(bucket, { ...slow, fullAt: slow.fullAt + 1n }, now), now + 3n * oneUnit + 1n)
})

test('a bucket has room for a cost until what is missing, with it, is the limit', () => {
  assert.equal(lastWithRoom(bucket, 0, now), now + 10n * oneUnit)
  assert.equal(lastWithRoom(bucket, 4, now), now + 6n * oneUnit)
  assert.equal(lastWithRoom(bucket, 10, now), now)
})

test('a cost delays the moment by an interval per unit, and at most by 100 years', () => {
  assert.equal(delayOf(bucket, 1), oneUnit)
  assert.equal(delayOf(bucket, 7), 7n * oneUnit)
  const longest = 100n * 365n * 24n * 3600n * second
  const rare = { ...bucket, refillPerSecond: 1e-6 }
  assert.equal(delayOf(rare, 3000), 3000n * intervalOf(1e-6))
  assert.equal(delayOf(rare, 4000), longest)
  assert.equal(delayOf(rare, Number.MAX_SAFE_INTEGER), longest)
})

test('a unit that has flown back in part is missing', () => {
  const missing = (sinceNow: bigint) => missingUnits(bucket, now + sinceNow, now)
  assert.deepEqual([missing(-second), missing(0n), missing(1n), missing(oneUnit)], [0, 0, 1, 1])
  assert.deepEqual([missing(oneUnit + 1n), missing(12n * oneUnit)], [2, 12])
})

test('the usage of a bucket is what is missing, until it is full', () => {
  assert.deepEqual(bucketUsage(bucket, now + 3n * oneUnit, now), {
    name: 'calls',
    windowMs: 5000,
    limit: 10,
    count: 3,
    remaining: 7,
    startsAt: new Date(start - 3500),
    resetsAt: new Date(start + 1500),
  })
  const full = bucketUsage(bucket, now - second, now)
  assert.deepEqual([full.count, full.remaining, full.resetsAt], [0, 10, new Date(start)])
  const empty = bucketUsage(bucket, now + 12n * oneUnit, now)
  assert.deepEqual([empty.count, empty.remaining], [12, 0])
})

test('a wait ends with the millisecond in which there is room, if the limit allows the cost', () => {
  const fullAt = now + 8n * oneUnit
  assert.equal(bucketWaitMs(bucket, fullAt, 2, now), 0)
  assert.equal(bucketWaitMs(bucket, fullAt, 3, now), 500)
  assert.equal(bucketWaitMs(bucket, fullAt + PER_MS / 1000n, 3, now), 501)
  assert.equal(bucketWaitMs(bucket, fullAt, 10, now), 4000)
  assert.equal(bucketWaitMs(bucket, fullAt, 11, now), undefined)
})

test('a moment in milliseconds is rounded up, and is a time that a Date can hold', () => {
  assert.deepEqual([msOf(0n), msOf(1n), msOf(PER_MS), msOf(PER_MS + 1n)], [0, 1, 1, 2])
  assert.equal(msOf(10n ** 40n), 8_640_000_000_000_000)
  assert.ok(Number.isFinite(new Date(msOf(10n ** 40n)).getTime()))
})

test('a window with a refill is a bucket', () => {
  const { refillPerSecond: _, ...fixed } = bucket
  assert.deepEqual([isBucket(bucket), isBucket(fixed), isBucket(undefined)], [true, false, false])
})
