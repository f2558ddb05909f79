import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualIdGenerator } from './manual-id-generator.ts'

test('gives what was queued, then counts', () => {
  const ids = new ManualIdGenerator().queue('first', 'second')
  assert.deepEqual(
    [ids.next(), ids.next(), ids.next(), ids.next()],
    ['first', 'second', 'test-id-1', 'test-id-2'],
  )
})

test('counts with a prefix of its own', () => {
  assert.equal(new ManualIdGenerator('req-').next(), 'req-1')
})

test('reset starts again', () => {
  const ids = new ManualIdGenerator().queue('a', 'b')
  assert.deepEqual([ids.next(), ids.next(), ids.next()], ['a', 'b', 'test-id-1'])
  ids.queue('c').reset()
  assert.deepEqual([ids.next(), ids.next()], ['test-id-1', 'test-id-2'])
})
