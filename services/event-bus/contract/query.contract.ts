import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventQuery } from '../event-bus.ts'
import { codeIs, type MakeScene, start } from './scene.contract.ts'

/** How events are found. */
export function queryContract(adapter: string, scene: MakeScene): void {
  describe(`${adapter}: query`, () => {
    test('newest first, by time, then ID, then type, on both paths', async () => {
      const { bus, input, idsOf } = scene()
      const at = (ms: number) => new Date(Date.parse(start) + ms)
      const published: readonly [string, number, string][] = [
        ['b', 0, 'order.created'],
        ['a', 0, 'order.created'],
        ['c', -1, 'order.created'],
        ['\uffee', 0, 'order.created'],
        ['🦊', 0, 'order.created'],
        ['a', 0, 'order.paid'],
        ['B', 1, 'order.paid'],
      ]
      for (const [id, ms, eventType] of published)
        await bus.publish(input({ id, publishedAt: at(ms), eventType }))

      assert.deepEqual(await idsOf({ eventType: 'order.created' }), ['🦊', '\uffee', 'b', 'a', 'c'])
      assert.deepEqual(await idsOf(), ['B', '🦊', '\uffee', 'b', 'a', 'a', 'c'])
    })

    test('bounds are inclusive, alone and together, on both paths', async () => {
      const { bus, input, idsOf } = scene()
      const at = (ms: number) => new Date(Date.parse(start) + ms)
      for (const ms of [0, 1, 2, 1000, 1001])
        await bus.publish(input({ id: String(ms), publishedAt: at(ms) }))
      for (const eventType of [undefined, 'order.created', ' ']) {
        assert.deepEqual(await idsOf({ eventType, startTime: at(1) }), ['1001', '1000', '2', '1'])
        assert.deepEqual(await idsOf({ eventType, endTime: at(1000) }), ['1000', '2', '1', '0'])
        assert.deepEqual(await idsOf({ eventType, startTime: at(1), endTime: at(2) }), ['2', '1'])
        assert.deepEqual(await idsOf({ eventType, startTime: at(2), endTime: at(2) }), ['2'])
        assert.deepEqual(await idsOf({ eventType, startTime: at(3), endTime: at(2) }), [])
        assert.deepEqual(await idsOf({ eventType, endTime: new Date(-1) }), [])
        assert.deepEqual(await idsOf({ eventType, startTime: new Date(8.64e15) }), [])
      }
    })

    test('every tag must be there, exactly', async () => {
      const { bus, input, idsOf } = scene()
      await bus.publish(input({ id: '1', tags: ['red', 'big'], publishedAt: new Date(start) }))
      await bus.publish(input({ id: '2', tags: ['reddish'], publishedAt: new Date(start) }))
      await bus.publish(input({ id: '3', publishedAt: new Date(start) }))
      for (const eventType of [undefined, 'order.created']) {
        assert.deepEqual(await idsOf({ eventType, tags: ['red'] }), ['1'])
        assert.deepEqual(await idsOf({ eventType, tags: [' red ', 'big', ''] }), ['1'])
        assert.deepEqual(await idsOf({ eventType, tags: ['red', 'small'] }), [])
        assert.deepEqual(await idsOf({ eventType, tags: ['', ' '] }), ['3', '2', '1'])
      }
    })

    test('pages have no gap and no repetition, with ties, filters and new events', async () => {
      const publishedAt = new Date(start)
      for (const [parts, total] of [
        [{}, 30],
        [{ eventType: 'a' }, 15],
        [{ tags: ['third'] }, 10],
      ] as const) {
        const { bus, tenantId, input } = scene()
        const query = { tenantId, ...parts }
        for (let i = 10; i < 40; i++) {
          const tags = i % 3 === 0 ? ['third'] : []
          await bus.publish(input({ id: `e${i}`, publishedAt, tags, eventType: i % 2 ? 'a' : 'b' }))
        }
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page = await bus.query({ ...query, limit: 4, cursor })
          assert.ok(page.events.length > 0 && (page.cursor === undefined || page.events.length === 4))
          seen.push(...page.events.map(({ id }) => id))
          cursor = page.cursor
          await bus.publish(
            input({ tags: ['third'], eventType: 'a', publishedAt: new Date(Date.parse(start) + 1) }),
          )
        } while (cursor)
        assert.equal(seen.length, total)
        assert.deepEqual(seen, [...new Set(seen)].sort().reverse())
        for await (const { id } of bus.queryAll({ ...query, limit: 7, endTime: publishedAt }))
          assert.equal(id, seen.shift())
        assert.equal(seen.length, 0)
      }
    })

    test('a page that takes the last event has no cursor', async () => {
      const { bus, tenantId, input } = scene()
      for (const id of ['a', 'b']) await bus.publish(input({ id, publishedAt: new Date(start) }))
      for (const eventType of [undefined, 'order.created']) {
        assert.equal((await bus.query({ tenantId, eventType, limit: 2 })).cursor, undefined)
        assert.equal(typeof (await bus.query({ tenantId, eventType, limit: 1 })).cursor, 'string')
      }
    })

    test('a cursor whose position lies within another span goes on there', async () => {
      const { bus, tenantId, input, idsOf } = scene()
      for (const n of [1, 2, 3, 4]) {
        await bus.publish(input({ id: `e${n}`, publishedAt: new Date(Date.parse(start) + n) }))
      }
      const startTime = new Date(Date.parse(start) + 2)
      for (const eventType of [undefined, 'order.created']) {
        const { cursor } = await bus.query({ tenantId, eventType, limit: 1 })
        assert.deepEqual(await idsOf({ eventType, startTime, cursor }), ['e3', 'e2'])
      }
    })

    test('a cursor of another tenant, type or index, or outside the span, is refused', async () => {
      const { bus, tenantId, input } = scene()
      const other = `${tenantId}-other`
      for (const tenant of [tenantId, other]) {
        for (const id of ['a', 'b']) {
          await bus.publish(input({ id, tenantId: tenant }))
          await bus.publish(input({ id, tenantId: tenant, eventType: 'order.paid' }))
        }
      }
      const eventType = 'order.created'
      const { cursor: typed } = await bus.query({ tenantId, eventType, limit: 1 })
      const { cursor: all } = await bus.query({ tenantId, limit: 1 })
      const wrong: readonly EventQuery[] = [
        { tenantId: other, eventType, cursor: typed },
        { tenantId, eventType: 'order.paid', cursor: typed },
        { tenantId, cursor: typed },
        { tenantId, eventType, cursor: typed, endTime: new Date(Date.parse(start) - 1) },
        { tenantId, eventType, cursor: typed, startTime: new Date(Date.parse(start) + 1) },
        { tenantId: other, cursor: all },
        { tenantId, eventType, cursor: all },
        { tenantId: tenantId.slice(0, -1), cursor: all },
        { tenantId, cursor: '' },
        { tenantId, cursor: `${all}=` },
        { tenantId, cursor: 5 as never },
      ]
      for (const query of wrong) {
        await assert.rejects(bus.query(query), codeIs('event_bus.invalid_cursor'), JSON.stringify(query))
      }
    })

    test('an invalid query is refused', async () => {
      const { bus, tenantId } = scene()
      const wrong = [
        undefined,
        {},
        { tenantId: ' ' },
        { tenantId: 'a#b' },
        { tenantId, limit: 0 },
        { tenantId, limit: 1001 },
        { tenantId, limit: 1.5 },
        { tenantId, startTime: new Date('x') },
        { tenantId, endTime: start },
        { tenantId, tags: 'a' },
        { tenantId, tags: [5] },
        { tenantId, eventType: 5 },
        { tenantId, eventType: 'x'.repeat(2048) },
        { tenantId: 'x'.repeat(1001) },
      ] as never[]
      for (const query of wrong) {
        await assert.rejects(bus.query(query), codeIs('event_bus.invalid_query'), JSON.stringify(query))
      }
    })

    test('tells metrics how queries went', async () => {
      const { bus, tenantId, metrics } = scene({})
      await bus.query({ tenantId, eventType: ' order.created' })
      await bus.query({ tenantId })
      const names = metrics.map(({ name, tags }) => [name, tags['event_type'], tags['table_name']])
      assert.deepEqual(names, [
        ['QuerySuccess', 'order.created', 'events'],
        ['QuerySuccess', '', 'events'],
      ])
    })
  })
}
