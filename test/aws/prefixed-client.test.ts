import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB } from '../../testkit/fake-dynamodb/index.ts'
import { tableInput } from '../../testkit/fake-dynamodb/table-input.helper.ts'
import { prefixedClient } from './prefixed-client.ts'

test('every table of the account has the prefix, and the test does not see it', async () => {
  const fake = new FakeDynamoDB()
  await using server = await fake.listen()
  const client = prefixedClient('run-1-', {
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  })
  const Item = (pk: string) => ({ pk: { S: pk } })

  const created = await client.send(new CreateTableCommand(tableInput('orders', { keys: { pk: 'S' } })))
  assert.equal(created.TableDescription?.TableName, 'orders')
  const written = await client.send(
    new BatchWriteItemCommand({
      RequestItems: { orders: [{ PutRequest: { Item: Item('a') } }] },
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  assert.equal(written.ConsumedCapacity?.[0]?.TableName, 'orders')
  await client.send(
    new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'orders', Item: Item('b') } }] }),
  )
  const { Items } = await client.send(new ScanCommand({ TableName: 'orders' }))
  assert.equal(Items?.length, 2)
  assert.equal(fake.items('run-1-orders').length, 2)
  const { TableNames } = await client.send(new ListTablesCommand())
  assert.deepEqual(TableNames, ['orders'])
  await assert.rejects(client.send(new DescribeTableCommand({ TableName: 'none' })), {
    message: 'Requested resource not found: Table: none not found',
  })
  await client.send(new DeleteTableCommand({ TableName: 'orders' }))
  await assert.rejects(client.send(new GetItemCommand({ TableName: 'orders', Key: Item('a') })), {
    name: 'ResourceNotFoundException',
  })
  client.destroy()
})
