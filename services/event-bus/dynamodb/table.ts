import { AppTheoryError } from '../../../errors.ts'
import type { Clock } from '../../clock/clock.ts'
import type { CreateTableCommandInput, DynamoDBClient, TableDescription } from '../../dynamodb/sdk-types.ts'
import { checkOptions } from '../../options/check-options.ts'
import { aClock, nonEmptyString, type OptionRulesOf } from '../../options/option-rules.ts'
import { TENANT_INDEX } from '../query/cursor.ts'
import { codedFailure } from './coded-failure.ts'
import { ID_INDEX } from './reader.ts'
import { DEFAULT_TABLE_NAME, tableNameFrom } from './table-name.ts'

/** The attribute by which DynamoDB deletes expired items. `CreateTable` does not take it. */
export const TTL_ATTRIBUTE = 'ttl'

/**
 * The table of an event bus, as `CreateTable` takes it: on demand, with the stream that `eventBusStream`
 * reads. Its time to live is set separately, on the attribute `ttl`.
 *
 * @example
 * ```ts
 * const client = new DynamoDBClient()
 * await client.send(new CreateTableCommand({ ...eventBusTable, TableName: 'events' }))
 * ```
 */
export const eventBusTable: CreateTableCommandInput = {
  TableName: DEFAULT_TABLE_NAME,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'tenant_id', AttributeType: 'S' },
    { AttributeName: 'published_at', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: TENANT_INDEX,
      KeySchema: [
        { AttributeName: 'tenant_id', KeyType: 'HASH' },
        { AttributeName: 'published_at', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: ID_INDEX,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
}

/** The options of {@link ensureTable}. */
export interface EnsureTableOptions {
  /** The name of the table. @defaultValue as for `DynamoDBEventBus` */
  readonly tableName?: string | undefined
  /** The source of the time, for the wait until the table is active. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

const optionRules: OptionRulesOf<EnsureTableOptions> = { tableName: nonEmptyString, clock: aClock }

/**
 * Creates the table if it is missing, waits until it can be used, and sets its time to live: for
 * development and tests. An existing table is not changed.
 *
 * @example
 * ```ts
 * await ensureTable(new DynamoDBClient({ endpoint: 'http://localhost:8000' }), { tableName: 'events' })
 * ```
 *
 * @throws AppTheoryError `event_bus.store_failed` for a table with other keys or indexes, and for one that
 * cannot be used within two minutes
 * @throws TypeError that names the option
 */
export async function ensureTable(client: DynamoDBClient, options: EnsureTableOptions = {}): Promise<void> {
  checkOptions('ensureTable', options, optionRules)
  // On demand, because functions in production do not create tables.
  const { ensureExpiringTable } = await import('../../dynamodb/ensure-table.ts')
  const { tableName = tableNameFrom(process.env), clock } = options
  const definition = { ...eventBusTable, TableName: tableName }
  try {
    await ensureExpiringTable(client, { definition, ttlAttribute: TTL_ATTRIBUTE, check: assertSchema, clock })
  } catch (error) {
    throw codedFailure(error)
  }
}

interface KeyedPart {
  readonly IndexName?: string | undefined
  readonly KeySchema?: TableDescription['KeySchema']
}

function assertSchema(table: TableDescription): void {
  const wanted: readonly KeyedPart[] = [{ ...eventBusTable }, ...(eventBusTable.GlobalSecondaryIndexes ?? [])]
  for (const { IndexName, KeySchema } of wanted) {
    const part: KeyedPart | undefined = IndexName
      ? table.GlobalSecondaryIndexes?.find((index) => index.IndexName === IndexName)
      : table
    if (keysOf(part?.KeySchema) === keysOf(KeySchema)) continue
    const name = IndexName ? `the index ${IndexName}` : 'the table itself'
    throw new AppTheoryError(
      'event_bus.store_failed',
      `table ${table.TableName} is not an event table: ${name} must have the keys ${keysOf(KeySchema)}, ` +
        `not ${keysOf(part?.KeySchema)}`,
      { cause: { package: 'apptheory-middy', data: { tableName: table.TableName, indexName: IndexName } } },
    )
  }
}

function keysOf(schema: TableDescription['KeySchema'] = []): string {
  return schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ') || 'none'
}
