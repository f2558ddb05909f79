import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Subscribers } from './subscribers.ts'

test('who subscribes to no type, or with no function, is told at once', () => {
  const subscribers = new Subscribers()
  for (const eventType of ['', ' ', undefined as never])
    assert.throws(() => subscribers.add(eventType, () => {}), { name: 'TypeError', message: /type/ })
  assert.throws(() => subscribers.add('order.created', {} as never), {
    name: 'TypeError',
    message: /function/,
  })
})

test('a subscription is heard of until it is undone', () => {
  const subscribers = new Subscribers()
  const undo = subscribers.add(' order.created ', () => {})
  assert.deepEqual([subscribers.hears('order.created'), subscribers.hears('other')], [true, false])
  undo()
  assert.equal(subscribers.hears('order.created'), false)
})
