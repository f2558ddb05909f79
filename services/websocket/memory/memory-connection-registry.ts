import { type Clock, systemClock } from '../../clock/clock.ts'
import { checkOptions } from '../../options/check-options.ts'
import { aClock, integer, type OptionRulesOf } from '../../options/option-rules.ts'
import {
  type AddOptions,
  assertChannelsFit,
  type ChannelTarget,
  CONNECTION_TTL_MS,
  type ConnectionRegistry,
  checkedChannels,
  checkedConnection,
  checkedTarget,
  DISCONNECT_MEMORY_MS,
  type Group,
  notRegistered,
  type PresentConnection,
  type RegisteredConnection,
  type RemoveOptions,
  type UserTarget,
} from '../connection-registry.ts'

/** The options of {@link MemoryConnectionRegistry}. */
export interface MemoryConnectionRegistryOptions {
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** How long a connection stays registered, in milliseconds. @defaultValue 7800000, 2 h 10 min */
  readonly ttlMs?: number | undefined
}

const optionRules: OptionRulesOf<MemoryConnectionRegistryOptions> = { clock: aClock, ttlMs: integer(1) }

interface Entry {
  readonly connection: RegisteredConnection
  readonly connectedAt: Date
  readonly expiresAt: number
  /** The channels that it is in now. */
  readonly channels: Set<string>
}

/**
 * A registry in the memory of one process, for tests and the local gateway. On Lambda, `$connect` and a
 * message may be handled by different execution environments: use a `DynamoDBConnectionRegistry`.
 *
 * @example
 * ```ts
 * const handler = middy<WebSocketEvent>()
 *   .use(webSocketManagement({ registry: new MemoryConnectionRegistry() }))
 *   .handler(async (event, { webSocket }) => webSocket.join('news'))
 * ```
 *
 * @throws TypeError that names the option
 */
export class MemoryConnectionRegistry implements ConnectionRegistry {
  readonly #clock: Clock
  readonly #ttlMs: number
  /** In the order in which they were added, which is that of their expiry. */
  readonly #entries: Map<string, Entry> = new Map()
  readonly #members: Map<string, Set<string>> = new Map()
  /** When connections disconnected that were not registered, in that order. */
  readonly #disconnects: Map<string, number> = new Map()

  constructor(options: MemoryConnectionRegistryOptions = {}) {
    checkOptions('MemoryConnectionRegistry', options, optionRules)
    this.#clock = options.clock ?? systemClock
    this.#ttlMs = options.ttlMs ?? CONNECTION_TTL_MS
  }

  /** The number of registered connections. */
  get size(): number {
    return this.#entries.size
  }

  /**
   * Adds a connection, or replaces it with all its channels.
   * @throws AppTheoryError `websocket.invalid_connection`
   */
  async add(connection: RegisteredConnection, { connectedAt }: AddOptions = {}): Promise<void> {
    const checked = checkedConnection(connection)
    const { connectionId } = checked
    this.#deleteExpired()
    const disconnectedAt = this.#disconnects.get(connectionId)
    if (connectedAt && disconnectedAt !== undefined && connectedAt.getTime() <= disconnectedAt) return
    this.#disconnects.delete(connectionId)
    this.#delete(connectionId)
    const now = this.#clock.now()
    const addedAt = new Date(now)
    const entry: Entry = {
      connection: { ...checked, addedAt },
      connectedAt: connectedAt ?? addedAt,
      expiresAt: now + this.#ttlMs,
      channels: new Set(checked.channels),
    }
    this.#entries.set(connectionId, entry)
    for (const group of groupsOf(entry)) this.#enter(group, connectionId)
  }

  /** Removes a connection and its memberships, if it is registered. */
  async remove(connectionId: string, { disconnected = false }: RemoveOptions = {}): Promise<void> {
    if (this.#delete(connectionId) || !disconnected) return
    this.#deleteExpired()
    this.#disconnects.delete(connectionId)
    this.#disconnects.set(connectionId, this.#clock.now())
  }

  /**
   * Adds a connection to more channels.
   * @throws AppTheoryError `websocket.gone` if it is not registered, `websocket.invalid_connection`
   */
  async join(connectionId: string, channels: readonly string[]): Promise<void> {
    const joined = checkedChannels(channels)
    const entry = this.#current(connectionId)
    if (!entry) throw notRegistered(connectionId)
    const { tenantId } = entry.connection
    assertChannelsFit(new Set([...entry.channels, ...joined]))
    for (const channel of joined) {
      entry.channels.add(channel)
      this.#enter(groupKey({ tenantId, channel }), connectionId)
    }
  }

  /**
   * Removes a connection from some of its channels. Channels that it is not in are ignored.
   * @throws AppTheoryError `websocket.invalid_connection`
   */
  async leave(connectionId: string, channels: readonly string[]): Promise<void> {
    const left = checkedChannels(channels)
    const entry = this.#current(connectionId)
    if (!entry) return
    const { tenantId } = entry.connection
    for (const channel of left) {
      entry.channels.delete(channel)
      this.#exit(groupKey({ tenantId, channel }), connectionId)
    }
  }

  /** The channels that a connection is in now; none if it is not registered. */
  async channels(connectionId: string): Promise<readonly string[]> {
    return [...(this.#current(connectionId)?.channels ?? [])]
  }

  /**
   * The connections in a channel, each once.
   * @throws AppTheoryError `websocket.invalid_connection`
   */
  byChannel(target: ChannelTarget): AsyncIterable<RegisteredConnection> {
    return this.#find(target, ({ connection }) => connection)
  }

  /**
   * The connections of a user, each once.
   * @throws AppTheoryError `websocket.invalid_connection`
   */
  byUser(target: UserTarget): AsyncIterable<RegisteredConnection> {
    return this.#find(target, ({ connection }) => connection)
  }

  /**
   * The connections in a channel or of a user, each once, with the time when they connected.
   * @throws AppTheoryError `websocket.invalid_connection`
   */
  present(target: ChannelTarget | UserTarget): AsyncIterable<PresentConnection> {
    return this.#find(target, ({ connection: { connectionId, userId }, connectedAt }) => {
      return { connectionId, ...(userId !== undefined && { userId }), connectedAt }
    })
  }

  /** Checks the target at once, and not when the first connection is asked for. */
  #find<TResult>(
    target: ChannelTarget | UserTarget,
    resultOf: (entry: Entry) => TResult,
  ): AsyncIterable<TResult> {
    return this.#results(groupKey(checkedTarget(target)), resultOf)
  }

  async *#results<TResult>(group: string, resultOf: (entry: Entry) => TResult): AsyncIterable<TResult> {
    for (const connectionId of [...(this.#members.get(group) ?? [])]) {
      const entry = this.#current(connectionId)
      if (entry) yield resultOf(entry)
    }
  }

  #current(connectionId: string): Entry | undefined {
    const entry = this.#entries.get(connectionId)
    return entry && entry.expiresAt > this.#clock.now() ? entry : undefined
  }

  #deleteExpired(): void {
    const now = this.#clock.now()
    for (const [connectionId, { expiresAt }] of this.#entries) {
      if (expiresAt > now) break
      this.#delete(connectionId)
    }
    for (const [connectionId, disconnectedAt] of this.#disconnects) {
      if (disconnectedAt + DISCONNECT_MEMORY_MS > now) break
      this.#disconnects.delete(connectionId)
    }
  }

  #delete(connectionId: string): boolean {
    const entry = this.#entries.get(connectionId)
    if (!entry) return false
    this.#entries.delete(connectionId)
    for (const group of groupsOf(entry)) this.#exit(group, connectionId)
    return true
  }

  #enter(group: string, connectionId: string): void {
    const members = this.#members.get(group) ?? new Set()
    this.#members.set(group, members.add(connectionId))
  }

  #exit(group: string, connectionId: string): void {
    const members = this.#members.get(group)
    members?.delete(connectionId)
    if (members?.size === 0) this.#members.delete(group)
  }
}

function groupsOf({ connection: { tenantId, userId }, channels }: Entry): readonly string[] {
  const groups = [...channels].map((channel) => groupKey({ tenantId, channel }))
  return userId === undefined ? groups : [...groups, groupKey({ tenantId, userId })]
}

function groupKey(group: Group): string {
  const { tenantId, ...name } = group
  return JSON.stringify([tenantId, name])
}
