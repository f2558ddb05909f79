import { eventBusStream } from 'apptheory-middy'
import { DynamoDBEventBus, DynamoDBSeenStore } from 'apptheory-middy/services/event-bus/dynamodb'

const bus = new DynamoDBEventBus({ idempotency: 'id' })

// A record can be delivered again: an ID that follows from the order's makes the confirmation one all the
// same.
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

export const handler = eventBusStream({
  bus,
  seen: new DynamoDBSeenStore({ tableName: process.env['SEEN_TABLE_NAME'] ?? 'seen' }),
  onFailure: (error) => console.error(error),
})
