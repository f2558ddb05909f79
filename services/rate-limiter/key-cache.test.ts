import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heapAfterCollection } from '../../test/integration/heap.ts'
import { KeyCache } from './key-cache.ts'
import type { RateLimitKey } from './rate-limiter.ts'

const keyOf = (resource: string, operation = 'GET'): RateLimitKey => ({
  identifier: 'ann',
  resource,
  operation,
})

test('what is deleted leaves nothing behind, however many resources and operations there are', () => {
  const memory = new KeyCache<number>(10)
  const before = heapAfterCollection()
  for (let i = 0; i < 100_000; i++) {
    for (const key of [keyOf(`/orders/${i}`), keyOf('/orders', `GET ${i}`)]) {
      memory.set(key, i)
      memory.delete(key)
    }
  }
  const grownBy = heapAfterCollection() - before
  assert.ok(grownBy < 20_000_000, `${grownBy} bytes more`)
  assert.equal(memory.get(keyOf('/orders/0')), undefined)
})

test('a key that comes and goes pushes no other out', () => {
  const memory = new KeyCache<number>(10)
  memory.set(keyOf('/stays'), 1)
  for (let i = 0; i < 100; i++) {
    memory.set(keyOf('/goes'), i)
    memory.delete(keyOf('/goes'))
  }
  assert.equal(memory.get(keyOf('/stays')), 1)
  assert.equal(memory.get(keyOf('/goes')), undefined)
})

test('a key is deleted from both generations, and its neighbours stay', () => {
  const memory = new KeyCache<number>(4)
  for (const resource of ['/a', '/b', '/c', '/d']) memory.set(keyOf(resource), 1)
  memory.set({ ...keyOf('/d'), identifier: 'bob' }, 2)
  memory.delete(keyOf('/c'))
  memory.delete(keyOf('/d'))
  assert.deepEqual(
    ['/c', '/d'].map((resource) => memory.get(keyOf(resource))),
    [undefined, undefined],
  )
  assert.equal(memory.get({ ...keyOf('/d'), identifier: 'bob' }), 2)
})

test('memory is bounded in bytes: keys of 8 KB take no more than keys of 100 bytes', () => {
  const cache = new KeyCache<number>(10_000)
  const before = heapAfterCollection()
  for (let i = 0; i < 3000; i++) {
    const long = String(i).padStart(8192, 'x')
    cache.set({ identifier: long, resource: `${long}/`, operation: `${long}!` }, i)
  }
  const grownBy = heapAfterCollection() - before
  assert.ok(grownBy < 20_000_000, `${grownBy} bytes more`)
  const last = String(2999).padStart(8192, 'x')
  assert.equal(cache.get({ identifier: last, resource: `${last}/`, operation: `${last}!` }), 2999)
})

test('long keys that differ anywhere are different keys, ill-formed text included', () => {
  const cache = new KeyCache<number>(100)
  const keys = ['a', 'b', '\ud83e', '\ud83f', '\ufffd'].map((end) => ({
    identifier: 'x'.repeat(500) + end,
    resource: '/',
    operation: 'GET',
  }))
  for (const [i, key] of keys.entries()) cache.set(key, i)
  for (const [i, key] of keys.entries()) assert.equal(cache.get(key), i)
})
