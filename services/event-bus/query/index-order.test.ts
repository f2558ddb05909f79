import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  compareInOrder,
  type IndexPosition,
  indexEntryOf,
  shortenedTimes,
  sortableTime,
} from './index-order.ts'

const key: IndexPosition = {
  time: '2026-03-01T10:00:00.000000000Z',
  partitionKey: 'acme#order.created',
  sortKey: '1772359200000000000#b',
}

test('newest first: a later time, then a larger sort key, then a larger partition', () => {
  const isAfter = (changes: Partial<IndexPosition>) => compareInOrder('desc', key, { ...key, ...changes }) < 0

  assert.equal(isAfter({ time: '2026-03-01T09:59:59.999999999Z', sortKey: 'z' }), true)
  assert.equal(isAfter({ time: '2026-03-01T10:00:00.000000001Z', sortKey: 'a' }), false)
  assert.equal(isAfter({ sortKey: '1772359200000000000#a', partitionKey: 'acme#z' }), true)
  assert.equal(isAfter({ sortKey: '1772359200000000000#c' }), false)
  assert.equal(isAfter({}), false)
  assert.equal(isAfter({ partitionKey: 'acme#a' }), true)
  assert.equal(compareInOrder('asc', key, { ...key, partitionKey: 'acme#a' }) > 0, true)
})

test('an item whose sort key has another time, or none, is at the time of the index', () => {
  const position = { partitionKey: 'acme#t', sortKey: '5#a' }
  assert.equal(indexEntryOf('2026-03-01T10:00:00.5Z', position).sortKey, '1772359200500000000#5#a')
  assert.equal(indexEntryOf('yesterday', position).sortKey, '#5#a')
  assert.equal(indexEntryOf('yesterday', position).time, 'yesterday')
})

const timestamp = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.stringMatching(/^(|\d{0,8}[1-9])$/), fc.boolean())
  .map(([second, digits, ours]) => {
    const fraction = ours ? digits.padEnd(9, '0') : digits
    return `2026-03-01T10:00:0${second}${fraction && `.${fraction}`}Z`
  })

test('property: as text, a time is above a later one only if that begins with it', () => {
  fc.assert(
    fc.property(timestamp, timestamp, (a, b) => {
      assert.ok(a >= sortableTime(a))
      if (sortableTime(a) < sortableTime(b) && a > b) assert.ok(shortenedTimes(b).includes(a), `${a} ${b}`)
    }),
    { numRuns: 2000 },
  )
})
