// What a middleware loads on demand: all that needs the SDK, in one import.
export { DynamoDBClient } from '@aws-sdk/client-dynamodb'
export { DynamoDBEventBus } from './dynamodb-event-bus.ts'
