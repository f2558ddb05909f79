import assert from 'node:assert/strict'
import { test } from 'node:test'
import middy from '@middy/core'
import * as v from 'valibot'
import { MemoryEventBus } from '../services/event-bus/index.ts'
import { createTestEnv } from '../testkit/index.ts'
import { callHandler } from '../testkit/invokers/lambda-handler.ts'
import { eventBus } from './event-bus.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles where both types are the same. */
function sameType<A, B>(_same: Equal<A, B>): void {}

const schemas = {
  'order.created': v.object({ total: v.number(), currency: v.optional(v.string(), 'EUR') }),
  'order.paid': v.object({ paidAt: v.pipe(v.string(), v.isoTimestamp()) }),
}

test('schemas type what is published, by type, and what is read', async () => {
  const env = createTestEnv()
  const bus = new MemoryEventBus({ clock: env.clock })
  const handler = middy()
    .use(eventBus({ bus, clock: env.clock, schemas }))
    .handler(async (_event, { eventBus }) => {
      await eventBus.publish({ eventType: 'order.created', tenantId: 'acme', payload: { total: 1 } })
      const created = { eventType: 'order.created' as const, tenantId: 'acme' }
      // @ts-expect-error the total is a number
      await assert.rejects(eventBus.publish({ ...created, payload: { total: 'x' } }))
      // @ts-expect-error there is no such type
      await assert.rejects(eventBus.publish({ ...created, eventType: 'order.lost', payload: {} }))
      // @ts-expect-error this is the payload of another type
      const [mixed] = await eventBus.publishMany([{ ...created, payload: { paidAt: 'now' } }])
      assert.equal(mixed?.error?.code, 'event_bus.invalid_payload')

      const { events } = await eventBus.query({ tenantId: 'acme', eventType: 'order.created' })
      sameType<(typeof events)[number]['payload'], { total: number; currency: string }>(true)
      for await (const event of eventBus.queryAll({ tenantId: 'acme' })) {
        if (event.eventType === 'order.created')
          sameType<typeof event.payload, { total: number; currency: string }>(true)
        else sameType<typeof event.payload, { paidAt: string }>(true)
      }
      eventBus.subscribe('order.paid', ({ payload }) => sameType<typeof payload, { paidAt: string }>(true))()
      return events[0]?.payload
    })
  const payload = await callHandler(handler, {}, env.context())
  assert.deepEqual(payload, { total: 1, currency: 'EUR' })
})

test('without schemas any type and payload goes', async () => {
  const env = createTestEnv()
  const handler = middy()
    .use(eventBus({ bus: new MemoryEventBus({ clock: env.clock }), clock: env.clock }))
    .handler(async (_event, { eventBus }) => {
      await eventBus.publish({ eventType: 'anything', tenantId: 'acme', payload: ['at', 'all'] })
      const { events } = await eventBus.query({ tenantId: 'acme' })
      const [event] = events
      sameType<NonNullable<typeof event>['payload'], unknown>(true)
      // The context may have a tenant; here it has none.
      await assert.rejects(eventBus.publish({ eventType: 'anything', payload: 1 }))
      return event?.payload
    })
  assert.deepEqual(await callHandler(handler, {}, env.context()), ['at', 'all'])
})
