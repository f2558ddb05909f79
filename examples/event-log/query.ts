import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { eventBus } from 'apptheory-middy'
import { type TenantEvent, tenantOf } from './tenant.ts'

// GET /events?type=&tag=&from=&to=&cursor=, newest first; from and to are times such as 2026-03-01T09:00:00Z.
export const handler = middy<TenantEvent>()
  .use(httpErrorHandler())
  .use(eventBus())
  .handler(async (event, { eventBus }) => {
    const { type, tag, from, to, cursor } = event.queryStringParameters ?? {}
    const page = await eventBus.query({
      tenantId: tenantOf(event),
      eventType: type,
      tags: tag ? [tag] : [],
      startTime: from ? new Date(from) : undefined,
      endTime: to ? new Date(to) : undefined,
      cursor,
    })
    const events = page.events.map(({ id, eventType, payload, tags, publishedAt }) => ({
      id,
      eventType,
      payload,
      tags,
      publishedAt,
    }))
    return { statusCode: 200, body: JSON.stringify({ events, cursor: page.cursor }) }
  })
