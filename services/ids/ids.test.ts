import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeTime } from 'ulid'
import { ManualClock } from '../../testkit/manual-clock.ts'
import { systemRandom, ulidGenerator } from './ids.ts'

test('a ULID carries the time of its clock', () => {
  const clock = new ManualClock('2026-03-01T10:00:00.123Z')
  assert.equal(decodeTime(ulidGenerator(clock).next()), Date.UTC(2026, 2, 1, 10, 0, 0, 123))
})

test('ULIDs of one generator are strictly increasing, within a millisecond and when the clock goes back', () => {
  const clock = new ManualClock(1_000_000)
  const ids = ulidGenerator(clock)
  const made: string[] = []
  for (let i = 0; i < 100; i++) made.push(ids.next())
  clock.set(999_000)
  for (let i = 0; i < 100; i++) made.push(ids.next())
  assert.deepEqual(made, [...made].sort())
  assert.equal(new Set(made).size, made.length)
})

test('the system draws numbers from 0 to 1 that differ', () => {
  const numbers = Array.from({ length: 3000 }, () => systemRandom.next())
  assert.ok(numbers.every((number) => number >= 0 && number < 1))
  assert.ok(new Set(numbers).size > 2990)
  const mean = numbers.reduce((sum, number) => sum + number) / numbers.length
  assert.ok(mean > 0.4 && mean < 0.6, `mean ${mean}`)
})
