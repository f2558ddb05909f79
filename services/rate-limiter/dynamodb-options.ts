import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type OptionSchema, validateOptions } from '@middy/util'
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/clock.ts'
import type { AttributeNames } from './apptheory-item.ts'
import type { RateLimitKey } from './rate-limiter.ts'
import type { RateLimitStrategy } from './strategy.ts'

export interface DynamoDBRateLimiterOptions {
  readonly strategy: RateLimitStrategy
  /** @defaultValue a client with the SDK's own defaults */
  readonly client?: DynamoDBClient | undefined
  /**
   * @defaultValue the first of `APPTHEORY_RATE_LIMIT_TABLE_NAME`, `RATE_LIMIT_TABLE_NAME`, `RATE_LIMIT_TABLE` and
   * `LIMITED_TABLE_NAME` that is set, else `rate-limits`
   */
  readonly tableName?: string | undefined
  /** @defaultValue the system's */
  readonly clock?: Clock | undefined
  /**
   * What happens where the table cannot decide: `true` admits, with `degraded` set; `false` throws
   * `rate_limiter.unavailable` (503).
   * @defaultValue true
   */
  readonly failOpen?: boolean | undefined
  /** How long an item outlives its window, in milliseconds. @defaultValue 3600000 */
  readonly ttlBufferMs?: number | undefined
  /** Names of the attributes: Go's (`count`) or those of AppTheory's TS and Python packages (`Count`). @defaultValue `'camel'` */
  readonly attributeNames?: AttributeNames | undefined
  /** Whether `checkLimit` and `getUsage` read consistently. Decisions that count always do. @defaultValue false */
  readonly consistentRead?: boolean | undefined
  /** Hears of every failure of the table, whatever `failOpen` makes of it. What it throws is ignored. */
  readonly onDegraded?: ((error: unknown, key: RateLimitKey) => void) | undefined
}

const optionSchema: OptionSchema = {
  type: 'object',
  properties: {
    strategy: { type: 'object', additionalProperties: true },
    client: { type: 'object', additionalProperties: true },
    tableName: { type: 'string', minLength: 1 },
    clock: { type: 'object', additionalProperties: true },
    failOpen: { type: 'boolean' },
    ttlBufferMs: { type: 'integer', minimum: 0 },
    attributeNames: { enum: ['camel', 'pascal'] },
    consistentRead: { type: 'boolean' },
    onDegraded: { instanceof: 'Function' },
  },
  required: ['strategy'],
  additionalProperties: false,
}

/** The options with their defaults; the client is left to whoever may load the SDK. */
export interface TableOptions {
  readonly strategy: RateLimitStrategy
  readonly client: DynamoDBClient | undefined
  readonly tableName: string
  readonly clock: Clock
  readonly failOpen: boolean
  readonly ttlBufferMs: number
  readonly attributeNames: AttributeNames
  readonly consistentRead: boolean
  readonly onDegraded: DynamoDBRateLimiterOptions['onDegraded']
}

/** @throws TypeError that names the option */
export function resolveTableOptions(options: DynamoDBRateLimiterOptions): TableOptions {
  validateOptions('apptheory-middy', optionSchema, { ...options })
  assertWholeSeconds(options.strategy)
  return {
    strategy: options.strategy,
    client: options.client,
    tableName: options.tableName ?? tableNameFrom(process.env),
    clock: options.clock ?? systemClock,
    failOpen: options.failOpen ?? true,
    ttlBufferMs: options.ttlBufferMs ?? 3_600_000,
    attributeNames: options.attributeNames ?? 'camel',
    consistentRead: options.consistentRead ?? false,
    onDegraded: options.onDegraded,
  }
}

/** Where AppTheory's services look for the name of the table, in order. */
const tableNameVariables = [
  'APPTHEORY_RATE_LIMIT_TABLE_NAME',
  'RATE_LIMIT_TABLE_NAME',
  'RATE_LIMIT_TABLE',
  'LIMITED_TABLE_NAME',
] as const

function tableNameFrom(env: NodeJS.ProcessEnv): string {
  return tableNameVariables.map((name) => env[name]).find(Boolean) ?? 'rate-limits'
}

// Items are named by the second in which their window begins, so that two windows must not begin in the same one.
function assertWholeSeconds({ windows }: RateLimitStrategy): void {
  const short = windows.find(({ granularityMs }) => granularityMs < 1000)
  if (!short) return
  throw new TypeError(
    `Option 'strategy' has windows of ${short.granularityMs} ms: layout 'apptheory' needs 1000 ms or more`,
    { cause: { package: 'apptheory-middy' } },
  )
}
