import { AppTheoryError } from '../../../errors.ts'
import { type Clock, systemClock } from '../../clock/clock.ts'
import { cancellationReasonsOf, isFailedCondition, isTransactionConflict } from '../../dynamodb/errors.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { AttributeValue, DynamoDBClient, TransactWriteItem } from '../../dynamodb/sdk-types.ts'
import { checkOptions } from '../../options/check-options.ts'
import {
  aClock,
  anSdkClient,
  integer,
  nonEmptyString,
  type OptionRulesOf,
} from '../../options/option-rules.ts'
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
  notRegistered,
  type PresentConnection,
  type RegisteredConnection,
  type RemoveOptions,
  type UserTarget,
} from '../connection-registry.ts'
import {
  type ConnectionItem,
  connectionKey,
  connectionOf,
  currentChannels,
  disconnectItem,
  isDisconnect,
  isExpired,
  type OwnItem,
  partitionOf,
  presenceOf,
  type StoredItem,
} from './connection-item.ts'
import { connectionTableName } from './connection-table-name.ts'
import {
  addition,
  arrival,
  departure,
  disconnect,
  nothing,
  removal,
  type Transaction,
} from './connection-writes.ts'

/** The options of {@link DynamoDBConnectionRegistry}. */
export interface DynamoDBConnectionRegistryOptions {
  /** The client that sends the requests. @defaultValue a client with the SDK's own defaults */
  readonly client?: DynamoDBClient | undefined
  /**
   * The name of the table.
   * @defaultValue `WEBSOCKET_CONNECTIONS_TABLE_NAME` if it is set, else `websocket-connections`
   */
  readonly tableName?: string | undefined
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** How long a connection stays registered, in milliseconds. @defaultValue 7800000, 2 h 10 min */
  readonly ttlMs?: number | undefined
}

const optionRules: OptionRulesOf<DynamoDBConnectionRegistryOptions> = {
  client: anSdkClient,
  tableName: nonEmptyString,
  clock: aClock,
  ttlMs: integer(1),
}

// Each attempt reads the connection again, which takes the time that a conflict needs to pass.
const MAX_ATTEMPTS = 20

/**
 * A registry in a DynamoDB table with the keys `PK` and `SK` (strings) and the TTL attribute `ttl`: see
 * `connectionTable`. A connection and its memberships change together, in one transaction each time, or in
 * several if more than 99 channels change. If the table fails, the error is `websocket.unavailable`, with the
 * SDK's as `cause`.
 *
 * @example
 * ```ts
 * const registry = new DynamoDBConnectionRegistry({ tableName: 'connections' })
 * export const handler = middy<WebSocketEvent>()
 *   .use(webSocketManagement({ registry }))
 *   .handler(async (event, { webSocket }) => webSocket.join('news'))
 * ```
 *
 * @throws TypeError that names the option
 */
export class DynamoDBConnectionRegistry implements ConnectionRegistry {
  readonly #client: () => DynamoDBClient | Promise<DynamoDBClient>
  readonly #tableName: string
  readonly #clock: Clock
  readonly #ttlMs: number

  constructor(options: DynamoDBConnectionRegistryOptions = {}) {
    checkOptions('DynamoDBConnectionRegistry', options, optionRules)
    const { client } = options
    this.#client = sdk.onceLoaded(
      'DynamoDBConnectionRegistry',
      () => client ?? new sdk.module.DynamoDBClient(),
    )
    this.#tableName = connectionTableName(options.tableName)
    this.#clock = options.clock ?? systemClock
    this.#ttlMs = options.ttlMs ?? CONNECTION_TTL_MS
  }

  /** Adds a connection, or replaces it with all its channels. Errors: `websocket.invalid_connection`. */
  async add(connection: RegisteredConnection, { connectedAt }: AddOptions = {}): Promise<void> {
    const checked = checkedConnection(connection)
    await this.#write(checked.connectionId, (stored) => {
      if (stored && connectedAt && this.#disconnectedSince(stored, connectedAt)) return nothing
      const revision = stored && !isDisconnect(stored) ? Number(stored.revision.N) + 1 : 1
      const addedAt = this.#clock.now()
      return addition(stored, { connection: checked, revision, addedAt, connectedAt, ttlMs: this.#ttlMs })
    })
  }

  /** Removes a connection and its memberships, if it is registered. */
  async remove(connectionId: string, { disconnected = false }: RemoveOptions = {}): Promise<void> {
    await this.#write(connectionId, (stored) => {
      if (stored && !isDisconnect(stored)) return removal(stored)
      if (!disconnected) return nothing
      return disconnect(stored, disconnectItem(connectionId, this.#clock.now(), DISCONNECT_MEMORY_MS))
    })
  }

  /** Adds a connection to more channels. Errors: `websocket.gone` if it is not registered. */
  async join(connectionId: string, channels: readonly string[]): Promise<void> {
    const joined = checkedChannels(channels)
    await this.#write(connectionId, (stored) => {
      const own = this.#registered(stored)
      if (!own) throw notRegistered(connectionId)
      assertChannelsFit(new Set([...currentChannels(own), ...joined]))
      return arrival(own, joined)
    })
  }

  /** Removes a connection from some of its channels. Channels that it is not in are ignored. */
  async leave(connectionId: string, channels: readonly string[]): Promise<void> {
    const left = checkedChannels(channels)
    await this.#write(connectionId, (stored) => {
      const own = this.#registered(stored)
      return own ? departure(own, left) : nothing
    })
  }

  /** The channels that a connection is in now; none if it is not registered. */
  async channels(connectionId: string): Promise<readonly string[]> {
    const own = this.#registered(await this.#read(connectionId))
    return own ? currentChannels(own) : []
  }

  /** The connections in a channel, each once, read page by page with strong consistency. */
  byChannel(target: ChannelTarget): AsyncIterable<RegisteredConnection> {
    return this.#find(target, connectionOf)
  }

  /** The connections of a user, each once, read page by page with strong consistency. */
  byUser(target: UserTarget): AsyncIterable<RegisteredConnection> {
    return this.#find(target, connectionOf)
  }

  /** The connections in a channel or of a user, each once, with the time when they connected. */
  present(target: ChannelTarget | UserTarget): AsyncIterable<PresentConnection> {
    return this.#find(target, presenceOf)
  }

  /** Checks the target at once, and not when the first connection is asked for. */
  #find<TResult>(
    target: ChannelTarget | UserTarget,
    resultOf: (item: ConnectionItem) => TResult,
  ): AsyncIterable<TResult> {
    return this.#results(partitionOf(checkedTarget(target)), resultOf)
  }

  async *#results<TResult>(
    partition: string,
    resultOf: (item: ConnectionItem) => TResult,
  ): AsyncIterable<TResult> {
    let next: StoredKey | undefined
    do {
      const page: Page = await this.#query(partition, next)
      const items = (page.Items ?? []) as ConnectionItem[]
      for (const item of items) {
        if (!isExpired(item, this.#clock.now())) yield resultOf(item)
      }
      next = page.LastEvaluatedKey
    } while (next)
  }

  async #query(partition: string, start: StoredKey | undefined): Promise<Page> {
    const client = await this.#client()
    const command = new sdk.module.QueryCommand({
      TableName: this.#tableName,
      KeyConditionExpression: 'PK = :partition',
      ExpressionAttributeValues: { ':partition': { S: partition } },
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    })
    return client.send(command).catch(rethrowUnavailable(this.#tableName))
  }

  #registered(stored: StoredItem | undefined): OwnItem | undefined {
    return stored && !isDisconnect(stored) && !isExpired(stored, this.#clock.now()) ? stored : undefined
  }

  #disconnectedSince(stored: StoredItem, connectedAt: Date): boolean {
    if (!isDisconnect(stored) || isExpired(stored, this.#clock.now())) return false
    return connectedAt.getTime() <= Number(stored.disconnectedAt.N)
  }

  /** Writes what `plan` makes of what is stored, and again if that has changed meanwhile. */
  async #write(connectionId: string, plan: (stored: StoredItem | undefined) => Transaction): Promise<void> {
    let isPartial = true
    let failures = 0
    while (isPartial) {
      const transaction = plan(await this.#read(connectionId))
      const written = await this.#send(transaction, ++failures >= MAX_ATTEMPTS)
      if (!written) continue
      failures = 0
      isPartial = transaction.isPartial
    }
  }

  /** Whether the transaction was written; `false` after a conflict, unless that `isFinal`. */
  async #send({ actions }: Transaction, isFinal: boolean): Promise<boolean> {
    if (actions.length === 0) return true
    const client = await this.#client()
    const TransactItems = actions.map((action) => this.#onTable(action))
    try {
      await client.send(new sdk.module.TransactWriteItemsCommand({ TransactItems }))
      return true
    } catch (error) {
      if (isFinal || !hasConflict(error)) rethrowUnavailable(this.#tableName)(error)
      return false
    }
  }

  #onTable(action: Transaction['actions'][number]): TransactWriteItem {
    const [[kind, parameters] = []] = Object.entries(action)
    return kind ? { [kind]: { TableName: this.#tableName, ...parameters } } : {}
  }

  async #read(connectionId: string): Promise<StoredItem | undefined> {
    const client = await this.#client()
    const command = new sdk.module.GetItemCommand({
      TableName: this.#tableName,
      Key: { ...connectionKey(connectionId) },
      ConsistentRead: true,
    })
    const { Item } = await client.send(command).catch(rethrowUnavailable(this.#tableName))
    return Item as StoredItem | undefined
  }
}

type StoredKey = Record<string, AttributeValue>

interface Page {
  readonly Items?: unknown
  readonly LastEvaluatedKey?: StoredKey | undefined
}

/**
 * Another writer of the same connection was faster. A transaction that is still in progress is not repeated:
 * it may be applied later, and after a removal it would add the connection again.
 */
function hasConflict(error: unknown): boolean {
  if ((error as Error).name === 'TransactionInProgressException') return false
  return isTransactionConflict(error) || (cancellationReasonsOf(error)?.some(isFailedCondition) ?? false)
}

function rethrowUnavailable(tableName: string): (error: unknown) => never {
  return (cause) => {
    const { name, message } = cause as Error
    // A missing region is an error without a name of its own.
    const reason = message === 'Region is missing' ? message : name
    throw new AppTheoryError(
      'websocket.unavailable',
      `the connection table '${tableName}' failed (${reason}): check its name, region and permissions`,
      { cause },
    )
  }
}
