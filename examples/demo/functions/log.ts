import { eventBusStream } from 'apptheory-middy'
import { DynamoDBEventBus } from 'apptheory-middy/services/event-bus/dynamodb'

const bus = new DynamoDBEventBus()
const log = new DynamoDBEventBus({ tableName: process.env['LOG_TABLE_NAME'] })

// A record can be delivered again. The event keeps its ID, so that the log has it once.
bus.subscribe('*', (event) => log.publish(event))

/** Copies the events of the table into the log, from which the page reads. */
export const handler = eventBusStream({ bus, onFailure: (error) => console.error(error) })
