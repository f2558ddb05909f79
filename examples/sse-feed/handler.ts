import { setTimeout as sleep } from 'node:timers/promises'
import middy from '@middy/core'
import { eventBus, streamifyResponse } from 'apptheory-middy'
import { sse } from 'apptheory-middy/streaming'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { follow } from './follow.ts'

const LOOK_EVERY_MS = 500
const END_BEFORE_DEADLINE_MS = 5000
// Anybody may ask, and what is read is paid for.
const GO_BACK_AT_MOST_MS = 3_600_000

/** Where a browser that comes back was: it says so by itself. Else from the moment of its request. */
const startOf = ({ headers, requestContext: { timeEpoch } }: LambdaFunctionURLEvent): number => {
  const lastEventId = Number(headers['last-event-id'])
  return lastEventId > 0
    ? Math.min(Math.max(lastEventId, timeEpoch - GO_BACK_AT_MOST_MS), timeEpoch)
    : timeEpoch
}

// LOG_TABLE_NAME or EVENTBUS_TABLE_NAME names the table, FEED_TENANT_ID the tenant whose events are public.
export const handler = streamifyResponse(
  middy<LambdaFunctionURLEvent>()
    .use(eventBus({ tableName: process.env['LOG_TABLE_NAME'] }))
    .handler(async (event, context) => {
      const wait = async () => {
        if (context.getRemainingTimeInMillis() < END_BEFORE_DEADLINE_MS) return false
        await sleep(LOOK_EVERY_MS)
        return true
      }
      const tenantId = process.env['FEED_TENANT_ID'] ?? ''
      const events = follow({ bus: context.eventBus, tenantId, since: startOf(event), now: Date.now, wait })
      return sse(events, { heartbeatMs: 10_000, retryMs: 1000 })
    }),
  { commit: 'immediately' },
)
