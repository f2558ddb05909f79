import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, type FakeDynamoDBOptions } from './index.ts'
import { tableInput } from './table-input.helper.ts'

/** A fake with its tables, and a client that tries once. */
export interface Setup {
  readonly fake: FakeDynamoDB
  readonly client: DynamoDBClient
}

/** Partition key `pk` and sort key `sk` (N), a sparse index of every kind, on demand. */
export const ordersTable: CreateTableCommandInput = tableInput('orders', {
  keys: { pk: 'S', sk: 'N' },
  global: {
    'by-status': { keys: { status: 'S', placedAt: 'S' }, project: ['customer'] },
    'by-status-only': { keys: { status: 'S' }, project: 'KEYS_ONLY' },
  },
  local: { 'by-total': { keys: { pk: 'S', total: 'N' }, project: 'KEYS_ONLY' } },
})

/** Partition key `pk` (S) alone, provisioned. */
export const countersTable: CreateTableCommandInput = {
  TableName: 'counters',
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
}

/** A fake with both tables and an empty log. */
export async function setUp(
  options: FakeDynamoDBOptions = {},
  config: DynamoDBClientConfig = {},
): Promise<Setup> {
  const fake = new FakeDynamoDB(options)
  const client = fake.client({ maxAttempts: 1, ...config })
  const latencyMs = fake.latencyMs
  fake.latencyMs = 0
  await client.send(new CreateTableCommand(ordersTable))
  await client.send(new CreateTableCommand(countersTable))
  fake.latencyMs = latencyMs
  fake.log.clear()
  return { fake, client }
}

/** The key of an order. */
export function orderKey(pk: string, sk: number): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { N: String(sk) } }
}
