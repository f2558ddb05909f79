import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intervalOf, momentOf } from './bucket.ts'
import {
  admission,
  denial,
  hasRoom,
  type SpentInWindow,
  spentInBucket,
  spentLater,
  spentSubWindows,
  spentWithin,
} from './window-decision.ts'

const minute = { name: 'minute', windowMs: 60_000, granularityMs: 10_000, limit: 5 }
const hour = { name: 'hour', windowMs: 3_600_000, granularityMs: 3_600_000, limit: 5 }
const bucket = { name: 'bucket', windowMs: 5000, granularityMs: 5000, limit: 5, refillPerSecond: 1 }
const now = 3_600_000 + 125_000

function spent(
  ...subWindows: readonly { readonly startMs: number; readonly count: number }[]
): SpentInWindow {
  return { total: subWindows.reduce((sum, { count }) => sum + count, 0), subWindows: () => subWindows }
}

test('within a window are its current and previous sub-windows, and neither older nor later ones', () => {
  const at = (startMs: number, count: number) => ({ startMs: 3_600_000 + startMs, count })
  const all = [at(60_000, 1), at(70_000, 2), at(120_000, 4), at(130_000, 8)]

  const within = spentWithin(minute, now, all)

  assert.equal(within.total, 6)
  assert.deepEqual(within.subWindows(), [at(70_000, 2), at(120_000, 4)])
})

test('later, what was spent counts in the sub-windows that are still within the window', () => {
  const all = spent({ startMs: 3_600_000 + 70_000, count: 2 }, { startMs: 3_600_000 + 120_000, count: 4 })

  assert.equal(spentLater(minute, all, now).total, 6)
  assert.equal(spentLater(minute, all, now + 5000).total, 4)
  assert.equal(spentLater(minute, all, now + 60_000).total, 0)
  assert.equal(spentLater(minute, undefined, now).total, 0)
})

test('later, what was spent of a bucket has flown back in part', () => {
  const moment = momentOf(now)
  const three = spentInBucket(bucket, moment + 3n * intervalOf(1), moment)
  const totalAfter = (ms: number) => spentLater(bucket, three, now + ms).total

  assert.deepEqual([three.total, three.subWindows()], [3, []])
  assert.deepEqual([totalAfter(0), totalAfter(1000), totalAfter(2001), totalAfter(9000)], [3, 2, 1, 0])
  assert.equal(spentLater(bucket, undefined, now).total, 0)
})

test('there is room where every window has room for the whole cost', () => {
  const four = spent({ startMs: 3_600_000, count: 4 })
  assert.equal(hasRoom([minute, hour], [four, four], 1), true)
  assert.equal(hasRoom([minute, hour], [four, four], 2), false)
  assert.equal(hasRoom([minute, hour], [spent(), spent({ startMs: 0, count: 5 })], 1), false)
  assert.equal(hasRoom([minute], [], 5), true)
})

test('a denial reports the window that takes longest to have room', () => {
  const inMinute = spent({ startMs: 3_600_000 + 120_000, count: 5 })
  const inHour = spent({ startMs: 3_600_000, count: 5 })
  const nameOf = (windows: readonly (typeof minute)[], all: readonly SpentInWindow[]) => {
    const { resetsAt, windows: usages } = denial(windows, all, 1, now)
    return usages.find((usage) => usage.resetsAt.getTime() === resetsAt.getTime())?.name
  }

  assert.equal(nameOf([minute, hour], [inMinute, inHour]), 'hour')
  assert.equal(nameOf([hour, minute], [inHour, inMinute]), 'hour')

  const twin = { ...minute, name: 'twin', limit: 4 }
  assert.equal(denial([minute, twin], [inMinute, inMinute], 1, now).limit, 5)
  assert.equal(denial([twin, minute], [inMinute, inMinute], 1, now).limit, 4)
})

test('a request that no wait can admit has no retryAfterMs', () => {
  const { allowed, resetsAt, retryAfterMs } = denial(
    [minute],
    [spent({ startMs: 3_600_000 + 80_000, count: 1 }, { startMs: 3_600_000 + 110_000, count: 0 })],
    6,
    now,
  )
  assert.deepEqual([allowed, retryAfterMs], [false, undefined])
  assert.equal(resetsAt.getTime(), 3_600_000 + 140_000)
})

test('no wait admits a cost over the limit, even where sub-windows hold booked units', () => {
  const booked = { total: 1, subWindows: () => [{ startMs: 3_600_000 + 120_000, count: 5 }] }
  assert.equal(denial([minute], [booked], 6, now).retryAfterMs, undefined)
  assert.equal(denial([minute], [booked], 5, now).retryAfterMs, 55_000)
})

test('what no wait can admit resets with the current sub-window where nothing was spent', () => {
  for (const nothing of [[spent()], []]) {
    const { resetsAt, currentCount } = denial([minute], nothing, 6, now)
    assert.deepEqual([resetsAt.getTime(), currentCount], [3_600_000 + 130_000, 0])
  }
})

test('an admitted request was counted in the sub-window in which it came, in each of its windows', () => {
  const decision = admission([minute, hour], [spent(), spent()], now)

  assert.deepEqual(spentSubWindows([minute, hour], decision, now), [
    { window: minute, startMs: 3_600_000 + 120_000 },
    { window: hour, startMs: 3_600_000 },
  ])
})

test('no refund to a sub-window that has left, or to a window that the decision does not name', () => {
  const decision = admission([minute], [spent()], now)
  const startMs = 3_600_000 + 120_000

  assert.deepEqual(spentSubWindows([minute], decision, startMs + 59_999), [{ window: minute, startMs }])
  assert.deepEqual(spentSubWindows([minute], decision, startMs + 60_000), [])
  assert.deepEqual(spentSubWindows([hour], decision, now), [])
})

test('what a bucket counted is given back until it has flown back, whatever its capacity is now', () => {
  const moment = momentOf(now)
  const decision = admission([bucket], [spentInBucket(bucket, moment + 2n * intervalOf(1), moment)], now)
  const larger = { ...bucket, limit: 50, windowMs: 50_000, granularityMs: 50_000 }

  for (const window of [bucket, larger]) {
    const counted = [{ window, startMs: now + 2000 - 5000 }]
    assert.deepEqual(spentSubWindows([window], decision, now), counted)
    assert.deepEqual(spentSubWindows([window], decision, now + 1999), counted)
    assert.deepEqual(spentSubWindows([window], decision, now + 2000), [])
    assert.deepEqual(spentSubWindows([window], { ...decision, windows: [] }, now), [])
  }
})

test('nothing was counted by a decision that denies or was made without the store', () => {
  const decision = admission([minute], [spent()], now)

  assert.deepEqual(spentSubWindows([minute], { ...decision, allowed: false }, now), [])
  assert.deepEqual(spentSubWindows([minute], { ...decision, degraded: 'timeout' }, now), [])
})

test('no windows are no strategy', () => {
  assert.throws(() => admission([], [], now), { name: 'RangeError', message: /at least one window/ })
})
