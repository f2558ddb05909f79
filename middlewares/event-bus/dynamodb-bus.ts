import type { DynamoDBEventBusOptions } from '../../services/event-bus/dynamodb/options.ts'
import type { EventBus } from '../../services/event-bus/event-bus.ts'
import { type AwsClientOptions, dynamodbService, type ServiceOf } from '../aws/dynamodb-service.ts'

export type BusOf = ServiceOf<EventBus>

/** A bus on DynamoDB, of options that were checked. */
export function dynamodbBus(options: DynamoDBEventBusOptions, aws: AwsClientOptions): BusOf {
  return dynamodbService<EventBus, typeof import('../../services/event-bus/dynamodb/adapter.ts')>({
    load: () => import('../../services/event-bus/dynamodb/adapter.ts'),
    make: ({ DynamoDBEventBus }, client) => new DynamoDBEventBus({ ...options, client }),
    client: options.client,
    aws,
    missing: 'eventBus stores events in DynamoDB unless it is given a bus',
  })
}
