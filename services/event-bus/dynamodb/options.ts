import type { AppTheoryError } from '../../../errors.ts'
import type { Clock } from '../../clock/clock.ts'
import type { DynamoDBClient, DynamoDBClientConfig } from '../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import type { RandomSource } from '../../ids/random.ts'
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
import { type EventBusMetricsOptions, metricsRule } from '../metrics/metrics-options.ts'
import { type Idempotency, type OnConflict, publishRules } from '../publish/publish-rules.ts'

export type { DynamoDBClient, DynamoDBClientConfig }

export interface DynamoDBEventBusOptions {
  /** @defaultValue a client with the SDK's own defaults */
  readonly client?: DynamoDBClient | undefined
  /**
   * @defaultValue the first of `APPTHEORY_EVENTBUS_TABLE_NAME`, `EVENTBUS_TABLE_NAME` and
   * `AUTHEORY_EVENTBUS_TABLE_NAME` that is set, else `AUTHEORY_TABLE_NAME` with `-events`, else
   * `apptheory-events`
   */
  readonly tableName?: string | undefined
  /** @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Of new events. @defaultValue ULIDs */
  readonly ids?: IdGenerator | undefined
  /** What spreads retries over time. @defaultValue the system's */
  readonly random?: RandomSource | undefined
  /**
   * How long an event lives that does not say so itself, in milliseconds, at most 100 years; 0 for ever.
   * @defaultValue 30 days
   */
  readonly ttlMs?: number | undefined
  /** How often a request is sent again after throttling, a 5xx or a lost connection. @defaultValue 3 */
  readonly retryAttempts?: number | undefined
  /** What the longest delay before the first retry is; it doubles with each. @defaultValue 100 */
  readonly retryBaseDelayMs?: number | undefined
  /**
   * What makes two events the same. `'id'` costs a second item and a transaction, and so 8 write units
   * where `'key'` costs 3. All services that write to a table should agree on it.
   * @defaultValue `'key'`
   */
  readonly idempotency?: Idempotency | undefined
  /** @defaultValue `'ignore'` */
  readonly onConflict?: OnConflict | undefined
  /** How many requests a page may take before it is returned as it is, with a cursor. @defaultValue 10 */
  readonly maxPagesPerQuery?: number | undefined
  readonly metrics?: EventBusMetricsOptions | undefined
  /**
   * What a query does with an item that cannot be read as an event: `'skip'` passes over it; `'throw'` throws
   * `event_bus.unreadable_event`, with the cursor that goes on behind it in `cause.data.cursor`.
   * @defaultValue `'skip'`
   */
  readonly unreadable?: Unreadable | undefined
  /** Called for each item that a query passes over. What it throws, or rejects with, is ignored. */
  readonly onUnreadable?: OnUnreadable | undefined
}

export type Unreadable = 'skip' | 'throw'

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
