import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecentEntries } from './recent-entries.ts'

test('what was not used for longest is dropped first, and what is set again has its new value', () => {
  const entries = new RecentEntries<{ readonly n: number }>(2)
  entries.set('a', { n: 1 })
  entries.set('b', { n: 2 })
  assert.deepEqual(entries.get('a'), { n: 1 })
  entries.set('c', { n: 3 })
  entries.set('c', { n: 4 })
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => entries.get(key)?.n),
    [1, undefined, 4],
  )
})
