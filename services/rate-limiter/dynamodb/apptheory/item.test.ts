import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rfc3339Nanoseconds } from './item.ts'

test('a time is written with nine digits, whatever was written before it', () => {
  const second = Date.parse('2026-01-02T15:04:05Z')
  const times = [second, second + 7, second + 123.9, second + 999, second + 1000, second - 1, second + 70, 0]
  assert.deepEqual(times.map(rfc3339Nanoseconds), [
    '2026-01-02T15:04:05.000000000Z',
    '2026-01-02T15:04:05.007000000Z',
    '2026-01-02T15:04:05.123000000Z',
    '2026-01-02T15:04:05.999000000Z',
    '2026-01-02T15:04:06.000000000Z',
    '2026-01-02T15:04:04.999000000Z',
    '2026-01-02T15:04:05.070000000Z',
    '1970-01-01T00:00:00.000000000Z',
  ])
})
