import { type Clock, systemClock } from '../../clock/clock.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'
import type { AttributeNames } from './apptheory/item.ts'
import type { Lease } from './booking/demand.ts'
import type { CircuitBreakerOptions } from './circuit-breaker.ts'
import { checkRateLimiterOptions, type DynamoDBClient, type DynamoDBRateLimiterOptions } from './options.ts'

/** The options with their defaults. The client is made when the SDK is loaded. */
export interface ResolvedRateLimiterOptions {
  readonly strategy: RateLimitStrategy
  readonly replaces: readonly RateLimitStrategy[] | undefined
  readonly client: DynamoDBClient | undefined
  readonly tableName: string
  readonly clock: Clock
  readonly failOpen: boolean
  readonly ttlBufferMs: number
  readonly layout: 'apptheory' | 'compact'
  readonly attributeNames: AttributeNames
  readonly consistentRead: boolean
  readonly maxClockSkewMs: number
  readonly timeoutMs: number
  readonly circuitBreaker: CircuitBreakerOptions | false
  /** How many keys. */
  readonly denyCache: number | false
  readonly lease: Lease | undefined
  readonly ids: IdGenerator | undefined
  readonly metrics: DynamoDBRateLimiterOptions['metrics']
  readonly onDegraded: DynamoDBRateLimiterOptions['onDegraded']
}

/** @throws TypeError that names the option */
export function resolveRateLimiterOptions(options: DynamoDBRateLimiterOptions): ResolvedRateLimiterOptions {
  checkRateLimiterOptions('DynamoDBRateLimiter', options)
  const { layout = 'apptheory', denyCache = {} } = options
  return {
    layout,
    maxClockSkewMs: options.maxClockSkewMs ?? 10_000,
    timeoutMs: options.timeoutMs ?? 500,
    circuitBreaker: options.circuitBreaker ?? {},
    denyCache: denyCache && (denyCache.maxKeys ?? 10_000),
    lease: leaseOf(options.lease),
    ids: options.ids,
    strategy: options.strategy,
    replaces: options.replaces && [options.replaces].flat(),
    client: options.client,
    tableName: resolveTableName(options.tableName),
    clock: options.clock ?? systemClock,
    failOpen: options.failOpen ?? true,
    ttlBufferMs: options.ttlBufferMs ?? 3_600_000,
    attributeNames: options.attributeNames ?? 'camel',
    consistentRead: options.consistentRead ?? false,
    metrics: options.metrics,
    onDegraded: options.onDegraded,
  }
}

function leaseOf(lease: DynamoDBRateLimiterOptions['lease']): Lease | undefined {
  return lease ? { forMs: lease.forMs ?? 1000, max: lease.max ?? 1000 } : undefined
}

/** Where AppTheory's services look for the name of the table, in order. */
const tableNameVariables = [
  'APPTHEORY_RATE_LIMIT_TABLE_NAME',
  'RATE_LIMIT_TABLE_NAME',
  'RATE_LIMIT_TABLE',
  'LIMITED_TABLE_NAME',
] as const

/** The name given, else the first of the variables that is set, else `rate-limits`. */
export function resolveTableName(given: string | undefined): string {
  return given ?? tableNameVariables.map((name) => process.env[name]).find(Boolean) ?? 'rate-limits'
}
