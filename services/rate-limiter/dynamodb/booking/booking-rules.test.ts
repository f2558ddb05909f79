import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Counters } from '../counter-store.ts'
import { countedInFirst, firstEnd, fitInOrder, roomIn, smallestLimit, unitsToBook } from './booking-rules.ts'

const sliding = { name: 'sliding', windowMs: 60_000, granularityMs: 10_000, limit: 9 }
const hour = { name: 'hour', windowMs: 3_600_000, granularityMs: 3_600_000, limit: 5 }
const now = 3_600_000 + 125_000

function counters(...counts: readonly (readonly [startMs: number, count: number][])[]): Counters {
  const spent = counts.map((subWindows) => ({
    total: subWindows.reduce((sum, [, count]) => sum + count, 0),
    subWindows: () => subWindows.map(([startMs, count]) => ({ startMs: 3_600_000 + startMs, count })),
  }))
  return { spent, now }
}

test('there is room for as many units as the fullest window has left, and never for less than none', () => {
  assert.equal(roomIn([sliding, hour], counters([[120_000, 2]], [[0, 2]])), 3)
  assert.equal(roomIn([sliding, hour], counters([[120_000, 8]], [[0, 2]])), 1)
  assert.equal(roomIn([sliding, hour], counters([[120_000, 8]], [[0, 7]])), 0)
  assert.equal(roomIn([sliding, hour], counters()), 5)
})

test('no more than the smallest limit ever fits', () => {
  assert.equal(smallestLimit([sliding, hour]), 5)
  assert.equal(smallestLimit([sliding]), 9)
})

test('a booking ends with the sub-window that ends first', () => {
  assert.equal(firstEnd([hour, sliding], now), 3_600_000 + 130_000)
  assert.equal(firstEnd([hour], now), 7_200_000)
})

test('costs take what is left in their order, and one that does not fit takes nothing', () => {
  assert.deepEqual(fitInOrder([3, 5, 2, 1], 5), [2, undefined, 0, undefined])
  assert.deepEqual(fitInOrder([], 5), [])
})

test('an update asks for the units that fit and are missing, or for as many as are booked ahead', () => {
  const asked = { costs: [2, 3], held: 0, room: 10, ahead: 0 }
  assert.equal(unitsToBook(asked), 5)
  assert.equal(unitsToBook({ ...asked, held: 1 }), 4)
  assert.equal(unitsToBook({ ...asked, ahead: 8 }), 8)
  assert.equal(unitsToBook({ ...asked, ahead: 80 }), 10)
  assert.equal(unitsToBook({ ...asked, room: 4 }), 2)
  assert.equal(unitsToBook({ ...asked, costs: [9, 1], held: 1, room: 3 }), 0)
  assert.equal(unitsToBook({ ...asked, room: 1 }), undefined)
})

test('what all hosts have counted is that of the sub-window that ends first', () => {
  const both = counters(
    [
      [110_000, 1],
      [120_000, 2],
    ],
    [[0, 4]],
  )
  assert.equal(countedInFirst([sliding, hour], both), 2)
  assert.equal(countedInFirst([hour, sliding], { ...both, spent: both.spent.toReversed() }), 2)
  assert.equal(countedInFirst([hour], { ...both, spent: both.spent.slice(1) }), 4)
  assert.equal(countedInFirst([sliding, hour], counters()), 0)
})
