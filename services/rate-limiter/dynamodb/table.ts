import type { CreateTableCommandInput, DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import { type AttributeNames, attributeNamesOf } from './apptheory/item.ts'
import { resolveTableName } from './defaults.ts'

export interface RateLimitTableOptions {
  /** @defaultValue as for `DynamoDBRateLimiter` */
  readonly tableName?: string | undefined
  /** As for `DynamoDBRateLimiter`: it names the attribute that expires items. @defaultValue `'camel'` */
  readonly attributeNames?: AttributeNames | undefined
}

/** The table of a `DynamoDBRateLimiter`, for either layout or both. Its items expire by the attribute `ttl`. */
export function rateLimitTable({ tableName }: RateLimitTableOptions = {}): CreateTableCommandInput {
  return {
    TableName: resolveTableName(tableName),
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
    ],
  }
}

/**
 * Makes the table where there is none, waits until it can be used, and lets its items expire: for development and
 * tests. In production the table belongs to your infrastructure as code.
 */
export async function ensureTable(
  client: DynamoDBClient,
  options: RateLimitTableOptions = {},
): Promise<void> {
  // On demand: functions do not make their tables.
  const { ensureExpiringTable } = await import('../../dynamodb/ensure-table.ts')
  const { ttl } = attributeNamesOf(options.attributeNames ?? 'camel')
  await ensureExpiringTable(client, { definition: rateLimitTable(options), ttlAttribute: ttl })
}
