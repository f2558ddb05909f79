import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { type AttributeNames, attributeNamesOf } from './apptheory-item.ts'
import { resolveTableName } from './dynamodb-options.ts'

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
  const table = rateLimitTable(options)
  await client.send(new CreateTableCommand(table)).catch(unlessNamed('ResourceInUseException'))
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: table.TableName })
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: table.TableName }),
  )
  if (TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return
  const AttributeName = attributeNamesOf(options.attributeNames ?? 'camel').ttl
  const TimeToLiveSpecification = { AttributeName, Enabled: true }
  await client
    .send(new UpdateTimeToLiveCommand({ TableName: table.TableName, TimeToLiveSpecification }))
    // Somebody else enabled it meanwhile.
    .catch(unlessNamed('ValidationException'))
}

function unlessNamed(name: string): (error: Error) => void {
  return (error) => {
    if (error.name !== name) throw error
  }
}
