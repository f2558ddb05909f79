import type { Clock } from '../../clock/clock.ts'
import type { DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import { metricsRule } from '../../metrics/metric.ts'
import { checkOptions } from '../../options/check-options.ts'
import {
  aBoolean,
  aClock,
  aFunction,
  anIdGenerator,
  anSdkClient,
  eitherOf,
  integer,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
  optionsObject,
  required,
} from '../../options/option-rules.ts'
import type { RateLimitMetricsOptions } from '../metrics.ts'
import type { RateLimitKey } from '../rate-limiter.ts'
import { isBucket } from '../strategy/bucket-window.ts'
import type { PolicyWindow, RateLimitStrategy } from '../strategy/strategy.ts'
import { aStrategy } from '../strategy/window-options.ts'
import type { AttributeNames } from './apptheory/item.ts'
import type { CircuitBreakerOptions } from './circuit-breaker.ts'

export type { DynamoDBClient, DynamoDBClientConfig } from '../../dynamodb/sdk-types.ts'

/** The options of {@link DynamoDBRateLimiter}. Only `strategy` is required. */
export interface DynamoDBRateLimiterOptions {
  /** How requests are counted, such as `fixedWindow(...)`. */
  readonly strategy: RateLimitStrategy
  /**
   * Layout `'apptheory'`: the strategy, or the strategies, that this one replaces on a table in use. Their
   * counts in windows of the same length are taken from the limit, until the windows that had begun before
   * the first request of the limiter have ended. That costs at most one read per key and environment. `[]`
   * looks nothing up, which saves the read where the table has no counts of another strategy.
   * @defaultValue any strategy, in usual sub-windows
   */
  readonly replaces?: RateLimitStrategy | readonly RateLimitStrategy[] | undefined
  /** The client that sends the requests. @defaultValue a client with the SDK's own defaults */
  readonly client?: DynamoDBClient | undefined
  /**
   * The name of the table.
   * @defaultValue the first of `APPTHEORY_RATE_LIMIT_TABLE_NAME`, `RATE_LIMIT_TABLE_NAME`,
   * `RATE_LIMIT_TABLE` and `LIMITED_TABLE_NAME` that is set, else `rate-limits`
   */
  readonly tableName?: string | undefined
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /**
   * What happens if the table does not decide. `true` admits, with `degraded` set. `false` throws
   * `rate_limiter.unavailable` (503).
   * @defaultValue true
   */
  readonly failOpen?: boolean | undefined
  /** How long an item outlives its window, in milliseconds. @defaultValue 3600000 */
  readonly ttlBufferMs?: number | undefined
  /**
   * `'apptheory'`: an item per key and window, in a table that AppTheory's services share. `'compact'`:
   * one item per key, which makes several windows as cheap as one.
   * @defaultValue `'apptheory'`
   */
  readonly layout?: 'apptheory' | 'compact' | undefined
  /**
   * Names of the attributes in layout `apptheory`: Go's (`count`) or those of AppTheory's TS and Python
   * packages (`Count`). In either layout, items expire by `ttl`, or with `'pascal'` by `TTL`. Pass the same
   * to `ensureTable`.
   * @defaultValue `'camel'`
   */
  readonly attributeNames?: AttributeNames | undefined
  /**
   * Whether `checkLimit` and `getUsage` read consistently. Decisions that count always do.
   * @defaultValue false
   */
  readonly consistentRead?: boolean | undefined
  /**
   * Layout `'compact'`: how far the clock of another host may be ahead to be followed, in milliseconds.
   * Beyond it the host's own clock decides.
   * @defaultValue 10000
   */
  readonly maxClockSkewMs?: number | undefined
  /** How long a decision may take, in milliseconds. Then `failOpen` decides. @defaultValue 500 */
  readonly timeoutMs?: number | undefined
  /**
   * When a table that keeps failing gets no requests. `false` sends every request.
   * @defaultValue after 5 failures in a row, for 1,000 ms
   */
  readonly circuitBreaker?: CircuitBreakerOptions | false | undefined
  /**
   * Caches exhausted keys until their reset time: repeated denials send no request. `false` for no cache.
   * @defaultValue up to 10,000 keys
   */
  readonly denyCache?: DenyCacheOptions | false | undefined
  /**
   * Books units ahead of the requests that spend them, so that most decisions need no request to the table.
   * Units count when they are booked: the limit is never exceeded. Units that are not spent within their
   * sub-window are lost, and as long as other environments hold some, a denial may come early. Not for
   * several windows in layout `'apptheory'`.
   * @defaultValue false
   */
  readonly lease?: LeaseOptions | false | undefined
  /** Where metrics of decisions go. @defaultValue nowhere */
  readonly metrics?: RateLimitMetricsOptions | undefined
  /** Tokens of transactions, of 1 to 36 characters. @defaultValue ULIDs */
  readonly ids?: IdGenerator | undefined
  /**
   * Called with each failure of the table, whatever `failOpen` is. Its errors are ignored.
   * @defaultValue if `failOpen` admits, a warning by `console.warn`
   */
  readonly onDegraded?: ((error: unknown, key: RateLimitKey) => void) | undefined
}

/** How many units are booked ahead, and for how long. */
export interface LeaseOptions {
  /** How far bookings look ahead, in milliseconds. @defaultValue 1000 */
  readonly forMs?: number | undefined
  /** Most units that are booked at once, if no more wait. @defaultValue 1000 */
  readonly max?: number | undefined
}

/** How much the cache of exhausted keys holds. */
export interface DenyCacheOptions {
  /** The most keys that are remembered; the oldest are dropped first. @defaultValue 10000 */
  readonly maxKeys?: number | undefined
}

const optionRules: OptionRulesOf<DynamoDBRateLimiterOptions> = {
  strategy: required(aStrategy),
  replaces: eitherOf(aStrategy, listOf(aStrategy)),
  client: anSdkClient,
  tableName: nonEmptyString,
  clock: aClock,
  failOpen: aBoolean,
  ttlBufferMs: integer(0),
  layout: oneOf('apptheory', 'compact'),
  attributeNames: oneOf('camel', 'pascal'),
  consistentRead: aBoolean,
  maxClockSkewMs: integer(0),
  timeoutMs: integer(1, 900_000),
  circuitBreaker: eitherOf(oneOf(false), optionsObject({ failures: integer(1), openMs: integer(1) })),
  denyCache: eitherOf(oneOf(false), optionsObject({ maxKeys: integer(2) })),
  lease: eitherOf(oneOf(false), optionsObject({ forMs: integer(1), max: integer(1) })),
  metrics: metricsRule,
  ids: anIdGenerator,
  onDegraded: aFunction,
}

/**
 * @param owner the function or class that takes the options
 * @throws TypeError that names the option
 */
export function checkRateLimiterOptions(owner: string, options: DynamoDBRateLimiterOptions): void {
  checkOptions(owner, options, optionRules)
  const problem = layoutProblem(options.strategy.windows, options.layout)
  if (problem) throw new TypeError(`${owner}: option 'strategy' has ${problem}`)
  const unleased = options.lease ? leaseProblem(options) : undefined
  if (unleased) throw new TypeError(`${owner}: option 'lease' ${unleased}`)
  const notReplaced = options.replaces ? replacesProblem(options, [options.replaces].flat()) : undefined
  if (notReplaced) throw new TypeError(`${owner}: option 'replaces' ${notReplaced}`)
}

function replacesProblem(
  { strategy, layout }: DynamoDBRateLimiterOptions,
  replaced: readonly RateLimitStrategy[],
): string | undefined {
  if (layout === 'compact') return "is for layout 'apptheory': layout 'compact' keeps the counts without it"
  const hasBucket = [strategy, ...replaced].some(({ kind }) => kind === 'bucket')
  return hasBucket ? 'is not for tokenBucket, which begins full' : undefined
}

function leaseProblem({ strategy, layout }: DynamoDBRateLimiterOptions): string | undefined {
  if (strategy.kind === 'bucket') return 'is not for tokenBucket, whose units flow back at any time'
  if (strategy.kind !== 'multi' || layout === 'compact') return undefined
  return "needs layout 'compact' for several windows, which are one item there"
}

// A condition has at most 300 operators and functions, and each window has 8: of its counter and of its
// newest number `(attribute_not_exists(#n) OR #n <= :v) AND`. That is less than the 4096 bytes that a
// condition may have. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const MAX_COMPACT_WINDOWS = 37

/** Why a layout cannot hold these windows; `undefined` if it can. */
export function layoutProblem(
  windows: readonly PolicyWindow[],
  layout: DynamoDBRateLimiterOptions['layout'],
): string | undefined {
  if (layout === 'compact') {
    if (windows.length <= MAX_COMPACT_WINDOWS) return undefined
    return `${windows.length} windows: layout 'compact' has room for ${MAX_COMPACT_WINDOWS}`
  }
  // Items are named by the second in which their window begins, so that two windows must not begin in the
  // same one.
  const short = windows.find((window) => window.granularityMs < 1000 && !isBucket(window))
  return short && `windows of ${short.granularityMs} ms: layout 'apptheory' needs 1000 ms or more`
}
