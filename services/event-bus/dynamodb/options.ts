import type { AppTheoryError } from '../../../errors.ts'
import type { Clock } from '../../clock/clock.ts'
import type { DynamoDBClient, DynamoDBClientConfig } from '../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import type { RandomSource } from '../../ids/random.ts'
import { metricsRule } from '../../metrics/metric.ts'
import {
  aClock,
  aFunction,
  anIdGenerator,
  anSdkClient,
  finiteNumber,
  integer,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
} from '../../options/option-rules.ts'
import { ttlMsRule } from '../event/event-lifetime.ts'
import type { EventBusMetricsOptions } from '../metrics/metrics-options.ts'
import { type Idempotency, type OnConflict, publishRules } from '../publish/publish-rules.ts'

export type { DynamoDBClient, DynamoDBClientConfig }

/** The options of {@link DynamoDBEventBus}. */
export interface DynamoDBEventBusOptions {
  /** The client that sends the requests. @defaultValue a client with the SDK's own defaults */
  readonly client?: DynamoDBClient | undefined
  /**
   * The name of the table.
   * @defaultValue the first of `APPTHEORY_EVENTBUS_TABLE_NAME`, `EVENTBUS_TABLE_NAME` and
   * `AUTHEORY_EVENTBUS_TABLE_NAME` that is set, else `AUTHEORY_TABLE_NAME` with `-events`, else
   * `apptheory-events`
   */
  readonly tableName?: string | undefined
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Makes the IDs of new events. @defaultValue ULIDs */
  readonly ids?: IdGenerator | undefined
  /** Makes the jitter of retries. @defaultValue the system's */
  readonly random?: RandomSource | undefined
  /**
   * Lifetime of events without `expiresAt`, in milliseconds, at most 100 years; 0 is forever.
   * @defaultValue 30 days
   */
  readonly ttlMs?: number | undefined
  /** Number of retries after throttling, a 5xx or a lost connection. @defaultValue 3 */
  readonly retryAttempts?: number | undefined
  /** Longest delay before the first retry, in milliseconds. Doubles with each retry. @defaultValue 100 */
  readonly retryBaseDelayMs?: number | undefined
  /**
   * Which events are the same. `'id'` costs a second item and a transaction: 8 write units instead of the 3
   * of `'key'`. All services that write to a table should use the same value.
   * @defaultValue `'key'`
   */
  readonly idempotency?: Idempotency | undefined
  /** What happens to an event whose ID is already used by another one. @defaultValue `'ignore'` */
  readonly onConflict?: OnConflict | undefined
  /** Number of requests for a page. After that it is returned, with a cursor. @defaultValue 10 */
  readonly maxPagesPerQuery?: number | undefined
  /** Where counts of stored, read and failed events go. @defaultValue no metrics */
  readonly metrics?: EventBusMetricsOptions | undefined
  /**
   * What a query does with an item that cannot be read as an event. `'skip'` ignores it. `'throw'` throws
   * `event_bus.unreadable_event`; the cursor in `cause.data.cursor` continues after the item.
   * @defaultValue `'skip'`
   */
  readonly unreadable?: Unreadable | undefined
  /** Called for each item that a query ignores. Its errors are ignored. @defaultValue none */
  readonly onUnreadable?: OnUnreadable | undefined
}

/** What a query does with an item that is not an event: ignore it, or throw `event_bus.unreadable_event`. */
export type Unreadable = 'skip' | 'throw'

/**
 * Called with the coded error and the primary key of an item that a query ignores. Its errors are ignored.
 */
export type OnUnreadable = (
  error: AppTheoryError,
  keys: { readonly pk: string; readonly sk: string },
) => unknown

export const eventBusOptionRules: OptionRulesOf<DynamoDBEventBusOptions> = {
  client: anSdkClient,
  tableName: nonEmptyString,
  clock: aClock,
  ids: anIdGenerator,
  random: aFunction,
  ttlMs: ttlMsRule,
  retryAttempts: integer(0),
  retryBaseDelayMs: finiteNumber(0),
  ...publishRules,
  maxPagesPerQuery: integer(1),
  metrics: metricsRule,
  unreadable: oneOf('skip', 'throw'),
  onUnreadable: aFunction,
}
