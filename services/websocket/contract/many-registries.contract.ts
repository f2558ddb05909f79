import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConnectionRegistry } from '../connection-registry.ts'
import { MemoryConnectionRegistry } from '../memory/memory-connection-registry.ts'

const REGISTRIES = 8
const CHANNELS = 20
const tenantId = `crowd-${process.pid}`

export interface Crowd {
  readonly connections: number
  /** A registry on the shared store, as another execution environment has one. */
  readonly makeRegistry: (index: number) => ConnectionRegistry
  /** Chance, from 0 to 1. */
  readonly random: () => number
}

interface Change {
  readonly kind: 'join' | 'leave'
  readonly connectionId: string
  readonly channels: readonly string[]
}

/**
 * Connections join and leave 20 channels from 8 registries at once. Each registry has channels of its own, so
 * that the outcome does not depend on which registry is faster.
 */
export function manyRegistriesContract(name: string, crowd: () => Crowd): void {
  test(`${name}: what 8 registries at once change is what one in memory has`, async () => {
    const { connections, makeRegistry, random } = crowd()
    const registries = Array.from({ length: REGISTRIES }, (_, i) => makeRegistry(i))
    const memory = new MemoryConnectionRegistry()
    const ids = Array.from({ length: connections }, (_, i) => `member-${i}`)
    const connectionOf = (connectionId: string) => ({
      connectionId,
      endpoint: 'https://a.example',
      tenantId,
      channels: ['channel-0', 'channel-1'],
    })
    const changes = registries.map((_, registry) => changesOf(registry, ids, random))

    for (const id of ids) await memory.add(connectionOf(id))
    for (const change of changes.flat()) await memory[change.kind](change.connectionId, change.channels)
    const [first = makeRegistry(0)] = registries
    for (const some of chunksOf(ids, 50)) await Promise.all(some.map((id) => first.add(connectionOf(id))))
    await Promise.all(
      registries.map(async (registry, i) => {
        for (const { kind, connectionId, channels } of changes[i] ?? [])
          await registry[kind](connectionId, channels)
      }),
    )

    for (let channel = 0; channel < CHANNELS; channel++) {
      const target = { tenantId, channel: `channel-${channel}` }
      assert.deepEqual(await membersOf(first, target), await membersOf(memory, target))
    }
    for (const id of ids.slice(0, 50)) {
      const channels = async (registry: ConnectionRegistry) => (await registry.channels(id)).toSorted()
      assert.deepEqual(await channels(first), await channels(memory))
    }
  })
}

function changesOf(registry: number, ids: readonly string[], random: () => number): readonly Change[] {
  const own = Array.from({ length: CHANNELS }, (_, i) => i).filter((i) => i % REGISTRIES === registry)
  return ids.flatMap((connectionId) => {
    if (random() < 0.75) return []
    const channels = own.filter(() => random() < 0.6).map((channel) => `channel-${channel}`)
    const left = channels.filter(() => random() < 0.3)
    const joins: Change = { kind: 'join', connectionId, channels }
    return left.length > 0 ? [joins, { kind: 'leave', connectionId, channels: left }] : [joins]
  })
}

async function membersOf(
  registry: ConnectionRegistry,
  target: { readonly tenantId: string; readonly channel: string },
): Promise<readonly string[]> {
  const members: string[] = []
  for await (const { connectionId } of registry.byChannel(target)) members.push(connectionId)
  return members.sort()
}

function chunksOf<TValue>(values: readonly TValue[], size: number): readonly (readonly TValue[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  )
}
