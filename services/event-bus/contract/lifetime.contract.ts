import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isAppTheoryError } from '../../../errors.ts'
import { createEvent } from '../event/create-event.ts'
import type { MetricRecord } from '../metrics/metrics-options.ts'
import { codeIs, type MakeScene, start } from './scene.contract.ts'

const day = 86_400_000

/** How events live and end, and who receives them. */
export function lifetimeContract(adapter: string, scene: MakeScene): void {
  describe(`${adapter}: expiry`, () => {
    test('an event lives until it expires, and may then be published again', async () => {
      const { bus, clock, tenantId, input, idsOf } = scene({ ttlMs: 60_000 })
      const publishedAt = new Date(start)
      const short = await bus.publish(input({ id: 'short', publishedAt }))
      const long = { id: 'long', publishedAt, expiresAt: new Date(Date.parse(start) + 60_001) }
      await bus.publish(input(long))

      clock.advance(59_999)
      assert.deepEqual(await idsOf(), ['short', 'long'])
      clock.advance(1)
      assert.deepEqual(await idsOf(), ['long'])
      assert.deepEqual(await idsOf({ eventType: 'order.created' }), ['long'])
      for (const scope of [{ tenantId }, { tenantId, eventType: 'order.created', publishedAt }]) {
        await assert.rejects(bus.getEvent(short.id, scope), codeIs('event_bus.not_found'))
        await assert.rejects(bus.deleteEvent(short.id, scope), codeIs('event_bus.not_found'))
      }
      const again = await bus.publish(input({ id: 'short', publishedAt, payload: 'again' }))
      assert.equal(again.deduplicated, false)
      assert.equal((await bus.getEvent(short.id, { tenantId })).payload, 'again')
    })

    test('ttlMs: 0 keeps events for ever', async () => {
      const { bus, clock, tenantId, input } = scene({ ttlMs: 0 })
      const { id } = await bus.publish(input())
      clock.advance(100 * 365 * day)
      assert.equal('expiresAt' in (await bus.getEvent(id, { tenantId })), false)
    })
  })

  describe(`${adapter}: get and delete`, () => {
    test('find an event by ID, by tenant, and by its whole key', async () => {
      const { bus, tenantId, input } = scene()
      const { id } = await bus.publish(input({ id: 'a', publishedAt: new Date(start) }))
      const event = await bus.getEvent(id)
      assert.equal(event.id, id)
      const scopes = [
        { tenantId },
        { tenantId, eventType: 'order.created', publishedAt: new Date(start) },
        event,
      ]
      for (const scope of scopes) assert.deepEqual(await bus.getEvent(` ${id} `, scope), event)
      const elsewhere = [
        { tenantId: `${tenantId}-other` },
        { tenantId, eventType: 'order.paid', publishedAt: new Date(start) },
        { tenantId, eventType: 'order.created', publishedAt: new Date(0) },
      ]
      for (const scope of elsewhere) {
        await assert.rejects(bus.getEvent(id, scope), codeIs('event_bus.not_found'))
        await assert.rejects(bus.deleteEvent(id, scope), codeIs('event_bus.not_found'))
      }
    })

    test('the newest of several copies is read, and all are deleted within the scope', async () => {
      const { bus, tenantId, input, idsOf, metrics } = scene()
      for (const ms of [0, 2, 1]) {
        await bus.publish(input({ id: 'a', publishedAt: new Date(Date.parse(start) + ms), payload: ms }))
      }
      await bus.publish(
        input({ id: 'a', eventType: 'order.paid', publishedAt: new Date(start), payload: 'paid' }),
      )
      const other = `${tenantId}-other`
      await bus.publish(input({ id: 'a', tenantId: other, publishedAt: new Date(start), payload: 'other' }))
      const id = `${tenantId}.a`

      assert.equal((await bus.getEvent(id, { tenantId })).payload, 2)
      assert.equal((await bus.getEvent(id, { tenantId: other })).payload, 'other')
      metrics.length = 0
      await bus.deleteEvent(id, { tenantId })
      assert.deepEqual(metrics, [
        { namespace: 'AppTheory/EventBus', name: 'DeleteSuccess', value: 1, tags: { table_name: 'events' } },
      ])
      assert.deepEqual(await idsOf(), [])
      assert.equal((await bus.getEvent(id)).payload, 'other')
      await assert.rejects(bus.deleteEvent(id, { tenantId }), codeIs('event_bus.not_found'))
    })

    test('an invalid ID or scope is refused', async () => {
      const { bus, tenantId } = scene()
      const wrong = [
        ['', undefined],
        [5, undefined],
        ['a', {}],
        ['a', { tenantId: 'a#b' }],
        ['x'.repeat(1001), undefined],
        ['a', { tenantId, eventType: 'x'.repeat(2048), publishedAt: new Date(start) }],
        ['a', { tenantId, eventType: 'x' }],
        ['a', { tenantId, publishedAt: new Date(start) }],
        ['a', { tenantId, eventType: 'x', publishedAt: start }],
      ] as never[][]
      for (const [id, scope] of wrong as [never, never][]) {
        await assert.rejects(
          bus.getEvent(id, scope),
          codeIs('event_bus.invalid_query'),
          JSON.stringify(scope),
        )
        await assert.rejects(bus.deleteEvent(id, scope), codeIs('event_bus.invalid_query'))
      }
    })
  })

  describe(`${adapter}: metrics`, () => {
    test('enabled: false is silent, a namespace is passed on, and a hook may throw', async () => {
      const records: MetricRecord[] = []
      const off = scene({ metrics: { emit: (record: MetricRecord) => records.push(record), enabled: false } })
      await off.bus.publish(off.input())
      assert.equal(records.length, 0)

      const emit = (record: MetricRecord): never => {
        records.push(record)
        throw new Error('a hook that throws')
      }
      const on = scene({ metrics: { emit, namespace: 'Shop' } })
      await on.bus.publish(on.input())
      const rejecting = scene({
        metrics: { emit: async () => Promise.reject(new Error('and one that rejects')) },
      })
      await rejecting.bus.publish(rejecting.input())
      assert.deepEqual(
        records.map(({ namespace, name }) => [namespace, name]),
        [['Shop', 'PublishSuccess']],
      )
    })
  })

  describe(`${adapter}: dispatch`, () => {
    test('runs the subscribers of the type and of * in order, each with its own copy', async () => {
      const { bus, input } = scene()
      const heard: unknown[] = []
      const undo = bus.subscribe('order.created', async (event) => {
        await Promise.resolve()
        heard.push(['first', event.payload])
        event.payload = 'changed'
      })
      bus.subscribe('order.paid', () => heard.push('other'))
      bus.subscribe('*', ({ payload }) => heard.push(['all', payload]))
      const event = createEvent(input())

      await bus.dispatch(event)
      undo()
      undo()
      await bus.dispatch(event)

      assert.deepEqual(heard, [
        ['first', { n: 1 }],
        ['all', { n: 1 }],
        ['all', { n: 1 }],
      ])
    })

    test('a subscriber that throws does not stop the others, and all failures are reported', async () => {
      const { bus, input } = scene()
      const heard: string[] = []
      const failures = [new Error('one'), 'two']
      bus.subscribe('*', () => Promise.reject(failures[0]))
      bus.subscribe('*', () => heard.push('between'))
      bus.subscribe('*', () => {
        throw failures[1]
      })
      await assert.rejects(bus.dispatch(createEvent(input({ id: 'a' }))), (error) => {
        assert.ok(isAppTheoryError(error, 'event_bus.subscriber_failed'))
        assert.deepEqual((error as never as { errors: unknown }).errors, failures)
        return true
      })
      assert.deepEqual(heard, ['between'])
    })

    test('an invalid subscription is a TypeError', () => {
      const { bus } = scene()
      assert.throws(() => bus.subscribe(' ', () => {}), TypeError)
      assert.throws(() => bus.subscribe('a', 5 as never), TypeError)
    })
  })
}
