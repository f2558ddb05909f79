import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SubWindowCounter } from './sub-window-counter.ts'

const window = { name: 'minute', windowMs: 60_000, granularityMs: 20_000, limit: 5 }

test('a counter counts for windows of its own length and sub-windows, whatever their limit', () => {
  const counter = new SubWindowCounter(window)
  assert.equal(counter.counts({ ...window, limit: 7, name: 'other' }), true)
  assert.equal(counter.counts({ ...window, windowMs: 40_000 }), false)
  assert.equal(counter.counts({ ...window, granularityMs: 10_000 }), false)
})

test('what is given back leaves the sub-window in which it was spent, and no other', () => {
  const counter = new SubWindowCounter(window)
  counter.roll(120_000)
  counter.add(2)
  counter.roll(140_000)
  counter.add(3)

  counter.subtract(1, 120_000)

  assert.equal(counter.total, 4)
  assert.deepEqual(counter.subWindows(), [
    { startMs: 100_000, count: 0 },
    { startMs: 120_000, count: 1 },
    { startMs: 140_000, count: 3 },
  ])
})

test('nothing is given back to a sub-window that has left the window or has not begun', () => {
  const counter = new SubWindowCounter(window)
  counter.roll(180_000)
  counter.add(3)

  for (const startMs of [120_000, 100_000, 200_000, 240_000]) counter.subtract(2, startMs)
  assert.equal(counter.total, 3)

  counter.roll(220_000)
  counter.subtract(2, 180_000)
  assert.equal(counter.total, 1)
})

test('no more is given back than was spent', () => {
  const counter = new SubWindowCounter(window)
  counter.roll(180_000)
  counter.add(3)
  counter.subtract(5, 180_000)
  assert.equal(counter.total, 0)
})
