import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppTheoryError } from '../../../errors.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { eventBusContract } from '../contract/event-bus.contract.ts'
import { rejectionOf } from '../contract/scene.contract.ts'
import { EventSubscriberError } from '../event-bus-errors.ts'
import { MemoryEventBus } from './memory-event-bus.ts'

eventBusContract('memory', (options) => new MemoryEventBus(options))

const input = { eventType: 'order.created', tenantId: 'acme', payload: 1 }

test('subscribers run on publish, once per event that is new', async () => {
  const bus = new MemoryEventBus({ clock: new ManualClock() })
  const heard: string[] = []
  bus.subscribe('order.created', ({ id }) => heard.push(id))
  const publishedAt = new Date(0)

  await bus.publish({ ...input, id: 'a', publishedAt })
  await bus.publish({ ...input, id: 'a', publishedAt })
  await bus.publishMany([
    { ...input, id: 'a', publishedAt },
    { ...input, id: 'b', publishedAt },
  ])

  assert.deepEqual(heard, ['a', 'b'])
})

test('a subscriber that throws leaves the event stored, and publish says which', async () => {
  const bus = new MemoryEventBus()
  const failure = new Error('no stock')
  bus.subscribe('*', () => {
    throw failure
  })

  const error = await rejectionOf(bus.publish(input))
  const [result] = await bus.publishMany([input])

  assert.ok(error instanceof EventSubscriberError)
  assert.deepEqual(error.errors, [failure])
  assert.equal((await bus.getEvent(error.eventId)).payload, 1)
  assert.ok(isAppTheoryError(result?.error, 'event_bus.subscriber_failed'))
  assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 2)
})

test('a wrong option is a TypeError that names it', () => {
  const wrong = { ttlMs: -1, metrics: {}, idempotency: 'type', onConflict: 1, clock: {}, ids: {}, table: 'x' }
  for (const [name, value] of Object.entries(wrong)) {
    assert.throws(() => new MemoryEventBus({ [name]: value }), {
      name: 'TypeError',
      message: new RegExp(name),
    })
  }
})

test('an event lives for at most 100 years', async () => {
  const century = 100 * 365 * 24 * 3_600_000
  for (const ttlMs of [century + 1, Number.MAX_SAFE_INTEGER]) {
    assert.throws(() => new MemoryEventBus({ ttlMs }), { name: 'TypeError', message: /ttlMs/ })
  }
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const bus = new MemoryEventBus({ clock, ttlMs: century })
  const { id } = await bus.publish({ tenantId: 'acme', eventType: 'order.created', payload: 1 })
  assert.equal((await bus.getEvent(id)).expiresAt?.getTime(), clock.now() + century)
})
