import { before } from 'node:test'
import { dynamodbLocalClient } from '../../test/dynamodb-local/client.ts'
import { connectionRegistryContract } from './connection-registry.contract.ts'
import { DynamoDBConnectionRegistry } from './dynamodb-connection-registry.ts'
import { ensureConnectionTable } from './dynamodb-connection-table.ts'

const client = dynamodbLocalClient()
const tableName = `connections-${process.pid}`

before(() => ensureConnectionTable(client, tableName))

connectionRegistryContract('DynamoDB Local', (options) => {
  return new DynamoDBConnectionRegistry({ ...options, client, tableName })
})
