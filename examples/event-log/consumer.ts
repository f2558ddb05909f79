import { eventBusStream } from 'apptheory-middy'
import { DynamoDBEventBus, DynamoDBSeenStore } from 'apptheory-middy/services/event-bus/dynamodb'

const bus = new DynamoDBEventBus({ idempotency: 'id' })

// A record can be delivered again. The ID of the confirmation follows from the order, so that it is stored
// once.
bus.subscribe('order.placed', async ({ id, tenantId, publishedAt, payload }) => {
  await bus.publish({
    id: `${id}-confirmation`,
    eventType: 'order.confirmed',
    tenantId,
    publishedAt,
    correlationId: id,
    payload,
  })
})

// An order that fails three times, and the later orders of its tenant, go to the table of parked events.
export const handler = eventBusStream({
  bus,
  consumer: 'confirmations',
  seen: new DynamoDBSeenStore({ tableName: process.env['SEEN_TABLE_NAME'] ?? 'seen' }),
  park: { table: process.env['PARKED_TABLE_NAME'] ?? 'parked' },
  onFailure: (error) => console.error(error),
})
