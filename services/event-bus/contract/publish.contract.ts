import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { ulidGenerator } from '../../ids/ids.ts'
import { codeIs, type MakeScene, start } from './scene.contract.ts'

const day = 86_400_000

/** How events are stored. */
export function publishContract(adapter: string, scene: MakeScene): void {
  describe(`${adapter}: publish`, () => {
    test('stores an event with everything that was said of it, and fills in the rest', async () => {
      const { bus, tenantId, input } = scene()

      const outcome = await bus.publish(
        input({
          eventType: '  order.created ',
          tenantId: ` ${tenantId} `,
          sourceId: 'checkout',
          payload: { total: 12.5, lines: [{ sku: 'a"b', n: null }], text: 'é🦊 \u0000' },
          correlationId: 'request-1',
          metadata: { region: 'eu' },
          tags: ['vip', ' new ', 'vip', ' '],
          version: 3,
        }),
      )

      const id = `${tenantId}.id-1`
      assert.deepEqual(outcome, { id, deduplicated: false })
      assert.deepEqual(await bus.getEvent(id, { tenantId }), {
        id,
        eventType: 'order.created',
        tenantId,
        sourceId: 'checkout',
        payload: { total: 12.5, lines: [{ sku: 'a"b', n: null }], text: 'é🦊 \u0000' },
        publishedAt: new Date(start),
        createdAt: new Date(start),
        expiresAt: new Date(Date.parse(start) + 30 * day),
        correlationId: 'request-1',
        metadata: { region: 'eu' },
        tags: ['new', 'vip'],
        version: 3,
        retryCount: 0,
        partitionKey: `${tenantId}#order.created`,
        sortKey: `1772359200000000000#${id}`,
      })
    })

    test('payloads of every kind come back as JSON has them', async () => {
      const { bus, tenantId, input } = scene()
      const payloads = [null, 0, -1.5, '', 'text', true, false, [], {}, [[]], { a: { b: [1, 'x', null] } }]
      for (const [i, payload] of payloads.entries()) await bus.publish(input({ id: `p${i}`, payload }))
      for (const [i, payload] of payloads.entries()) {
        assert.deepEqual((await bus.getEvent(`${tenantId}.p${i}`, { tenantId })).payload, payload)
      }
    })

    test('the first write of a key wins, and the second says so', async () => {
      const { bus, clock, tenantId, input, metrics } = scene()
      const publishedAt = new Date(start)
      const first = await bus.publish(input({ id: 'a', publishedAt, payload: 1 }))
      clock.advance(1000)
      const second = await bus.publish(input({ id: 'a', publishedAt, payload: 2 }))

      assert.deepEqual([first.deduplicated, second.deduplicated], [false, true])
      assert.equal((await bus.getEvent(first.id, { tenantId })).payload, 1)
      const tags = { event_type: 'order.created', tenant_id: tenantId, table_name: 'events' }
      const namespace = 'AppTheory/EventBus'
      assert.deepEqual(metrics, [
        { namespace, name: 'PublishSuccess', value: 1, tags },
        { namespace, name: 'PublishDeduped', value: 1, tags },
      ])
    })

    test('an ID that is a ULID has the same key whenever it is published', async () => {
      const { bus, clock, tenantId, input } = scene()
      const id = ulidGenerator(new ManualClock('2026-02-01')).next()
      const event = { ...input(), id }
      await bus.publish(event)
      clock.advance(5000)

      assert.equal((await bus.publish(event)).deduplicated, true)
      const { publishedAt, createdAt } = await bus.getEvent(id, { tenantId })
      assert.deepEqual(publishedAt, new Date('2026-02-01'))
      assert.deepEqual(createdAt, new Date(start))
    })

    test('an ID that only looks like a ULID tells no time', async () => {
      const { bus, tenantId, input } = scene()
      for (const id of ['7ZZZZZZZZZ0123456789ABCDEF', '8000000000', 'ZZZZZZZZZZ'].map((id) =>
        id.padEnd(26, 'Z'),
      )) {
        const [result] = await bus.publishMany([{ ...input(), id }])
        assert.deepEqual(result, { id, deduplicated: false })
        assert.deepEqual((await bus.getEvent(id, { tenantId })).publishedAt, new Date(start))
      }
    })

    test('idempotency by ID ignores time and type, within a tenant, until the event is deleted', async () => {
      const { bus, clock, tenantId, input, metrics } = scene({ idempotency: 'id' })
      const first = await bus.publish(input({ id: 'a' }))
      clock.advance(1000)
      const otherTime = await bus.publish(input({ id: 'a' }))
      const otherType = await bus.publish(input({ id: 'a', eventType: 'order.paid' }))
      const otherTenant = await bus.publish(input({ id: 'a', tenantId: `${tenantId}-other` }))
      await bus.deleteEvent(first.id, { tenantId })
      const afterDelete = await bus.publish(input({ id: 'a' }))

      const outcomes = [first, otherTime, otherType, otherTenant, afterDelete]
      assert.deepEqual(
        outcomes.map(({ deduplicated }) => deduplicated),
        [false, true, true, false, false],
      )
      assert.deepEqual(
        metrics.map(({ name }) => name.replace('Publish', '')),
        ['Success', 'Deduped', 'Deduped', 'Success', 'DeleteSuccess', 'Success'],
      )
    })

    for (const idempotency of ['key', 'id'] as const) {
      test(`onConflict: 'error', by ${idempotency}, rejects another payload only`, async () => {
        const { bus, tenantId, input, metrics } = scene({ onConflict: 'error', idempotency })
        const publishedAt = new Date(start)
        const { id } = await bus.publish(input({ id: 'a', publishedAt, payload: { x: 1, y: 2 } }))
        const same = await bus.publish(input({ id: 'a', publishedAt, payload: { y: 2, x: 1 } }))
        const other = bus.publish(input({ id: 'a', publishedAt, payload: { x: 2 } }))

        await assert.rejects(other, codeIs('event_bus.conflict'))
        assert.equal(same.deduplicated, true)
        assert.deepEqual((await bus.getEvent(id, { tenantId })).payload, { x: 1, y: 2 })
        assert.deepEqual(
          metrics.map(({ name }) => name),
          ['PublishSuccess', 'PublishDeduped', 'PublishError'],
        )
      })
    }

    test('later changes by the publisher or a reader do not change what is stored', async () => {
      const { bus, tenantId, input } = scene()
      const payload = { list: [1] }
      const { id } = await bus.publish(input({ payload, publishedAt: new Date(start) }))
      payload.list.push(2)
      const read = await bus.getEvent(id, { tenantId })
      ;(read.payload as typeof payload).list.push(3)
      read.tags.push('x')
      read.publishedAt.setTime(0)

      const again = await bus.getEvent(id, { tenantId })
      assert.deepEqual([again.payload, again.tags, again.publishedAt], [{ list: [1] }, [], new Date(start)])
    })
  })

  describe(`${adapter}: publishMany`, () => {
    test('answers event by event: stored, there already, twice in the batch, refused', async () => {
      const { bus, input, idsOf, metrics } = scene()
      const publishedAt = new Date(start)
      await bus.publish(input({ id: 'b', publishedAt }))
      metrics.length = 0

      const results = await bus.publishMany([
        input({ id: 'a', publishedAt }),
        input({ id: 'b', publishedAt }),
        input({ id: 'c', publishedAt, eventType: ' ' }),
        input({ id: 'd', publishedAt }),
        input({ id: 'a', publishedAt, payload: 'second' }),
      ])

      assert.deepEqual(
        results.map(({ deduplicated, error }) => error?.code ?? deduplicated),
        [false, true, 'event_bus.invalid_event', false, true],
      )
      assert.deepEqual(await idsOf(), ['d', 'b', 'a'])
      const names = metrics.map(({ name }) => name).sort()
      assert.deepEqual(names, [
        'PublishDeduped',
        'PublishDeduped',
        'PublishSuccess',
        'PublishSuccess',
        'QuerySuccess',
      ])
    })

    test('takes more events than fit one transaction, and none at all', async () => {
      const { bus, clock, tenantId, input } = scene()
      const many = Array.from({ length: 230 }, (_, i) =>
        input({ id: `e${i}`, publishedAt: new Date(clock.now() + i) }),
      )

      const results = await bus.publishMany(many)
      const again = await bus.publishMany(many)

      assert.ok(results.every(({ deduplicated, error }) => !deduplicated && !error))
      assert.ok(again.every(({ deduplicated }) => deduplicated))
      assert.equal((await bus.query({ tenantId, limit: 1000 })).events.length, 230)
      assert.deepEqual(await bus.publishMany([]), [])
    })

    test('conflicts and IDs are told apart event by event too', async () => {
      const { bus, input } = scene({ onConflict: 'error', idempotency: 'id' })
      await bus.publish(input({ id: 'a', payload: 1 }))

      const results = await bus.publishMany([
        input({ id: 'a', payload: 1, eventType: 'other' }),
        input({ id: 'a', payload: 2 }),
        input({ id: 'b', payload: 1 }),
        input({ id: 'b', payload: 2 }),
      ])

      assert.deepEqual(
        results.map(({ deduplicated, error }) => error?.code ?? deduplicated),
        [true, 'event_bus.conflict', false, 'event_bus.conflict'],
      )
    })

    for (const idempotency of ['key', 'id'] as const) {
      test(`an event that is refused is not what the next one of its ${idempotency} repeats`, async () => {
        const { bus, input } = scene({ onConflict: 'error', idempotency })
        await bus.publish(input({ id: 'a', payload: 2 }))

        const results = await bus.publishMany([1, 1, 2, 3, 1].map((payload) => input({ id: 'a', payload })))

        assert.deepEqual(
          results.map(({ deduplicated, error }) => error?.code ?? deduplicated),
          ['event_bus.conflict', 'event_bus.conflict', true, 'event_bus.conflict', 'event_bus.conflict'],
        )
      })
    }
  })
}
