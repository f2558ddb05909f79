import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemorySeenStore } from './seen-store.ts'

test('the keys that were added last are remembered', async () => {
  const seen = new MemorySeenStore({ maxKeys: 2 })
  for (const key of ['a', 'b', 'a', 'c']) await seen.add(key)
  assert.deepEqual([await seen.has('a'), await seen.has('b'), await seen.has('c')], [true, false, true])
})

test('the default is 10000 keys', async () => {
  const seen = new MemorySeenStore()
  for (let i = 0; i <= 10_000; i++) await seen.add(String(i))
  assert.deepEqual([await seen.has('0'), await seen.has('1')], [false, true])
})
