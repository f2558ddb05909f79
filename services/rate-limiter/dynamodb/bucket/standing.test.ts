import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intervalOf } from '../../strategy/bucket.ts'
import type { BucketImage, StoredBucket } from './item.ts'
import { standingIn } from './standing.ts'

const window = { name: 'calls', windowMs: 5000, granularityMs: 5000, limit: 5, refillPerSecond: 1 }
const interval = intervalOf(1)
const ownNow = 1_000n * interval
const skew = 10n * interval
const horizon = ownNow + skew

function bucketSeenAt(seenAt: bigint): StoredBucket {
  return { seenAt, fullAt: seenAt + 3n * interval, interval }
}

function standing(first: StoredBucket | undefined, second?: StoredBucket, isSplit: boolean = false) {
  const image: BucketImage = { buckets: { 0: first, 1: second }, isSplit, ttl: undefined }
  return standingIn(image, window, ownNow, skew)
}

test('a key that nothing is stored of has a full first bucket', () => {
  assert.deepEqual(standing(undefined), {
    slot: 0,
    stored: undefined,
    now: ownNow,
    fullAt: ownNow,
    horizon,
    isRewritten: false,
  })
})

test('hosts follow the time of another host up to the horizon', () => {
  for (const [seenAt, now] of [
    [ownNow - interval, ownNow],
    [ownNow + interval, ownNow + interval],
    [horizon, horizon],
  ] as const) {
    const stored = bucketSeenAt(seenAt)
    assert.deepEqual(standing(stored), {
      slot: 0,
      stored,
      now,
      fullAt: stored.fullAt,
      horizon,
      isRewritten: false,
    })
  }
})

test('hosts leave a bucket that is further ahead, for the second one', () => {
  const second = bucketSeenAt(ownNow)
  const { slot, stored, now, isRewritten } = standing(bucketSeenAt(horizon + 1n), second)
  assert.deepEqual([slot, stored, now, isRewritten], [1, second, ownNow, false])
  assert.equal(standing(bucketSeenAt(horizon + 1n)).fullAt, ownNow)
})

test('where both buckets are further ahead, as much is missing in the second as by its own clock', () => {
  const far = bucketSeenAt(horizon + 5n)
  assert.deepEqual(standing(far, far), {
    slot: 1,
    stored: far,
    now: ownNow,
    fullAt: ownNow + 3n * interval,
    horizon,
    isRewritten: true,
  })
})

test('once both are in use, hosts use the one that was seen last among those that are not ahead', () => {
  const older = bucketSeenAt(ownNow - 2n)
  const newer = bucketSeenAt(ownNow - 1n)
  const far = bucketSeenAt(horizon + 1n)
  const slotOf = (first?: StoredBucket, second?: StoredBucket) => standing(first, second, true).slot

  assert.deepEqual([slotOf(older, newer), slotOf(newer, older), slotOf(older, older)], [1, 0, 0])
  assert.deepEqual([slotOf(older, far), slotOf(far, older), slotOf(far, far)], [0, 1, 1])
  assert.deepEqual([slotOf(undefined, newer), slotOf(older, undefined), slotOf()], [1, 0, 0])
  assert.deepEqual([slotOf(older, bucketSeenAt(horizon)), standing(older, newer).slot], [1, 0])
})

test('with another refill as many units are missing, and the bucket is rewritten', () => {
  const slow = { seenAt: ownNow, fullAt: ownNow + 3n * intervalOf(0.5), interval: intervalOf(0.5) }
  const { fullAt, isRewritten } = standing(slow)
  assert.deepEqual([fullAt, isRewritten], [ownNow + 3n * interval, true])
})
