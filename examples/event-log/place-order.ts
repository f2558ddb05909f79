import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { createEvent } from 'apptheory-middy/services/event-bus'
import { DynamoDBEventBus } from 'apptheory-middy/services/event-bus/dynamodb'
import { orderOf } from './order.ts'
import { type TenantEvent, tenantOf } from './tenant.ts'

const client = new DynamoDBClient()
const bus = new DynamoDBEventBus({ client, idempotency: 'id' })

// PUT /orders. The order and its event are stored in one transaction: both, or neither.
export const handler = middy<TenantEvent>()
  .use(httpErrorHandler())
  .handler(async (request) => {
    const { orderId, total } = orderOf(request)
    const tenantId = tenantOf(request)
    const event = createEvent({
      id: orderId,
      eventType: 'order.placed',
      tenantId,
      payload: { orderId, total },
    })
    const order = {
      TableName: process.env['ORDERS_TABLE_NAME'],
      Item: { pk: { S: `${tenantId}#${orderId}` }, total: { N: String(total) } },
      ConditionExpression: 'attribute_not_exists(pk)',
    }
    try {
      const TransactItems = [{ Put: order }, ...bus.transactItems(event)]
      await client.send(new TransactWriteItemsCommand({ TransactItems }))
      return { statusCode: 201, body: JSON.stringify({ id: orderId }) }
    } catch (error) {
      // The order was placed before, and its event with it.
      if (bus.transactOutcome(error, event)) return { statusCode: 200, body: JSON.stringify({ id: orderId }) }
      throw error
    }
  })
