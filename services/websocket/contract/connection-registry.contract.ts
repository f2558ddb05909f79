import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isAppTheoryError } from '../../../errors.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import {
  CONNECTION_TTL_MS,
  type ConnectionRegistry,
  type RegisteredConnection,
} from '../connection-registry.ts'

let names = 0

/** A name that no other test uses, because a store may outlive a test. */
function fresh(prefix: string): string {
  names += 1
  return `${prefix}-${process.pid}-${names}`
}

async function idsOf(connections: AsyncIterable<RegisteredConnection>): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const { connectionId } of connections) ids.push(connectionId)
  return ids.sort()
}

/** What every registry of connections does, whatever it remembers them in. */
export function connectionRegistryContract(
  adapter: string,
  make: (options: { readonly clock: ManualClock }) => ConnectionRegistry,
): void {
  const setUp = () => {
    const clock = new ManualClock('2026-03-01T10:00:00.500Z')
    const tenantId = fresh('tenant')
    const connection = (parts: Partial<RegisteredConnection> = {}): RegisteredConnection => ({
      connectionId: fresh('c'),
      endpoint: 'https://abc.execute-api.us-east-1.amazonaws.com/prod',
      tenantId,
      channels: ['general'],
      ...parts,
    })
    return { clock, tenantId, connection, registry: make({ clock }) }
  }

  describe(`${adapter} registry`, () => {
    test('a connection is found by channel and user, as it was added, until it is removed', async () => {
      const { registry, connection, tenantId, clock } = setUp()
      const added = connection({ channels: ['a', 'b', 'a'], userId: 'ann' })
      await registry.add(added)

      const found: RegisteredConnection[] = []
      for await (const member of registry.byChannel({ tenantId, channel: 'b' })) found.push(member)
      assert.deepEqual(found, [{ ...added, channels: ['a', 'b'], addedAt: new Date(clock.now()) }])
      assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel: 'a' })), [added.connectionId])
      assert.deepEqual(await idsOf(registry.byUser({ tenantId, userId: 'ann' })), [added.connectionId])

      await registry.remove(added.connectionId)
      await registry.remove(added.connectionId)
      assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel: 'a' })), [])
      assert.deepEqual(await idsOf(registry.byUser({ tenantId, userId: 'ann' })), [])
    })

    test('adding a connection again replaces what was known of it', async () => {
      const { registry, connection, tenantId } = setUp()
      const first = connection({ channels: ['old', 'kept'], userId: 'ann' })
      await registry.add(first)
      await registry.add({ ...first, channels: ['kept', 'new'], userId: 'bob' })

      assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel: 'old' })), [])
      for (const channel of ['kept', 'new']) {
        assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel })), [first.connectionId])
      }
      assert.deepEqual(await idsOf(registry.byUser({ tenantId, userId: 'ann' })), [])
      assert.deepEqual(await idsOf(registry.byUser({ tenantId, userId: 'bob' })), [first.connectionId])
    })

    test('tenants, channels and users never meet, whatever their names', async () => {
      const { registry, connection, tenantId } = setUp()
      const ours = connection({ channels: ['x#y'], userId: 'x' })
      const theirs = connection({ tenantId: `${tenantId}#x`, channels: ['y'], userId: 'x#y' })
      await registry.add(ours)
      await registry.add(theirs)
      assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel: 'x#y' })), [ours.connectionId])
      assert.deepEqual(await idsOf(registry.byUser({ tenantId, userId: 'x#y' })), [])
      assert.deepEqual(await idsOf(registry.byChannel({ tenantId: `${tenantId}#x`, channel: 'y' })), [
        theirs.connectionId,
      ])
    })

    test('a connection is forgotten a little more than two hours after it was added', async () => {
      const { registry, connection, tenantId, clock } = setUp()
      const added = connection()
      await registry.add(added)
      clock.advance(2 * 3_600_000 + 60_000)
      assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel: 'general' })), [
        added.connectionId,
      ])
      clock.advance(CONNECTION_TTL_MS - 2 * 3_600_000 - 60_000 + 1000)
      assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel: 'general' })), [])
    })

    test('a channel with more members than fit into a page has them all', async () => {
      const { registry, connection, tenantId } = setUp()
      // 60 items of about 20 KB are more than the 1 MB of a page.
      const endpoint = `https://example.com/${'p'.repeat(400)}`
      const channels = ['big', ...Array.from({ length: 40 }, (_, i) => `${i}${'c'.repeat(480)}`)]
      const members = Array.from({ length: 60 }, () => connection({ endpoint, channels }))
      for (const member of members) await registry.add(member)
      const expected = members.map(({ connectionId }) => connectionId).sort()
      assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel: 'big' })), expected)
    })

    test('a connection that is added and removed side by side is there whole, or not at all', async () => {
      const { registry, connection, tenantId } = setUp()
      const added = connection({ channels: ['a', 'b'], userId: 'ann' })
      await Promise.all([registry.add(added), registry.remove(added.connectionId), registry.add(added)])
      const found = [
        await idsOf(registry.byChannel({ tenantId, channel: 'a' })),
        await idsOf(registry.byChannel({ tenantId, channel: 'b' })),
        await idsOf(registry.byUser({ tenantId, userId: 'ann' })),
      ]
      assert.deepEqual(found[0], found[1])
      assert.deepEqual(found[0], found[2])
    })

    test('the longest names of a tenant, a channel and a user are kept', async () => {
      const { registry, connection } = setUp()
      const tenantId = fresh('').padEnd(250, 'é').replaceAll('-', 'é')
      const long = connection({ tenantId, channels: ['c'.repeat(512)], userId: 'u'.repeat(512) })
      await registry.add(long)
      assert.deepEqual(await idsOf(registry.byChannel({ tenantId, channel: 'c'.repeat(512) })), [
        long.connectionId,
      ])
      assert.deepEqual(await idsOf(registry.byUser({ tenantId, userId: 'u'.repeat(512) })), [
        long.connectionId,
      ])
    })

    test('a connection that is missing a part is refused', async () => {
      const { registry, connection } = setUp()
      const broken = [
        connection({ connectionId: ' ' }),
        connection({ endpoint: '' }),
        connection({ tenantId: '' }),
        connection({ tenantId: '\ud800' }),
        connection({ tenantId: 'é'.repeat(251) }),
        connection({ userId: '' }),
        connection({ channels: [''] }),
        connection({ channels: Array.from({ length: 91 }, (_, i) => String(i)) }),
        connection({ channels: Array.from({ length: 65 }, (_, i) => String(i).padEnd(512, 'x')) }),
      ]
      for (const one of broken) {
        await assert.rejects(registry.add(one), (error) =>
          isAppTheoryError(error, 'websocket.invalid_connection'),
        )
      }
      const invalid = (error: unknown) => isAppTheoryError(error, 'websocket.invalid_connection')
      for (const tenantId of ['', '\ud800', 'é'.repeat(251)]) {
        assert.throws(() => registry.byChannel({ tenantId, channel: 'a' }), invalid)
        assert.throws(() => registry.byUser({ tenantId, userId: 'ann' }), invalid)
      }
    })
  })
}
