import { before } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { dynamodbLocalClient } from '../../../test/dynamodb-local/client.ts'
import { manyRegistriesContract } from '../contract/many-registries.contract.ts'
import { connectionTable, DynamoDBConnectionRegistry } from './index.ts'

const tableName = `crowd-${process.pid}`

before(() => dynamodbLocalClient().send(new CreateTableCommand(connectionTable({ tableName }))))

manyRegistriesContract('DynamoDB Local', () => ({
  connections: 100,
  random: Math.random,
  makeRegistry: () => new DynamoDBConnectionRegistry({ client: dynamodbLocalClient(), tableName }),
}))
