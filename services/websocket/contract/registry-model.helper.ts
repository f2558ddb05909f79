import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isAppTheoryError } from '../../../errors.ts'
import type { ManualClock } from '../../../testkit/manual-clock.ts'
import { CONNECTION_TTL_MS, type ConnectionRegistry } from '../connection-registry.ts'

/** What may happen to one of a few connections; `ms` is how far the clock moves before. */
export interface Command {
  readonly kind: 'add' | 'remove' | 'join' | 'leave'
  readonly connection: number
  readonly channels: readonly number[]
  readonly ms: number
}

const CONNECTIONS = 3
const CHANNELS = 6
const tenantIds = ['acme', 'other']

const command = (kinds: readonly Command['kind'][], ms: fc.Arbitrary<number>): fc.Arbitrary<Command> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    connection: fc.nat(CONNECTIONS - 1),
    channels: fc.uniqueArray(fc.nat(CHANNELS - 1), { maxLength: CHANNELS }),
    ms,
  })

const everyKind = ['add', 'remove', 'join', 'join', 'leave'] as const

interface Entry {
  readonly channels: Set<number>
  readonly expiresAt: number
}

/** A registry beside what should be in it. */
export class RegistryModel {
  readonly #registry: ConnectionRegistry
  readonly #clock: ManualClock
  readonly #prefix: string
  readonly #expected: Map<number, Entry> = new Map()

  constructor(registry: ConnectionRegistry, clock: ManualClock, prefix: string) {
    this.#registry = registry
    this.#clock = clock
    this.#prefix = prefix
  }

  static histories(): fc.Arbitrary<Command[]> {
    // Whole seconds: a table counts the time to live in seconds.
    const ms = fc.constantFrom(0, 0, 1000, CONNECTION_TTL_MS / 2, CONNECTION_TTL_MS)
    return fc.array(command(everyKind, ms), { maxLength: 20 })
  }

  static races(): fc.Arbitrary<{ readonly before: Command[]; readonly together: Command[] }> {
    return fc.record({
      before: fc.array(command(['add', 'join'], fc.constant(0)), { maxLength: 6 }),
      together: fc.array(command(everyKind, fc.constant(0)), { minLength: 2, maxLength: 8 }),
    })
  }

  /** Performs a command on the registry and on the model. */
  async run(command: Command): Promise<void> {
    this.#clock.advance(command.ms)
    await this.perform(command)
    const entry = this.#entry(command.connection)
    if (command.kind === 'add') {
      const expiresAt = this.#clock.now() + CONNECTION_TTL_MS
      this.#expected.set(command.connection, { channels: new Set(command.channels), expiresAt })
    } else if (command.kind === 'remove') {
      this.#expected.delete(command.connection)
    } else {
      const change = command.kind === 'join' ? 'add' : 'delete'
      for (const channel of command.channels) entry?.channels[change](channel)
    }
  }

  /** Performs a command on the registry alone. A connection that is not registered joins nothing. */
  async perform({ kind, connection, channels }: Command): Promise<void> {
    const id = this.#id(connection)
    const names = channels.map((channel) => this.#channel(channel))
    if (kind === 'remove') return this.#registry.remove(id)
    if (kind === 'leave') return this.#registry.leave(id, names)
    if (kind === 'add') {
      const tenantId = this.#tenant(connection)
      return this.#registry.add({
        connectionId: id,
        endpoint: 'https://a.example',
        tenantId,
        channels: names,
        userId: id,
      })
    }
    await this.#registry.join(id, names).catch((error) => {
      if (!isAppTheoryError(error, 'websocket.gone')) throw error
    })
  }

  /** The registry has what the model has. */
  async check(): Promise<void> {
    await this.checkConsistency()
    for (const connection of allOf(CONNECTIONS)) {
      const entry = this.#entry(connection)
      const expected: string[] = [...(entry?.channels ?? [])].map((channel) => this.#channel(channel)).sort()
      assert.deepEqual(await this.#channelsOf(connection), expected)
      assert.deepEqual(await this.#ofUser(connection), entry ? [this.#id(connection)] : [])
    }
  }

  /** A connection is found in exactly its channels, and only while it is registered. */
  async checkConsistency(): Promise<void> {
    for (const connection of allOf(CONNECTIONS)) {
      const channels = await this.#channelsOf(connection)
      const found: string[] = []
      for (const channel of allOf(CHANNELS)) {
        const name = this.#channel(channel)
        for await (const { connectionId } of this.#registry.byChannel({
          tenantId: this.#tenant(connection),
          channel: name,
        })) {
          if (connectionId === this.#id(connection)) found.push(name)
        }
      }
      assert.deepEqual(found.sort(), channels)
      if (channels.length > 0) assert.deepEqual(await this.#ofUser(connection), [this.#id(connection)])
    }
  }

  /** What only one of the commands was about has happened, if nothing has added or removed the connection. */
  async checkUndisputed(together: readonly Command[]): Promise<void> {
    for (const connection of allOf(CONNECTIONS)) {
      const commands = together.filter((one) => one.connection === connection)
      const entry = this.#entry(connection)
      if (!entry || commands.some(({ kind }) => kind === 'add' || kind === 'remove')) continue
      const current = new Set(await this.#channelsOf(connection))
      for (const channel of allOf(CHANNELS)) {
        const kinds = new Set(
          commands.filter(({ channels }) => channels.includes(channel)).map(({ kind }) => kind),
        )
        if (kinds.size > 1) continue
        const expected: boolean = kinds.size === 0 ? entry.channels.has(channel) : kinds.has('join')
        assert.equal(current.has(this.#channel(channel)), expected)
      }
    }
  }

  #entry(connection: number): Entry | undefined {
    const entry = this.#expected.get(connection)
    return entry && entry.expiresAt > this.#clock.now() ? entry : undefined
  }

  async #channelsOf(connection: number): Promise<string[]> {
    return (await this.#registry.channels(this.#id(connection))).toSorted()
  }

  async #ofUser(connection: number): Promise<string[]> {
    const id = this.#id(connection)
    const found: string[] = []
    const target = { tenantId: this.#tenant(connection), userId: id }
    for await (const { connectionId } of this.#registry.byUser(target)) found.push(connectionId)
    return found
  }

  #id(connection: number): string {
    return `${this.#prefix}-${connection}`
  }

  #channel(channel: number): string {
    return `${this.#prefix}-channel-${channel}`
  }

  #tenant(connection: number): string {
    return tenantIds[connection % tenantIds.length] ?? 'acme'
  }
}

function allOf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i)
}
