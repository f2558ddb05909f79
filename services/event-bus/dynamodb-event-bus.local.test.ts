import { dynamodbLocalClient } from '../../test/dynamodb-local/client.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'
import { eventBusContract } from './event-bus.contract.ts'

const client = dynamodbLocalClient()
await new DynamoDBEventBus({ client, tableName: 'events' }).ensureTable()
eventBusContract('DynamoDB Local', (options) => new DynamoDBEventBus({ ...options, client }))
