import { type Clock, systemClock } from '../../clock/clock.ts'
import { type IdGenerator, ulidGenerator } from '../../ids/ids.ts'
import { type RandomSource, systemRandom } from '../../ids/random.ts'
import { checkOptions } from '../../options/check-options.ts'
import { DEFAULT_TTL_MS } from '../event/event-lifetime.ts'
import type { EventBusMetricsOptions } from '../metrics/metrics-options.ts'
import type { Idempotency, OnConflict } from '../publish/publish-rules.ts'
import {
  type DynamoDBClient,
  type DynamoDBEventBusOptions,
  eventBusOptionRules,
  type OnUnreadable,
  type Unreadable,
} from './options.ts'
import { tableNameFrom } from './table-name.ts'

/** The options with their defaults; the client is made where the SDK is loaded. */
export interface ResolvedEventBusOptions {
  readonly client: DynamoDBClient | undefined
  readonly tableName: string
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly random: RandomSource
  readonly ttlMs: number
  readonly retryAttempts: number
  readonly retryBaseDelayMs: number
  readonly idempotency: Idempotency
  readonly onConflict: OnConflict
  readonly maxPagesPerQuery: number
  readonly metrics: EventBusMetricsOptions | undefined
  readonly unreadable: Unreadable
  readonly onUnreadable: OnUnreadable | undefined
}

/** @throws TypeError that names the option */
export function resolveEventBusOptions(options: DynamoDBEventBusOptions): ResolvedEventBusOptions {
  checkOptions('DynamoDBEventBus', options, eventBusOptionRules)
  const clock = options.clock ?? systemClock
  return {
    client: options.client,
    tableName: options.tableName ?? tableNameFrom(process.env),
    clock,
    ids: options.ids ?? ulidGenerator(clock),
    random: options.random ?? systemRandom,
    ttlMs: options.ttlMs ?? DEFAULT_TTL_MS,
    retryAttempts: options.retryAttempts ?? 3,
    retryBaseDelayMs: options.retryBaseDelayMs ?? 100,
    idempotency: options.idempotency ?? 'key',
    onConflict: options.onConflict ?? 'ignore',
    maxPagesPerQuery: options.maxPagesPerQuery ?? 10,
    metrics: options.metrics,
    unreadable: options.unreadable ?? 'skip',
    onUnreadable: options.onUnreadable,
  }
}
