import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { eventBus } from 'apptheory-middy'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { tenantId } from './tenant.ts'

/** A page of the log: `?type=`, `?tag=`, `?seconds=` since now, `?cursor=` of the page before. */
export const handler = middy<LambdaFunctionURLEvent>()
  .use(httpErrorHandler())
  .use(eventBus({ tableName: process.env['LOG_TABLE_NAME'] }))
  .handler(async ({ queryStringParameters = {}, requestContext }, { eventBus }) => {
    const { type, tag, seconds, since, cursor } = queryStringParameters
    const from = since ? Number(since) : requestContext.timeEpoch - Number(seconds) * 1000
    const page = await eventBus.query({
      tenantId,
      eventType: type,
      tags: tag ? [tag] : [],
      startTime: since || seconds ? new Date(from) : undefined,
      limit: 10,
      cursor,
    })
    const events = page.events.map(({ id, eventType, tags, payload, publishedAt }) => ({
      id,
      eventType,
      tags,
      payload,
      publishedAt,
    }))
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      // A cursor is bound to its query: the next page is asked for with the same start.
      body: JSON.stringify({ events, cursor: page.cursor, since: since || seconds ? from : undefined }),
    }
  })
