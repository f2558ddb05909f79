import { pid } from 'node:process'
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { dynamodbLocalClient } from '../../dynamodb-local/client.ts'

export type Item = Record<string, AttributeValue>

/** A table of its own for a case. */
export interface Table {
  readonly client: DynamoDBClient
  readonly tableName: string
}

interface Store {
  readonly name: string
  readonly needs?: 'dynamodb-local'
  connect(): DynamoDBClient
}

/** The two DynamoDBs on which every recorded case about a table runs. */
export const stores: readonly Store[] = [
  { name: 'fake DynamoDB', connect: () => new FakeDynamoDB().client() },
  { name: 'DynamoDB Local', needs: 'dynamodb-local', connect: () => dynamodbLocalClient() },
]

let tables = 0

export async function newTable(
  client: DynamoDBClient,
  definition: Omit<CreateTableCommandInput, 'TableName'>,
  name: string,
): Promise<Table> {
  tables += 1
  const tableName = `apptheory.${pid}.${tables}.${name}`
  await client.send(new CreateTableCommand({ ...definition, TableName: tableName }))
  return { client, tableName }
}

export async function putItems({ client, tableName }: Table, items: readonly Item[]): Promise<void> {
  for (const item of items) await client.send(new PutItemCommand({ TableName: tableName, Item: item }))
}

export async function itemsOf({ client, tableName }: Table): Promise<readonly Item[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))
  return Items
}
