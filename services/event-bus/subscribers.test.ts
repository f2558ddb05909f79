import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEvent } from './event/create-event.ts'
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

test('a subscription is heard of until it is undone', async () => {
  const subscribers = new Subscribers()
  const heard: string[] = []
  const undo = subscribers.add(' order.created ', ({ eventType }) => heard.push(eventType))
  const dispatchAll = async (): Promise<void> => {
    for (const eventType of ['order.created', 'other']) {
      await subscribers.dispatchEvent(createEvent({ eventType, tenantId: 'acme', payload: 1 }))
    }
  }
  await dispatchAll()
  undo()
  await dispatchAll()
  assert.deepEqual(heard, ['order.created'])
})
