import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeTime } from 'ulid'
import { ManualClock } from '../../testkit/manual-clock.ts'
import { ulidGenerator } from './ids.ts'

test('a ULID carries the time of its clock', () => {
  const clock = new ManualClock('2026-03-01T10:00:00.123Z')
  assert.equal(decodeTime(ulidGenerator(clock).next()), Date.UTC(2026, 2, 1, 10, 0, 0, 123))
})

test('a ULID of the epoch carries it too, and not the time of the machine', () => {
  const clock = new ManualClock(0)
  const ids = ulidGenerator(clock)
  const [first, second] = [ids.next(), ids.next()]
  assert.deepEqual([decodeTime(first), decodeTime(second)], [0, 0])
  assert.ok(first < second)
  clock.advance(1)
  assert.equal(decodeTime(ids.next()), 1)
})

test('a clock that is broken makes no ULID', () => {
  const ids = ulidGenerator({ now: () => Number.NaN })
  assert.throws(() => ids.next(), /Time must be a number/)
})

test('ULIDs of a generator increase strictly, also within a millisecond and if the clock goes back', () => {
  const clock = new ManualClock(1_000_000)
  const ids = ulidGenerator(clock)
  const made: string[] = []
  for (let i = 0; i < 100; i++) made.push(ids.next())
  clock.set(999_000)
  for (let i = 0; i < 100; i++) made.push(ids.next())
  assert.deepEqual(made, [...made].sort())
  assert.equal(new Set(made).size, made.length)
})

test('the random part of ULIDs is drawn evenly, and again for each millisecond', () => {
  const clock = new ManualClock(0)
  const ids = ulidGenerator(clock)
  const random = Array.from({ length: 3000 }, () => {
    clock.advance(1)
    return ids.next().slice(10)
  })
  assert.equal(new Set(random).size, 3000)
  const counts = new Map<string, number>()
  for (const character of random.join('')) counts.set(character, (counts.get(character) ?? 0) + 1)
  assert.equal(counts.size, 32)
  for (const [character, count] of counts)
    assert.ok(count > 1200 && count < 1800, `${character}: ${count} of 1500`)
})
