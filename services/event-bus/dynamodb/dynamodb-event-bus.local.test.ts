import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand, DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { dynamodbLocalClient } from '../../../test/dynamodb-local/client.ts'
import { eventBusContract } from '../contract/event-bus.contract.ts'
import { foreignExpiryContract } from '../contract/foreign-expiry.contract.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'
import { eventBusTable } from './table.ts'

const client = dynamodbLocalClient()
const tableName = 'events'
// Without a time to live: DynamoDB Local deletes by its own clock, on which the tests' manual one is long
// past.
await client.send(new CreateTableCommand({ ...eventBusTable, TableName: tableName }))

eventBusContract('DynamoDB Local', (options) => {
  return new DynamoDBEventBus({ ...options, client, tableName })
})

foreignExpiryContract('DynamoDB Local', client, tableName)

test('ensureTable makes the table once, with its indexes, stream and time to live', async () => {
  const bus = new DynamoDBEventBus({ client, tableName: `${tableName}-ensured` })

  await Promise.all([bus.ensureTable(), bus.ensureTable()])
  await bus.ensureTable()

  const named = { TableName: `${tableName}-ensured` }
  const { Table } = await client.send(new DescribeTableCommand(named))
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand(named))
  assert.deepEqual(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort(), [
    'event-id-index',
    'tenant-timestamp-index',
  ])
  assert.equal(Table?.StreamSpecification?.StreamViewType, 'NEW_AND_OLD_IMAGES')
  assert.deepEqual(TimeToLiveDescription, { AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' })
})
