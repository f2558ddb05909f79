import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { eventBus } from 'apptheory-middy'
import { orderOf } from './order.ts'
import { type TenantEvent, tenantOf } from './tenant.ts'

// POST /orders. An order that is sent twice is published once: 201, then 200.
export const handler = middy<TenantEvent>()
  .use(httpErrorHandler())
  .use(eventBus({ idempotency: 'id' }))
  .handler(async (event, { eventBus }) => {
    const payload = orderOf(event)
    const { id, deduplicated } = await eventBus.publish({
      id: payload.orderId,
      eventType: 'order.placed',
      tenantId: tenantOf(event),
      payload,
      tags: payload.total >= 1000 ? ['large'] : [],
    })
    return { statusCode: deduplicated ? 200 : 201, body: JSON.stringify({ id }) }
  })
