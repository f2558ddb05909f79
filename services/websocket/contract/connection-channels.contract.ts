import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isAppTheoryError } from '../../../errors.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { CONNECTION_TTL_MS, type ConnectionRegistry } from '../connection-registry.ts'
import { RegistryModel } from './registry-model.helper.ts'

export type MakeRegistry = (options: { readonly clock: ManualClock }) => ConnectionRegistry

let runs = 0

/** A name that no other test uses: a store may outlive a test. */
function fresh(prefix: string): string {
  runs += 1
  return `member-${prefix}-${process.pid}-${runs}`
}

const endpoint = 'https://abc.execute-api.us-east-1.amazonaws.com/prod'
const gone = (error: unknown): boolean => isAppTheoryError(error, 'websocket.gone')

async function allOf<TValue>(values: AsyncIterable<TValue>): Promise<TValue[]> {
  const all: TValue[] = []
  for await (const value of values) all.push(value)
  return all
}

async function idsOf(connections: AsyncIterable<{ readonly connectionId: string }>): Promise<string[]> {
  return (await allOf(connections)).map(({ connectionId }) => connectionId).sort()
}

function setUp(make: MakeRegistry) {
  const clock = new ManualClock('2026-03-01T10:00:00.500Z')
  const tenantId = fresh('tenant')
  const registry = make({ clock })
  const add = async (channels: readonly string[] = [], userId?: string): Promise<string> => {
    const connectionId = fresh('c')
    await registry.add({ connectionId, endpoint, tenantId, channels, ...(userId && { userId }) })
    return connectionId
  }
  const membersOf = (channel: string) => idsOf(registry.byChannel({ tenantId, channel }))
  return { clock, tenantId, registry, add, membersOf }
}

/** How connections join and leave channels, and when they are registered. */
export function connectionChannelsContract(adapter: string, make: MakeRegistry, numRuns = 30): void {
  describe(`${adapter} registry: channels`, () => {
    test('a connection joins and leaves channels one by one, more than it can be added to', async () => {
      const { registry, add, membersOf } = setUp(make)
      const id = await add(['lobby'])
      const many = Array.from({ length: 250 }, (_, i) => `c${i}`)
      await registry.join(id, many)
      assert.deepEqual(new Set(await registry.channels(id)), new Set(['lobby', ...many]))
      assert.deepEqual(await membersOf('c249'), [id])

      await registry.leave(id, [...many.slice(1), 'lobby', 'never joined'])
      assert.deepEqual(await registry.channels(id), ['c0'])
      assert.deepEqual(
        [await membersOf('lobby'), await membersOf('c0'), await membersOf('c1')],
        [[], [id], []],
      )

      await registry.join(id, ['lobby'])
      assert.deepEqual(await membersOf('lobby'), [id])
      await registry.remove(id)
      assert.deepEqual([await membersOf('lobby'), await membersOf('c0')], [[], []])
    })

    test('concurrent joins and leaves of one connection do not undo each other', async () => {
      const { registry, add, membersOf } = setUp(make)
      const id = await add(['a', 'b', 'c'])
      await Promise.all([
        registry.join(id, ['d']),
        registry.leave(id, ['a']),
        registry.join(id, ['e']),
        registry.leave(id, ['b']),
      ])
      assert.deepEqual((await registry.channels(id)).toSorted(), ['c', 'd', 'e'])
      assert.deepEqual(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(membersOf)), [
        [],
        [],
        [id],
        [id],
        [id],
      ])
    })

    test('a connection that is not registered joins nothing, and leaves nothing', async () => {
      const { registry, add, membersOf, clock } = setUp(make)
      const id = await add()
      await registry.remove(id)
      await assert.rejects(registry.join(id, ['a']), gone)
      await registry.leave(id, ['a'])
      assert.deepEqual(await registry.channels(id), [])

      const expired = await add(['a'])
      clock.advance(CONNECTION_TTL_MS + 1000)
      await assert.rejects(registry.join(expired, ['b']), gone)
      assert.deepEqual([await registry.channels(expired), await membersOf('b')], [[], []])
    })

    test('what cannot be a channel is rejected, and so are more channels than an item holds', async () => {
      const { registry, add } = setUp(make)
      const id = await add()
      const long = (count: number) => Array.from({ length: count }, (_, i) => `${i}`.padEnd(512, 'x'))
      const wrong: unknown[] = [[''], ['\ud800'], ['x'.repeat(513)], [5], 'text', undefined, long(513)]
      for (const channels of wrong) {
        const invalid = (error: unknown) => isAppTheoryError(error, 'websocket.invalid_connection')
        await assert.rejects(registry.join(id, channels as string[]), invalid)
      }
      await registry.join(id, long(512))
      assert.equal((await registry.channels(id)).length, 512)
    })

    test('present returns who is there, and when they connected', async () => {
      const { registry, add, tenantId, clock } = setUp(make)
      const connectedAt = new Date(clock.now() - 200)
      const ann = fresh('c')
      await registry.add(
        { connectionId: ann, endpoint, tenantId, channels: ['room'], userId: 'ann' },
        { connectedAt },
      )
      const guest = await add()
      await registry.join(guest, ['room'])

      const present = await allOf(registry.present({ tenantId, channel: 'room' }))
      assert.deepEqual(
        new Map(present.map((one) => [one.connectionId, one])),
        new Map([
          [ann, { connectionId: ann, userId: 'ann', connectedAt }],
          [guest, { connectionId: guest, connectedAt: new Date(clock.now()) }],
        ]),
      )
      assert.deepEqual(await idsOf(registry.present({ tenantId, userId: 'ann' })), [ann])
      assert.throws(() => registry.present({ tenantId, channel: '' }))
    })

    test('a connection that disconnected before it is added is not added; one made later is', async () => {
      const { registry, tenantId, membersOf, clock } = setUp(make)
      const connectionId = fresh('c')
      const connection = { connectionId, endpoint, tenantId, channels: ['room'] }
      const connectedAt = new Date(clock.now())
      clock.advance(1000)
      await registry.remove(connectionId, { disconnected: true })
      await registry.remove(connectionId, { disconnected: true })
      clock.advance(10_000)
      await registry.add(connection, { connectedAt })
      assert.deepEqual(await membersOf('room'), [])
      await assert.rejects(registry.join(connectionId, ['room']), gone)
      assert.deepEqual(await registry.channels(connectionId), [])

      clock.advance(390_000)
      await registry.add(connection, { connectedAt: new Date(clock.now()) })
      assert.deepEqual(await membersOf('room'), [connectionId])
      await registry.remove(connectionId)
      await registry.add(connection, { connectedAt })
      assert.deepEqual(await membersOf('room'), [connectionId], 'a disconnect is not remembered for good')
    })

    test('a $connect and its $disconnect at the same time leave nothing, whichever ends first', async () => {
      const { registry, tenantId, membersOf, clock } = setUp(make)
      const connectedAt = new Date(clock.now())
      const ids = Array.from({ length: 20 }, () => fresh('c'))
      const connect = (connectionId: string) =>
        registry.add({ connectionId, endpoint, tenantId, channels: ['room'] }, { connectedAt })
      const disconnect = (connectionId: string) => registry.remove(connectionId, { disconnected: true })
      const both = (id: string, i: number) =>
        i % 2 ? [connect(id), disconnect(id)] : [disconnect(id), connect(id)]
      await Promise.all(ids.flatMap(both))
      assert.deepEqual(await membersOf('room'), [])
    })

    test('property: any history is that of a model that has one connection after the other', async () => {
      await fc.assert(
        fc.asyncProperty(RegistryModel.histories(), async (history) => {
          const clock = new ManualClock('2026-03-01T10:00:00.000Z')
          const model = new RegistryModel(make({ clock }), clock, fresh('h'))
          for (const command of history) await model.run(command)
          await model.check()
        }),
        { numRuns },
      )
    })

    test('property: of commands at the same time, none is lost and each happens whole', async () => {
      await fc.assert(
        fc.asyncProperty(RegistryModel.races(), async ({ before, together }) => {
          const clock = new ManualClock('2026-03-01T10:00:00.000Z')
          const model = new RegistryModel(make({ clock }), clock, fresh('r'))
          for (const command of before) await model.run(command)
          await Promise.all(together.map((command) => model.perform(command)))
          await model.checkConsistency()
          await model.checkUndisputed(together)
        }),
        { numRuns },
      )
    })
  })
}
