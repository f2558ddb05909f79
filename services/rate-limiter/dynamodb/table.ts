import type { Clock } from '../../clock/clock.ts'
import { compositeKeyTable } from '../../dynamodb/composite-key-table.ts'
import type { CreateTableCommandInput, DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import { checkOptions } from '../../options/check-options.ts'
import { aClock, nonEmptyString, type OptionRulesOf, oneOf } from '../../options/option-rules.ts'
import { type AttributeNames, attributeNamesOf } from './apptheory/item.ts'
import { resolveTableName } from './defaults.ts'

/** The name and the expiry attribute of the table, as the limiter has them. */
export interface RateLimitTableOptions {
  /** The name of the table. @defaultValue as for `DynamoDBRateLimiter` */
  readonly tableName?: string | undefined
  /** As for `DynamoDBRateLimiter`: it names the attribute that expires items. @defaultValue `'camel'` */
  readonly attributeNames?: AttributeNames | undefined
}

/** The options of {@link ensureTable}. */
export interface EnsureRateLimitTableOptions extends RateLimitTableOptions {
  /** The source of the time, for the wait until the table is active. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

const tableRules: OptionRulesOf<RateLimitTableOptions> = {
  tableName: nonEmptyString,
  attributeNames: oneOf('camel', 'pascal'),
}
const ensureRules: OptionRulesOf<EnsureRateLimitTableOptions> = { ...tableRules, clock: aClock }

/**
 * The table of a `DynamoDBRateLimiter`, for either layout or both. Its items expire by the attribute `ttl`.
 *
 * @example
 * ```ts
 * const client = new DynamoDBClient()
 * await client.send(new CreateTableCommand(rateLimitTable({ tableName: 'limits' })))
 * ```
 *
 * @throws TypeError that names the option
 */
export function rateLimitTable(options: RateLimitTableOptions = {}): CreateTableCommandInput {
  checkOptions('rateLimitTable', options, tableRules)
  return compositeKeyTable(resolveTableName(options.tableName))
}

/**
 * Creates the table if it does not exist, waits until it can be used, and enables the expiry of its
 * items. For development and tests: in production the table belongs in your infrastructure as code.
 *
 * @example
 * ```ts
 * await ensureTable(new DynamoDBClient({ endpoint: 'http://localhost:8000' }), { tableName: 'limits' })
 * ```
 *
 * @throws TypeError that names the option
 */
export async function ensureTable(
  client: DynamoDBClient,
  options: EnsureRateLimitTableOptions = {},
): Promise<void> {
  checkOptions('ensureTable', options, ensureRules)
  const { clock, ...table } = options
  // Loaded on demand: a function in production does not create its table.
  const { ensureExpiringTable } = await import('../../dynamodb/ensure-table.ts')
  const { ttl } = attributeNamesOf(table.attributeNames ?? 'camel')
  await ensureExpiringTable(client, { definition: rateLimitTable(table), ttlAttribute: ttl, clock })
}
