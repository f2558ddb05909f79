import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  PutItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { ManualClock } from '../../manual-clock.ts'
import { countersTable, ordersTable, setUp } from '../fake-tables.helper.ts'

test('a table is active at once and describes itself as it was made', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.250Z')
  const { client } = await setUp({ clock, region: 'eu-west-1', accountId: '123456789012' })
  await client.send(
    new PutItemCommand({
      TableName: 'orders',
      Item: { pk: { S: 'a' }, sk: { N: '1' }, status: { S: 'new' } },
    }),
  )
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'orders' }))
  assert.equal(Table?.TableStatus, 'ACTIVE')
  assert.equal(Table.TableArn, 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders')
  assert.deepEqual(Table.CreationDateTime, new Date('2026-03-01T10:00:00.250Z'))
  assert.deepEqual(Table.KeySchema, ordersTable.KeySchema)
  assert.equal(Table.BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST')
  assert.equal(Table.ItemCount, 1)
  assert.equal(Table.TableSizeBytes, 'pk'.length + 1 + 'sk'.length + 2 + 'status'.length + 3)
  assert.deepEqual(
    Table.GlobalSecondaryIndexes?.map(({ IndexName, IndexStatus, ItemCount }) => [
      IndexName,
      IndexStatus,
      ItemCount,
    ]),
    [
      ['by-status', 'ACTIVE', 0],
      ['by-status-only', 'ACTIVE', 1],
    ],
  )
})

test('a table can be named by its ARN', async () => {
  const { client } = await setUp()
  const TableName = 'arn:aws:dynamodb:us-east-1:000000000000:table/counters'
  await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } }))
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  assert.equal(Table?.ItemCount, 1)
})

test('tables are listed by name, in pages', async () => {
  const { client } = await setUp()
  const first = await client.send(new ListTablesCommand({ Limit: 1 }))
  assert.deepEqual([first.TableNames, first.LastEvaluatedTableName], [['counters'], 'counters'])
  const second = await client.send(new ListTablesCommand({ ExclusiveStartTableName: 'counters' }))
  assert.deepEqual([second.TableNames, second.LastEvaluatedTableName], [['orders'], undefined])
})

test('a deleted table is gone, unless it is protected', async () => {
  const { client } = await setUp()
  await client.send(new DeleteTableCommand({ TableName: 'counters' }))
  await assert.rejects(client.send(new DescribeTableCommand({ TableName: 'counters' })), {
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Table: counters not found',
  })
  await client.send(new CreateTableCommand({ ...countersTable, DeletionProtectionEnabled: true }))
  await assert.rejects(client.send(new DeleteTableCommand({ TableName: 'counters' })), {
    name: 'ValidationException',
    message: /protected against deletion/,
  })
})

test('time to live is enabled for one attribute, and disabled for the same', async () => {
  const { client } = await setUp()
  const set = (Enabled: boolean, AttributeName: string) =>
    client.send(
      new UpdateTimeToLiveCommand({
        TableName: 'counters',
        TimeToLiveSpecification: { Enabled, AttributeName },
      }),
    )
  await assert.rejects(set(false, 'ttl'), { message: 'TimeToLive is already disabled' })
  await set(true, 'ttl')
  await assert.rejects(set(true, 'ttl'), { message: 'TimeToLive is already enabled' })
  await assert.rejects(set(false, 'other'), { message: 'TimeToLive is active on a different AttributeName' })
  const enabled = await client.send(new DescribeTimeToLiveCommand({ TableName: 'counters' }))
  assert.deepEqual(enabled.TimeToLiveDescription, { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' })
  await set(false, 'ttl')
  const disabled = await client.send(new DescribeTimeToLiveCommand({ TableName: 'counters' }))
  assert.deepEqual(disabled.TimeToLiveDescription, { TimeToLiveStatus: 'DISABLED' })
})

const INVALID = 'One or more parameter values were invalid: '
const range = { AttributeName: 'sk', KeyType: 'RANGE' } as const
const [local] = ordersTable.LocalSecondaryIndexes ?? []
const [global] = ordersTable.GlobalSecondaryIndexes ?? []

const refused: Record<string, [Partial<CreateTableCommandInput>, string | RegExp]> = {
  'a name that is taken': [{ TableName: 'orders' }, 'Table already exists: orders'],
  'a table without a name': [
    { TableName: undefined },
    "The parameter 'TableName' is required but was not present in the request",
  ],
  'a name of two letters': [
    { TableName: 'ab' },
    "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
  ],
  'no capacity': [
    { BillingMode: 'PROVISIONED' },
    `${INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
  ],
  'capacity on demand': [
    { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
    `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
  ],
  'a key attribute without a type': [
    { AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }] },
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  'an attribute that no key uses': [
    {
      AttributeDefinitions: [
        ...(ordersTable.AttributeDefinitions ?? []),
        { AttributeName: 'x', AttributeType: 'S' },
      ],
    },
    /^One or more parameter values were invalid: Some AttributeDefinitions are not used\./,
  ],
  'a sort key first': [
    { KeySchema: [range, { AttributeName: 'pk', KeyType: 'HASH' }] },
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
  ],
  'two partition keys': [
    {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'HASH' },
      ],
    },
    'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
  ],
  'one attribute for both keys': [
    {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'pk', KeyType: 'RANGE' },
      ],
    },
    'Both the Hash Key and the Range Key element in the KeySchema have the same name',
  ],
  'indexes of the same name': [
    { LocalSecondaryIndexes: [{ ...local, IndexName: 'by-status' }] as never },
    `${INVALID}Duplicate index name: by-status`,
  ],
  'a local index without a sort key of the table': [
    { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] },
    `${INVALID}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
  ],
  'a local index on another partition key': [
    { LocalSecondaryIndexes: [{ ...local, KeySchema: global?.KeySchema }] as never },
    `${INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: by-total. index hash key: status, table hash key: pk`,
  ],
  'an empty list of indexes': [
    { GlobalSecondaryIndexes: [] },
    `${INVALID}List of GlobalSecondaryIndexes is empty`,
  ],
  'attributes projected with ALL': [
    {
      GlobalSecondaryIndexes: [
        { ...global, Projection: { ProjectionType: 'ALL', NonKeyAttributes: ['x'] } },
      ] as never,
    },
    `${INVALID}ProjectionType is ALL, but NonKeyAttributes is specified`,
  ],
  'INCLUDE without attributes': [
    { GlobalSecondaryIndexes: [{ ...global, Projection: { ProjectionType: 'INCLUDE' } }] as never },
    `${INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
  ],
  'capacity of an index on demand': [
    {
      GlobalSecondaryIndexes: [
        { ...global, ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      ] as never,
    },
    `${INVALID}ProvisionedThroughput should not be specified for index: by-status when BillingMode is PAY_PER_REQUEST`,
  ],
  'more than 20 global indexes': [
    {
      GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, i) => ({
        ...global,
        IndexName: `index-${i}`,
      })) as never,
    },
    `${INVALID}GlobalSecondaryIndex count exceeds the per-table limit of 20`,
  ],
}

for (const [what, [change, message]] of Object.entries(refused)) {
  test(`a table is refused with ${what}`, async () => {
    const { client } = await setUp()
    const input = { ...ordersTable, TableName: 'other', ...change } as CreateTableCommandInput
    await assert.rejects(client.send(new CreateTableCommand(input)), {
      name: what === 'a name that is taken' ? 'ResourceInUseException' : 'ValidationException',
      message,
    })
  })
}
