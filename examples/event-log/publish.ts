import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { AppTheoryError, eventBus } from 'apptheory-middy'
import * as v from 'valibot'
import { type TenantEvent, tenantOf } from './tenant.ts'

// It becomes the ID of the event, and part of that of its confirmation: a blank one would be none.
const orderId = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100))
const order = v.pipe(v.string(), v.parseJson(), v.object({ orderId, total: v.number() }))

function orderOf({ body }: TenantEvent) {
  const { success, output } = v.safeParse(order, body)
  if (success) return output
  throw new AppTheoryError('app.validation_failed', 'an order has an orderId and a total')
}

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
