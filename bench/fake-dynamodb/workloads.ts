import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Item } from '../../testkit/fake-dynamodb/index.ts'

/** For single items. */
export const SMALL = 'bench-small'
/** 100,000 items in 1,000 partitions. */
export const LARGE = 'bench-large'
export const LARGE_PARTITIONS = 1_000
export const LARGE_PARTITION_SIZE = 100

const KEYS = 1_000
const PAGE = 25

export type Workload = (client: DynamoDBClient, index: number) => Promise<unknown>

/** Makes a table new and empty, also where an earlier run was broken off. */
export async function createTable(client: DynamoDBClient, TableName: string): Promise<void> {
  await dropTable(client, TableName)
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  )
}

export async function dropTable(client: DynamoDBClient, TableName: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error
  })
}

/** About 200 bytes, in the form of the wire. */
export function itemOf(partition: number, position: number): Item {
  return {
    pk: { S: partitionKey(partition) },
    sk: { S: sortKey(position) },
    count: { N: '0' },
    name: { S: `name of item ${position}` },
    tags: { SS: ['red', 'green', 'blue'] },
    nested: { M: { active: { BOOL: true }, scores: { L: [{ N: '1' }, { N: '2.5' }] } } },
  }
}

function partitionKey(partition: number): string {
  return `partition-${partition}`
}

function sortKey(position: number): string {
  return `position-${String(position).padStart(9, '0')}`
}

function keyOf(index: number): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: partitionKey(index % KEYS) }, sk: { S: sortKey(0) } }
}

export const putItem: Workload = (client, index) =>
  client.send(
    new PutItemCommand({
      TableName: SMALL,
      Item: itemOf(index % KEYS, 0) as PutItemCommand['input']['Item'],
    }),
  )

export const getItem: Workload = (client, index) =>
  client.send(new GetItemCommand({ TableName: SMALL, Key: keyOf(index) }))

export const conditionalUpdate: Workload = (client, index) =>
  client.send(
    new UpdateItemCommand({
      TableName: SMALL,
      Key: keyOf(index),
      UpdateExpression: 'SET #count = if_not_exists(#count, :zero) + :one',
      ConditionExpression: 'attribute_not_exists(#count) OR #count < :limit',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' }, ':limit': { N: '1000000000' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  )

export const transactWrite: Workload = (client, index) =>
  client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: SMALL, Item: { ...keyOf(3 * index), count: { N: '0' } } } },
        {
          Update: {
            TableName: SMALL,
            Key: keyOf(3 * index + 1),
            UpdateExpression: 'ADD #count :one',
            ExpressionAttributeNames: { '#count': 'count' },
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
        {
          ConditionCheck: {
            TableName: SMALL,
            Key: keyOf(3 * index + 2),
            ConditionExpression: 'attribute_not_exists(absent)',
          },
        },
      ],
    }),
  )

/** A page out of the middle of some partition. */
export function queryPage(TableName: string, partitions: number, partitionSize: number): Workload {
  const starts = partitionSize - PAGE
  return (client, index) =>
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: {
          ':pk': { S: partitionKey((index * 7919) % partitions) },
          ':from': { S: sortKey((index * 104_729) % starts) },
        },
        Limit: PAGE,
      }),
    )
}

/** What a page of {@link queryPage} looks like, for the floor. */
export const pageReply: object = {
  Items: Array.from({ length: PAGE }, (_, position) => itemOf(0, position)),
  Count: PAGE,
  ScannedCount: PAGE,
  LastEvaluatedKey: { pk: { S: partitionKey(0) }, sk: { S: sortKey(PAGE) } },
}

export function* itemsOf(partitions: number, partitionSize: number): Generator<Item> {
  for (let partition = 0; partition < partitions; partition += 1) {
    for (let position = 0; position < partitionSize; position += 1) yield itemOf(partition, position)
  }
}

/** Fills a table through the client, as any contender can be filled. */
export async function fill(
  client: DynamoDBClient,
  TableName: string,
  partitions: number,
  partitionSize: number,
): Promise<void> {
  const batchesAtOnce = 4
  const batches = itemsOf(partitions, partitionSize)
  const write = async (): Promise<void> => {
    for (let items = take(batches, PAGE); items.length > 0; items = take(batches, PAGE)) {
      const requests = items.map((Item) => ({ PutRequest: { Item } }))
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: requests },
        } as BatchWriteItemCommand['input']),
      )
    }
  }
  await Promise.all(Array.from({ length: batchesAtOnce }, write))
}

function take(items: Generator<Item>, count: number): Item[] {
  const taken: Item[] = []
  while (taken.length < count) {
    const { value, done } = items.next()
    if (done) break
    taken.push(value)
  }
  return taken
}
