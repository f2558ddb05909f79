import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Event } from '../event/event.ts'
import { codeIs, type MakeScene, start } from './scene.contract.ts'

const paths = [undefined, 'order.created']

/** How events are read oldest first, and handled again. */
export function replayContract(adapter: string, scene: MakeScene): void {
  const filled = async (count: number) => {
    const made = scene()
    const events = Array.from({ length: count }, (_, i) =>
      made.input({
        id: `e${String(i).padStart(3, '0')}`,
        publishedAt: new Date(Date.parse(start) + Math.floor(i / 3)),
        eventType: i % 5 === 4 ? 'order.paid' : 'order.created',
      }),
    )
    await made.bus.publishMany(events)
    const idsOf = (eventType: string | undefined): string[] =>
      events.filter((event) => !eventType || event.eventType === eventType).map(({ id }) => id as string)
    return { ...made, idsOf }
  }

  describe(`${adapter}: oldest first`, () => {
    for (const eventType of paths) {
      test(`${eventType ?? 'all types'}: the reverse of newest first, with bounds`, async () => {
        const { bus, tenantId, idsOf } = await filled(40)
        const bounds = {
          startTime: new Date(Date.parse(start) + 2),
          endTime: new Date(Date.parse(start) + 9),
        }
        for (const range of [{}, bounds]) {
          for (const limit of [1, 3, 7, 100]) {
            const newestFirst: string[] = []
            const oldestFirst: string[] = []
            const query = { tenantId, eventType, limit, ...range }
            for await (const { id } of bus.queryAll(query)) newestFirst.push(id)
            for await (const { id } of bus.queryAll({ ...query, order: 'asc' })) oldestFirst.push(id)
            assert.deepEqual(oldestFirst, newestFirst.reverse())
            if (range !== bounds) assert.deepEqual(oldestFirst, idsOf(eventType))
          }
        }
      })

      test(`${eventType ?? 'all types'}: events published between pages come later`, async () => {
        const { bus, tenantId, input } = await filled(4)
        const query = { tenantId, eventType, limit: 3, order: 'asc' } as const
        const first = await bus.query(query)
        await bus.publish(input({ id: 'late', publishedAt: new Date(Date.parse(start) + 5000) }))
        const second = await bus.query({ ...query, cursor: first.cursor })
        assert.equal(second.events.at(-1)?.id, `${tenantId}.late`)
        assert.equal(second.cursor, undefined)
      })
    }

    test('an invalid order, and a cursor of the other order, are rejected', async () => {
      const { bus, tenantId } = await filled(4)
      await assert.rejects(bus.query({ tenantId, order: 'up' as never }), codeIs('event_bus.invalid_query'))
      for (const eventType of paths) {
        const { cursor } = await bus.query({ tenantId, eventType, limit: 1, order: 'asc' })
        await assert.rejects(bus.query({ tenantId, eventType, cursor }), codeIs('event_bus.invalid_cursor'))
      }
    })
  })

  describe(`${adapter}: replay`, () => {
    for (const eventType of paths) {
      test(`${eventType ?? 'all types'}: handles each event, oldest first, as replayed`, async () => {
        const { bus, tenantId, idsOf } = await filled(250)
        const replayed: Event[] = []
        const outcome = await bus.replay({ tenantId, eventType }, (event) => replayed.push(event))
        assert.deepEqual(outcome, { handled: idsOf(eventType).length })
        assert.deepEqual(
          replayed.map(({ id }) => id),
          idsOf(eventType),
        )
        assert.ok(replayed.every((event) => event.replayed === true))
        const [stored] = (await bus.query({ tenantId, eventType, order: 'asc', limit: 1 })).events
        assert.equal(stored && 'replayed' in stored, false)
      })

      test(`${eventType ?? 'all types'}: after a failure it goes on at the event that failed`, async () => {
        const { bus, tenantId, idsOf } = await filled(30)
        const query = { tenantId, eventType, limit: 4 }
        for (const concurrency of [1, 3]) {
          for (const failsAt of [0, 1, 3, 4, 13]) {
            const failing = idsOf(eventType)[failsAt]
            const handled = new Set<string>()
            let broken = true
            const handler = async ({ id }: Event): Promise<void> => {
              if (broken && id === failing) throw new RangeError('not now')
              await Promise.resolve()
              handled.add(id)
            }
            const first = await bus.replay(query, handler, { concurrency })
            assert.ok(first.error instanceof RangeError)
            assert.equal(first.handled, failsAt)
            broken = false
            const second = await bus.replay(query, handler, { concurrency, cursor: first.cursor })
            assert.deepEqual(second, { handled: idsOf(eventType).length - failsAt })
            assert.deepEqual([...handled].sort(), idsOf(eventType))
          }
        }
      })
    }

    test('bus.dispatch as handler runs the subscribers', async () => {
      const { bus, tenantId, idsOf } = await filled(10)
      const handled: [string, true | undefined][] = []
      bus.subscribe('order.created', ({ id, replayed }) => handled.push([id, replayed]))
      await bus.replay({ tenantId }, bus.dispatch)
      assert.deepEqual(
        handled,
        idsOf('order.created').map((id) => [id, true]),
      )
    })

    test('stops before the deadline, and returns where to go on', async () => {
      const { bus, clock, tenantId, idsOf } = await filled(100)
      const handled: string[] = []
      let cursor: string | undefined
      let invocations = 0
      do {
        const deadline = clock.now() + 500
        const outcome = await bus.replay(
          { tenantId },
          ({ id }) => {
            clock.advance(20)
            handled.push(id)
          },
          { cursor, remainingTimeMs: () => deadline - clock.now() },
        )
        assert.ok(clock.now() <= deadline)
        assert.ok(outcome.handled > 10 || outcome.cursor === undefined)
        cursor = outcome.cursor
        invocations += 1
      } while (cursor)
      assert.deepEqual(handled, idsOf(undefined))
      assert.equal(invocations, 5)
    })

    test('with no time at all, it handles nothing and says where the events begin', async () => {
      const { bus, tenantId, idsOf } = await filled(4)
      for (const eventType of paths) {
        const query = { tenantId, eventType }
        const { handled, cursor } = await bus.replay(query, () => assert.fail(), { remainingTimeMs: () => 0 })
        assert.equal(handled, 0)
        const { events } = await bus.query({ ...query, order: 'asc', cursor })
        assert.deepEqual(
          events.map(({ id }) => id),
          idsOf(eventType),
        )
      }
      assert.deepEqual(await bus.replay({ tenantId: `${tenantId}-other` }, () => assert.fail()), {
        handled: 0,
      })
    })

    test('concurrency starts events in order', async () => {
      const { bus, tenantId, idsOf } = await filled(20)
      const started: string[] = []
      let running = 0
      let most = 0
      const handler = async ({ id }: Event): Promise<void> => {
        started.push(id)
        running += 1
        most = Math.max(most, running)
        await new Promise(setImmediate)
        running -= 1
      }
      await bus.replay({ tenantId }, handler, { concurrency: 3 })
      assert.deepEqual(started, idsOf(undefined))
      assert.equal(most, 3)
    })

    test('wrong arguments are rejected', async () => {
      const { bus, tenantId } = scene()
      const wrong: readonly unknown[][] = [
        [{}, () => {}],
        [{ tenantId }, undefined],
        [{ tenantId, order: 'desc' }, () => {}],
        [{ tenantId }, () => {}, { concurrency: 0 }],
      ]
      for (const [query, handler, options] of wrong) {
        const replay = bus.replay(query as never, handler as never, options as never)
        await assert.rejects(replay, codeIs('event_bus.invalid_query'))
      }
      const cursor = bus.replay({ tenantId }, () => {}, { cursor: 'x' })
      await assert.rejects(cursor, codeIs('event_bus.invalid_cursor'))
    })
  })
}
