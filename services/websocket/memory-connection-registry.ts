import { type OptionSchema, validateOptions } from '@middy/util'
import { type Clock, systemClock } from '../clock/clock.ts'
import { clockRule } from '../option-rules.ts'
import {
  type ChannelTarget,
  CONNECTION_TTL_MS,
  type ConnectionRegistry,
  checkedChannel,
  checkedConnection,
  checkedUser,
  type RegisteredConnection,
  type UserTarget,
} from './connection-registry.ts'

export interface MemoryConnectionRegistryOptions {
  /** @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** How long a connection is remembered, in milliseconds. @defaultValue 7800000, 2 h 10 min */
  readonly ttlMs?: number | undefined
}

interface Remembered {
  readonly connection: RegisteredConnection
  readonly expiresAt: number
}

const optionSchema: OptionSchema = {
  type: 'object',
  properties: {
    clock: clockRule,
    ttlMs: { type: 'integer', minimum: 1 },
  },
  additionalProperties: false,
}

/**
 * Remembers connections in the memory of one process: for tests and for the local gateway. On Lambda, where
 * `$connect` and a message may meet different execution environments, a `DynamoDBConnectionRegistry` is needed.
 * @throws TypeError that names the option
 */
export class MemoryConnectionRegistry implements ConnectionRegistry {
  readonly #clock: Clock
  readonly #ttlMs: number
  readonly #connections: Map<string, Remembered> = new Map()
  readonly #groups: Map<string, Set<string>> = new Map()

  constructor(options: MemoryConnectionRegistryOptions = {}) {
    validateOptions('apptheory-middy', optionSchema, { ...options })
    this.#clock = options.clock ?? systemClock
    this.#ttlMs = options.ttlMs ?? CONNECTION_TTL_MS
  }

  /** How many connections are remembered. */
  get size(): number {
    return this.#connections.size
  }

  async add(connection: RegisteredConnection): Promise<void> {
    const checked = checkedConnection(connection)
    this.#forget(checked.connectionId)
    this.#forgetExpired()
    const now = this.#clock.now()
    this.#connections.set(checked.connectionId, {
      connection: { ...checked, addedAt: new Date(now) },
      expiresAt: now + this.#ttlMs,
    })
    for (const group of groupsOf(checked)) {
      const members = this.#groups.get(group) ?? new Set()
      this.#groups.set(group, members.add(checked.connectionId))
    }
  }

  async remove(connectionId: string): Promise<void> {
    this.#forget(connectionId)
  }

  byChannel(target: ChannelTarget): AsyncIterable<RegisteredConnection> {
    const { tenantId, channel } = checkedChannel(target)
    return this.#members(channelGroup(tenantId, channel))
  }

  byUser(target: UserTarget): AsyncIterable<RegisteredConnection> {
    const { tenantId, userId } = checkedUser(target)
    return this.#members(userGroup(tenantId, userId))
  }

  async *#members(group: string): AsyncIterable<RegisteredConnection> {
    for (const connectionId of [...(this.#groups.get(group) ?? [])]) {
      const remembered = this.#connections.get(connectionId)
      if (remembered && remembered.expiresAt > this.#clock.now()) yield remembered.connection
    }
  }

  /** Connections are kept in the order in which they were added, so in the order in which they expire. */
  #forgetExpired(): void {
    const now = this.#clock.now()
    for (const [connectionId, { expiresAt }] of this.#connections) {
      if (expiresAt > now) return
      this.#forget(connectionId)
    }
  }

  #forget(connectionId: string): void {
    const remembered = this.#connections.get(connectionId)
    if (!remembered) return
    this.#connections.delete(connectionId)
    for (const group of groupsOf(remembered.connection)) {
      const members = this.#groups.get(group)
      members?.delete(connectionId)
      if (members?.size === 0) this.#groups.delete(group)
    }
  }
}

function groupsOf({ tenantId, channels, userId }: RegisteredConnection): readonly string[] {
  const groups = channels.map((channel) => channelGroup(tenantId, channel))
  return userId === undefined ? groups : [...groups, userGroup(tenantId, userId)]
}

function channelGroup(tenantId: string, channel: string): string {
  return JSON.stringify(['channel', tenantId, channel])
}

function userGroup(tenantId: string, userId: string): string {
  return JSON.stringify(['user', tenantId, userId])
}
