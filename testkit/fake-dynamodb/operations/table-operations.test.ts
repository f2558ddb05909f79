import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTableCommand,
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
