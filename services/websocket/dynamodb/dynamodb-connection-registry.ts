import { type OptionSchema, validateOptions } from '@middy/util'
import { AppTheoryError } from '../../../errors.ts'
import { type Clock, systemClock } from '../../clock/clock.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { AttributeValue, DynamoDBClient, TransactWriteItem } from '../../dynamodb/sdk-types.ts'
import { clientRule, clockRule, someText } from '../../option-rules.ts'
import {
  type ChannelTarget,
  CONNECTION_TTL_MS,
  type ConnectionRegistry,
  checkedChannel,
  checkedConnection,
  checkedUser,
  type RegisteredConnection,
  type UserTarget,
} from '../connection-registry.ts'
import {
  type ConnectionItem,
  channelPartition,
  connectionItem,
  connectionKey,
  connectionOf,
  type ItemKey,
  membershipKeys,
  userPartition,
} from './connection-item.ts'

export interface DynamoDBConnectionRegistryOptions {
  /** @defaultValue a client with the SDK's own defaults */
  readonly client?: DynamoDBClient | undefined
  /** @defaultValue `WEBSOCKET_CONNECTIONS_TABLE_NAME` where it is set, else `websocket-connections` */
  readonly tableName?: string | undefined
  /** @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** How long a connection is remembered, in milliseconds. @defaultValue 7800000, 2 h 10 min */
  readonly ttlMs?: number | undefined
}

const optionSchema: OptionSchema = {
  type: 'object',
  properties: {
    client: clientRule,
    tableName: someText,
    clock: clockRule,
    ttlMs: { type: 'integer', minimum: 1 },
  },
  additionalProperties: false,
}

// Two writers of one connection are rare (its $connect and its $disconnect); three in a row do not happen.
const WRITE_ATTEMPTS = 5

// What one transaction of DynamoDB takes.
const MAX_ACTIONS = 100

/**
 * Remembers connections in a DynamoDB table with the keys `PK` and `SK` (strings) and the TTL attribute `ttl`: see
 * `ensureConnectionTable`. What is known of a connection changes in one transaction; where more channels change than one
 * holds, the connection first leaves and then joins. Failures of the table are `websocket.unavailable`, with the SDK's
 * error as `cause`.
 * @throws TypeError that names the option
 */
export class DynamoDBConnectionRegistry implements ConnectionRegistry {
  readonly #client: () => DynamoDBClient | Promise<DynamoDBClient>
  readonly #tableName: string
  readonly #clock: Clock
  readonly #ttlMs: number

  constructor(options: DynamoDBConnectionRegistryOptions = {}) {
    validateOptions('apptheory-middy', optionSchema, { ...options })
    const { client } = options
    this.#client = sdk.onceLoaded(
      'DynamoDBConnectionRegistry',
      () => client ?? new sdk.module.DynamoDBClient(),
    )
    this.#tableName = options.tableName ?? connectionTableName()
    this.#clock = options.clock ?? systemClock
    this.#ttlMs = options.ttlMs ?? CONNECTION_TTL_MS
  }

  async add(connection: RegisteredConnection): Promise<void> {
    const checked = checkedConnection(connection)
    let whole = false
    while (!whole) {
      await this.#write(checked.connectionId, (known, revision) => {
        const actions = this.#replacing(known, checked, revision)
        whole = actions.length <= MAX_ACTIONS
        if (whole) return actions
        // More than one transaction takes: first it leaves channels, and then it joins others.
        return this.#replacing(known, { ...checked, channels: keptChannels(known, checked) }, revision)
      })
    }
  }

  async remove(connectionId: string): Promise<void> {
    await this.#write(connectionId, (known) => {
      if (!known) return []
      const members = membershipKeys(connectionOf(known))
      return [
        this.#delete(connectionKey(connectionId), unchangedSince(known)),
        ...members.map((key) => this.#delete(key)),
      ]
    })
  }

  byChannel(target: ChannelTarget): AsyncIterable<RegisteredConnection> {
    const { tenantId, channel } = checkedChannel(target)
    return this.#members(channelPartition(tenantId, channel))
  }

  byUser(target: UserTarget): AsyncIterable<RegisteredConnection> {
    const { tenantId, userId } = checkedUser(target)
    return this.#members(userPartition(tenantId, userId))
  }

  async *#members(partition: string): AsyncIterable<RegisteredConnection> {
    let next: Record<string, AttributeValue> | undefined
    do {
      const page = await this.#query(partition, next)
      const now = this.#clock.now() / 1000
      for (const item of (page.Items ?? []) as unknown as ConnectionItem[]) {
        // DynamoDB deletes what has expired within days, and until then still returns it.
        if (Number(item.ttl.N) > now) yield connectionOf(item)
      }
      next = page.LastEvaluatedKey
    } while (next)
  }

  async #query(partition: string, start: Record<string, AttributeValue> | undefined) {
    const client = await this.#client()
    const command = new sdk.module.QueryCommand({
      TableName: this.#tableName,
      KeyConditionExpression: 'PK = :partition',
      ExpressionAttributeValues: { ':partition': { S: partition } },
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    })
    return client.send(command).catch(rethrowUnavailable)
  }

  #replacing(
    known: ConnectionItem | undefined,
    connection: RegisteredConnection,
    revision: number,
  ): TransactWriteItem[] {
    const writing = { revision, addedAt: this.#clock.now(), ttlMs: this.#ttlMs }
    const itemAt = (key: ItemKey) => connectionItem(key, connection, writing)
    const keys = membershipKeys(connection)
    const kept = new Set(keys.map(({ PK }) => PK.S))
    const stale = known ? membershipKeys(connectionOf(known)).filter(({ PK }) => !kept.has(PK.S)) : []
    return [
      this.#put(itemAt(connectionKey(connection.connectionId)), unchangedSince(known)),
      ...keys.map((key) => this.#put(itemAt(key))),
      ...stale.map((key) => this.#delete(key)),
    ]
  }

  /** Writes what `actions` makes of what is known of the connection, and again if that was changed meanwhile. */
  async #write(
    connectionId: string,
    actions: (known: ConnectionItem | undefined, revision: number) => TransactWriteItem[],
  ): Promise<void> {
    const client = await this.#client()
    for (let attempt = 1; ; attempt++) {
      const known = await this.#known(connectionId)
      const items = actions(known, Number(known?.revision.N ?? 0) + 1)
      if (items.length === 0) return
      try {
        await client.send(new sdk.module.TransactWriteItemsCommand({ TransactItems: items }))
        return
      } catch (error) {
        if (attempt >= WRITE_ATTEMPTS || !wasContended(error)) rethrowUnavailable(error)
      }
    }
  }

  async #known(connectionId: string): Promise<ConnectionItem | undefined> {
    const client = await this.#client()
    const command = new sdk.module.GetItemCommand({
      TableName: this.#tableName,
      Key: { ...connectionKey(connectionId) },
      ConsistentRead: true,
    })
    const { Item } = await client.send(command).catch(rethrowUnavailable)
    return Item as ConnectionItem | undefined
  }

  #put(Item: ConnectionItem, condition: WriteCondition = {}): TransactWriteItem {
    return { Put: { TableName: this.#tableName, Item: { ...Item }, ...condition } }
  }

  #delete(key: ItemKey, condition: WriteCondition = {}): TransactWriteItem {
    return { Delete: { TableName: this.#tableName, Key: { ...key }, ...condition } }
  }
}

type WriteCondition = Pick<
  NonNullable<TransactWriteItem['Put']>,
  'ConditionExpression' | 'ExpressionAttributeValues'
>

/** The table that is used where none is named. */
export function connectionTableName(): string {
  return process.env['WEBSOCKET_CONNECTIONS_TABLE_NAME'] || 'websocket-connections'
}

/** The channels that a connection is in, and stays in. */
function keptChannels(
  known: ConnectionItem | undefined,
  { tenantId, channels }: RegisteredConnection,
): readonly string[] {
  if (known?.tenantId.S !== tenantId) return []
  const before = new Set(known.channels.L.map(({ S }) => S))
  return channels.filter((channel) => before.has(channel))
}

/** By its time as well: a connection that was removed and added again begins anew with its revisions. */
function unchangedSince(known: ConnectionItem | undefined): WriteCondition {
  if (!known) return { ConditionExpression: 'attribute_not_exists(PK)' }
  return {
    ConditionExpression: 'revision = :revision AND addedAt = :addedAt',
    ExpressionAttributeValues: { ':revision': known.revision, ':addedAt': known.addedAt },
  }
}

/** By name and not by `instanceof`: the client may come from another copy of the SDK than ours. */
function wasContended(error: unknown): boolean {
  const { name, CancellationReasons } = error as {
    name?: string
    CancellationReasons?: { Code?: string }[]
  }
  if (name === 'TransactionInProgressException' || name === 'TransactionConflictException') return true
  const codes = CancellationReasons?.map(({ Code }) => Code) ?? []
  return codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')
}

function rethrowUnavailable(error: unknown): never {
  throw new AppTheoryError('websocket.unavailable', 'the table of connections failed', { cause: error })
}
