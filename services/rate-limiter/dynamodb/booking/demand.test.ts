import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Demand } from './demand.ts'

const lease = { forMs: 1000, max: 1000 }
const room = 100_000
const far = 1_000_000

/** Of one unit every 10 ms from 0 on, for ten seconds. */
function steady(max: number = lease.max): Demand {
  const demand = new Demand({ ...lease, max })
  for (let ms = 0; ms <= 10_000; ms += 10) demand.arrives(1, ms)
  return demand
}

test('one arrival books itself, however many units it costs', () => {
  const demand = new Demand(lease)
  demand.arrives(5, 1000)
  assert.equal(demand.unitsAhead(room, far), 1)
})

test('a second arrival books at most eight times what was seen', () => {
  const demand = new Demand(lease)
  demand.arrives(1, 0)
  demand.arrives(1, 100)
  // Before it, 1 was seen a tenth of `forMs` ago: 0.905 counts, at a rate of 9.5 per `forMs`.
  assert.equal(demand.unitsAhead(room, far), 1 + Math.floor(8 * 0.905))
})

test('until more is seen, a booking is at most 64 ahead', () => {
  const demand = new Demand(lease)
  demand.arrives(20, 0)
  demand.arrives(1, 1)
  assert.equal(demand.unitsAhead(room, far), 65)
})

test('a steady rate books what arrives within the time of the lease, or until the sub-window ends', () => {
  const demand = steady()
  assert.equal(demand.unitsAhead(room, far), 100)
  assert.equal(demand.unitsAhead(room, 500), 50)
  assert.equal(demand.unitsAhead(room, 0), 1)
})

test('a booking is at most `max`, and at most the room', () => {
  assert.equal(steady(30).unitsAhead(room, far), 30)
  assert.equal(steady().unitsAhead(40, far), 40)
})

test('while a clock is set back no rate is known, and what was seen still counts after that', () => {
  const demand = new Demand(lease)
  demand.arrives(20, 5000)
  demand.arrives(1, 4000)
  demand.arrives(1, 4100)
  assert.equal(demand.unitsAhead(room, far), 1)
  demand.arrives(1, 5100)
  // Of 20 units, then one, then one after 100 ms more, 7.36 count a second later.
  assert.equal(demand.unitsAhead(room, far), 1 + Math.floor(8 * 7.36))
})

test('after a pause, what was seen before it is not part of the rate', () => {
  const demand = steady()
  demand.arrives(1, 20_000)
  assert.equal(demand.unitsAhead(room, far), 1)
  demand.arrives(1, 20_100)
  assert.equal(demand.unitsAhead(room, far), 8)
})

test('an environment books at most its part of what all have counted in the sub-window', () => {
  const demand = steady()
  demand.answered(60_000, 10, 30)
  assert.equal(demand.unitsAhead(80, far), 20)
  demand.answered(60_000, 20, 30)
  assert.equal(demand.unitsAhead(80, far), 40)
})

test('its part begins again with each sub-window, and late answers about an earlier one do not count', () => {
  const demand = steady()
  demand.answered(60_000, 10, 30)
  demand.answered(120_000, 5, 5)
  assert.equal(demand.unitsAhead(80, far), 40)
  demand.answered(60_000, 90, 0)
  assert.equal(demand.unitsAhead(80, far), 40)
})

test('an answer that refuses all leaves its part as it was', () => {
  const demand = steady()
  demand.answered(60_000, 0, 100)
  assert.equal(demand.unitsAhead(80, far), 80)
  demand.answered(60_000, 10, 30)
  demand.answered(120_000, 0, 100)
  assert.equal(demand.unitsAhead(80, far), 20)
})
