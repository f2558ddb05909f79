import { gunzipSync, gzipSync } from 'node:zlib'
import { type Clock, systemClock } from '../../clock/clock.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { CreateTableCommandInput, DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import { checkOptions } from '../../options/check-options.ts'
import {
  aClock,
  anSdkClient,
  nonEmptyString,
  type OptionRulesOf,
  required,
} from '../../options/option-rules.ts'
import type {
  ParkedEvent,
  ParkingCause,
  ParkingLane,
  ParkingPlace,
  ParkingStore,
} from '../parking/parking-store.ts'
import { codedFailure } from './coded-failure.ts'
import { type Item, textAt } from './item.ts'

/** The options of {@link DynamoDBParkingStore}. */
export interface DynamoDBParkingStoreOptions {
  /** The name of a table of its own, not that of the events. */
  readonly tableName: string
  /** The client that sends the requests. @defaultValue a client with the SDK's own defaults */
  readonly client?: DynamoDBClient | undefined
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

const optionRules: OptionRulesOf<DynamoDBParkingStoreOptions> = {
  tableName: required(nonEmptyString),
  client: anSdkClient,
  clock: aClock,
}

/**
 * The table of a {@link DynamoDBParkingStore}, as `CreateTable` takes it. Its time to live is set
 * separately, on the attribute `ttl`: counts of failures have it, parked events do not.
 *
 * @example
 * ```ts
 * const client = new DynamoDBClient()
 * await client.send(new CreateTableCommand({ ...parkingTable, TableName: 'events-parked' }))
 * ```
 */
export const parkingTable: CreateTableCommandInput = {
  TableName: 'apptheory-events-parked',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
}

/** A stream keeps its records for one day. */
const COUNT_LIFETIME_MS = 2 * 24 * 60 * 60 * 1000
const PARKED = 'parked#'

/**
 * Parks events in a DynamoDB table.
 *
 * @example
 * ```ts
 * const bus = new DynamoDBEventBus()
 * const table = new DynamoDBParkingStore({ tableName: 'events-parked' })
 * export const handler = eventBusStream({ bus, park: { table } })
 * ```
 *
 * @throws TypeError that names the option
 */
export class DynamoDBParkingStore implements ParkingStore {
  readonly #client: () => DynamoDBClient | Promise<DynamoDBClient>
  readonly #tableName: string
  readonly #clock: Clock

  constructor(options: DynamoDBParkingStoreOptions) {
    checkOptions('DynamoDBParkingStore', options, optionRules)
    const { client } = options
    this.#client = sdk.onceLoaded('DynamoDBParkingStore', () => client ?? new sdk.module.DynamoDBClient())
    this.#tableName = options.tableName
    this.#clock = options.clock ?? systemClock
  }

  /**
   * Counts a failed delivery of an event that is not parked. DynamoDB deletes the count after two days.
   * @returns how many there were
   * @throws AppTheoryError `event_bus.unavailable`, `event_bus.store_failed`
   */
  async countFailure(place: ParkingPlace): Promise<number> {
    const ttl = String(Math.floor((this.#clock.now() + COUNT_LIFETIME_MS) / 1000))
    const { Attributes } = await this.#call((client) =>
      client.send(
        new sdk.module.UpdateItemCommand({
          TableName: this.#tableName,
          Key: keyOf(place, `failed#${place.position}`),
          UpdateExpression: 'ADD attempts :one SET #ttl = :ttl',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':one': { N: '1' }, ':ttl': { N: ttl } },
          ReturnValues: 'UPDATED_NEW',
        }),
      ),
    )
    return Number(Attributes?.['attempts']?.N)
  }

  /**
   * Stores an event that failed too often, or that waits behind such an event. An event that is parked
   * already stays as it is.
   * @throws AppTheoryError `event_bus.unavailable`, `event_bus.store_failed`
   */
  async park(event: Omit<ParkedEvent, 'firstAt' | 'lastAt'>): Promise<void> {
    const now = { S: this.#now() }
    const item: Item = {
      ...keyOf(event),
      consumer: { S: event.consumer },
      tenant_id: { S: event.tenantId },
      event_id: { S: event.eventId },
      event_type: { S: event.eventType },
      // Compressed, so that an event of the largest size has room beside the rest.
      event: { B: gzipSync(JSON.stringify(event.image)) },
      attempts: { N: String(event.attempts) },
      first_at: now,
      last_at: now,
      ...(event.cause && attributesOf(event.cause)),
    }
    try {
      const input = {
        TableName: this.#tableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk)',
      }
      await (await this.#client()).send(new sdk.module.PutItemCommand(input))
    } catch (error) {
      // It is parked already.
      if ((error as Error).name !== 'ConditionalCheckFailedException') throw codedFailure(error)
    }
  }

  /**
   * The first events of a lane, in the order of the stream, at most `limit`.
   * @throws AppTheoryError `event_bus.unavailable`, `event_bus.store_failed`
   */
  async first(lane: ParkingLane, limit: number): Promise<readonly ParkedEvent[]> {
    const { Items = [] } = await this.#call((client) =>
      client.send(
        new sdk.module.QueryCommand({
          TableName: this.#tableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :parked)',
          ExpressionAttributeValues: { ':pk': { S: partitionOf(lane) }, ':parked': { S: PARKED } },
          ConsistentRead: true,
          Limit: limit,
        }),
      ),
    )
    return Items.map(parkedEventIn)
  }

  /**
   * Counts another failure of a parked event, and replaces its cause.
   * @throws AppTheoryError `event_bus.unavailable`, `event_bus.store_failed`
   */
  async failedAgain(place: ParkingPlace, cause: ParkingCause): Promise<void> {
    const { code, causes } = attributesOf(cause)
    await this.#call((client) =>
      client.send(
        new sdk.module.UpdateItemCommand({
          TableName: this.#tableName,
          Key: keyOf(place),
          UpdateExpression: 'ADD attempts :one SET code = :code, causes = :causes, last_at = :now',
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ':code': code,
            ':causes': causes,
            ':now': { S: this.#now() },
          },
        }),
      ),
    )
  }

  /**
   * Deletes a parked event, once it was handled.
   * @throws AppTheoryError `event_bus.unavailable`, `event_bus.store_failed`
   */
  async remove(place: ParkingPlace): Promise<void> {
    const input = { TableName: this.#tableName, Key: keyOf(place) }
    await this.#call((client) => client.send(new sdk.module.DeleteItemCommand(input)))
  }

  /**
   * The tenants that have parked events for a consumer, sorted. It scans the whole table.
   * @throws AppTheoryError `event_bus.unavailable`, `event_bus.store_failed`
   */
  async tenants(consumer: string): Promise<readonly string[]> {
    const tenants = new Set<string>()
    for (let start: Item | undefined, more = true; more; more = start !== undefined) {
      const input = {
        TableName: this.#tableName,
        ProjectionExpression: 'pk, tenant_id',
        FilterExpression: 'consumer = :consumer',
        ExpressionAttributeValues: { ':consumer': { S: consumer } },
        ...(start && { ExclusiveStartKey: start }),
      }
      const page = await this.#call((client) => client.send(new sdk.module.ScanCommand(input)))
      for (const item of page.Items ?? []) tenants.add(textAt(item, 'tenant_id'))
      start = page.LastEvaluatedKey
    }
    return [...tenants].sort()
  }

  async #call<T>(send: (client: DynamoDBClient) => Promise<T>): Promise<T> {
    try {
      return await send(await this.#client())
    } catch (error) {
      throw codedFailure(error)
    }
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString()
  }
}

function partitionOf({ consumer, tenantId }: ParkingLane): string {
  return [consumer, tenantId].map(encodeURIComponent).join('#')
}

function keyOf(place: ParkingPlace, sortKey = `${PARKED}${place.position}`): Item {
  return { pk: { S: partitionOf(place) }, sk: { S: sortKey } }
}

function attributesOf({ code, causes }: ParkingCause) {
  return { code: { S: code }, causes: { L: causes.map((cause) => ({ S: cause })) } }
}

function parkedEventIn(item: Item): ParkedEvent {
  const code = textAt(item, 'code')
  const causes = item['causes']?.L?.map(({ S = '' }) => S) ?? []
  return {
    consumer: textAt(item, 'consumer'),
    tenantId: textAt(item, 'tenant_id'),
    position: textAt(item, 'sk').slice(PARKED.length),
    eventId: textAt(item, 'event_id'),
    eventType: textAt(item, 'event_type'),
    image: JSON.parse(gunzipSync(item['event']?.B ?? new Uint8Array()).toString()),
    attempts: Number(item['attempts']?.N),
    cause: code ? { code, causes } : undefined,
    firstAt: new Date(textAt(item, 'first_at')),
    lastAt: new Date(textAt(item, 'last_at')),
  }
}
