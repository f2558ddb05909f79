import middy from '@middy/core'
import { eventBus, type RateLimitMiddlewareOptions, rateLimit } from 'apptheory-middy'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { publishOutcome } from './publish-outcome.ts'
import { type StrategyName, strategies } from './strategies.ts'
import { tableRequests } from './table-requests.ts'

// On a slow machine, too, the table decides: a decision that takes longer than `timeoutMs` is not limited.
const shared = { headers: 'both', timeoutMs: 10_000 } as const

/** A function with a limit, which publishes whether each request was admitted. */
export const limited = (name: StrategyName, { lease }: Pick<RateLimitMiddlewareOptions, 'lease'> = {}) => {
  const { client, middleware } = tableRequests()
  return middy<LambdaFunctionURLEvent>()
    .use(middleware)
    .use(eventBus())
    .use(publishOutcome(name))
    .use(rateLimit({ strategy: strategies[name], resource: name, client, lease, ...shared }))
    .handler(async ({ queryStringParameters }) => ({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hello: queryStringParameters?.['name'] ?? 'world' }),
    }))
}
