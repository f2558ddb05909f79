import type { DynamoDBEventBusOptions } from '../../services/event-bus/dynamodb/options.ts'
import type { EventBus } from '../../services/event-bus/event-bus.ts'
import type { AwsClientOptions } from '../aws/client-options.ts'
import { dynamodbService, type ServiceOf } from '../aws/dynamodb-service.ts'

export type BusOf = ServiceOf<EventBus>

/** A bus on DynamoDB, of options that were checked. */
export function dynamodbBus(options: DynamoDBEventBusOptions, aws: AwsClientOptions): BusOf {
  return dynamodbService<EventBus, typeof import('../../services/event-bus/dynamodb/dynamodb-event-bus.ts')>({
    load: () => import('../../services/event-bus/dynamodb/dynamodb-event-bus.ts'),
    make: ({ DynamoDBEventBus }, client) => new DynamoDBEventBus({ ...options, client }),
    client: options.client,
    aws,
    user: "eventBus without the option 'bus'",
  })
}
