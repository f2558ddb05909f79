import { type Clock, systemClock } from '../../clock/clock.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { CreateTableCommandInput, DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import { checkOptions } from '../../options/check-options.ts'
import {
  aClock,
  anSdkClient,
  integer,
  nonEmptyString,
  type OptionRulesOf,
  required,
} from '../../options/option-rules.ts'
import type { SeenStore } from '../seen-store.ts'
import { codedFailure } from './coded-failure.ts'

/** The options of {@link DynamoDBSeenStore}. */
export interface DynamoDBSeenStoreOptions {
  /** The name of a table of its own. In the table of the events, its items would enter the stream. */
  readonly tableName: string
  /** The client that sends the requests. @defaultValue a client with the SDK's own defaults */
  readonly client?: DynamoDBClient | undefined
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /**
   * How long a delivery is stored, in milliseconds.
   * @defaultValue 2 days; a stream keeps its records for one
   */
  readonly ttlMs?: number | undefined
}

const optionRules: OptionRulesOf<DynamoDBSeenStoreOptions> = {
  tableName: required(nonEmptyString),
  client: anSdkClient,
  clock: aClock,
  ttlMs: integer(1000),
}

/**
 * The table of a {@link DynamoDBSeenStore}, as `CreateTable` takes it. Its time to live is set
 * separately, on the attribute `ttl`.
 *
 * @example
 * ```ts
 * const client = new DynamoDBClient()
 * await client.send(new CreateTableCommand({ ...seenTable, TableName: 'events-seen' }))
 * ```
 */
export const seenTable: CreateTableCommandInput = {
  TableName: 'apptheory-events-seen',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
}

/**
 * Stores in a DynamoDB table which deliveries were handled, for all execution environments.
 *
 * @example
 * ```ts
 * const bus = new DynamoDBEventBus()
 * export const handler = eventBusStream({ bus, seen: new DynamoDBSeenStore({ tableName: 'events-seen' }) })
 * ```
 *
 * @throws TypeError that names the option
 */
export class DynamoDBSeenStore implements SeenStore {
  readonly #client: () => DynamoDBClient | Promise<DynamoDBClient>
  readonly #tableName: string
  readonly #clock: Clock
  readonly #ttlMs: number

  constructor(options: DynamoDBSeenStoreOptions) {
    checkOptions('DynamoDBSeenStore', options, optionRules)
    const { client } = options
    this.#client = sdk.onceLoaded('DynamoDBSeenStore', () => client ?? new sdk.module.DynamoDBClient())
    this.#tableName = options.tableName
    this.#clock = options.clock ?? systemClock
    this.#ttlMs = options.ttlMs ?? 2 * 24 * 60 * 60 * 1000
  }

  /**
   * Whether any execution environment has handled the delivery within `ttlMs`. Reads with strong consistency.
   * @throws AppTheoryError `event_bus.unavailable`, `event_bus.store_failed`
   */
  async has(key: string): Promise<boolean> {
    const client = await this.#client()
    const get = new sdk.module.GetItemCommand({
      TableName: this.#tableName,
      Key: { pk: { S: key } },
      ConsistentRead: true,
    })
    try {
      const { Item } = await client.send(get)
      return Item !== undefined && Number(Item['ttl']?.N) > this.#seconds(0)
    } catch (error) {
      throw codedFailure(error)
    }
  }

  /**
   * Stores the key of a delivery that was handled, for `ttlMs`.
   * @throws AppTheoryError `event_bus.unavailable`, `event_bus.store_failed`
   */
  async add(key: string): Promise<void> {
    const client = await this.#client()
    const put = new sdk.module.PutItemCommand({
      TableName: this.#tableName,
      Item: { pk: { S: key }, ttl: { N: String(this.#seconds(this.#ttlMs)) } },
    })
    try {
      await client.send(put)
    } catch (error) {
      throw codedFailure(error)
    }
  }

  #seconds(fromNowMs: number): number {
    return Math.floor((this.#clock.now() + fromNowMs) / 1000)
  }
}
