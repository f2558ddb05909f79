import type { Clock } from '../../clock/clock.ts'
import { compositeKeyTable } from '../../dynamodb/composite-key-table.ts'
import type { CreateTableCommandInput, DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import { checkOptions } from '../../options/check-options.ts'
import { aClock, nonEmptyString, type OptionRulesOf } from '../../options/option-rules.ts'
import { connectionTableName } from './connection-table-name.ts'

/** The options of {@link connectionTable}. */
export interface ConnectionTableOptions {
  /** The name of the table. @defaultValue as for `DynamoDBConnectionRegistry` */
  readonly tableName?: string | undefined
}

/** The options of {@link ensureConnectionTable}. */
export interface EnsureConnectionTableOptions extends ConnectionTableOptions {
  /** The source of the time, for the wait until the table is active. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

const tableRules: OptionRulesOf<ConnectionTableOptions> = { tableName: nonEmptyString }
const ensureRules: OptionRulesOf<EnsureConnectionTableOptions> = { ...tableRules, clock: aClock }

/**
 * The table of a `DynamoDBConnectionRegistry`, as `CreateTable` takes it. Its TTL attribute, `ttl`, is set
 * separately.
 *
 * @example
 * ```ts
 * const client = new DynamoDBClient()
 * await client.send(new CreateTableCommand(connectionTable({ tableName: 'connections' })))
 * ```
 *
 * @throws TypeError that names the option
 */
export function connectionTable(options: ConnectionTableOptions = {}): CreateTableCommandInput {
  checkOptions('connectionTable', options, tableRules)
  return compositeKeyTable(connectionTableName(options.tableName))
}

/**
 * Creates the table if it does not exist, waits until it can be used, and enables its TTL: for tests and
 * development. In production, the table belongs to your infrastructure as code.
 *
 * @example
 * ```ts
 * await ensureConnectionTable(new FakeDynamoDB().client(), { tableName: 'connections' })
 * ```
 *
 * @throws TypeError that names the option
 */
export async function ensureConnectionTable(
  client: DynamoDBClient,
  options: EnsureConnectionTableOptions = {},
): Promise<void> {
  checkOptions('ensureConnectionTable', options, ensureRules)
  const { tableName, clock } = options
  // On demand: functions do not create their tables.
  const { ensureExpiringTable } = await import('../../dynamodb/ensure-table.ts')
  await ensureExpiringTable(client, {
    definition: connectionTable({ tableName }),
    ttlAttribute: 'ttl',
    clock,
  })
}
