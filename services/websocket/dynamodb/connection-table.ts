import type { CreateTableCommandInput, DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import { connectionTableName } from './dynamodb-connection-registry.ts'

/** What CreateTable takes for the table of a `DynamoDBConnectionRegistry`; its TTL attribute is `ttl`. */
export function connectionTable(tableName: string = connectionTableName()): CreateTableCommandInput {
  return {
    TableName: tableName,
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
 * Creates the table where it does not exist, waits until it can be used, and has DynamoDB delete what has expired:
 * for tests and development. In production a template of yours does it.
 */
export async function ensureConnectionTable(client: DynamoDBClient, tableName?: string): Promise<void> {
  // On demand: functions do not make their tables.
  const { ensureExpiringTable } = await import('../../dynamodb/ensure-table.ts')
  await ensureExpiringTable(client, { definition: connectionTable(tableName), ttlAttribute: 'ttl' })
}
