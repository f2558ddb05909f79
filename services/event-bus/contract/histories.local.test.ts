import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { dynamodbLocalClient } from '../../../test/dynamodb-local/client.ts'
import { DynamoDBEventBus } from '../dynamodb/dynamodb-event-bus.ts'
import { eventBusTable } from '../dynamodb/table.ts'
import { historiesContract } from './histories.contract.ts'

const client = dynamodbLocalClient()
await client.send(new CreateTableCommand({ ...eventBusTable, TableName: 'histories' }))
historiesContract('DynamoDB Local', (options) => new DynamoDBEventBus({ ...options, client }))
