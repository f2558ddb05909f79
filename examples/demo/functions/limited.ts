import middy from '@middy/core'
import { eventBus, rateLimit } from 'apptheory-middy'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { publishOutcome } from './publish-outcome.ts'
import { type StrategyName, strategies } from './strategies.ts'

/** A function with a limit, which publishes what became of each request. */
export const limited = (name: StrategyName) =>
  middy<LambdaFunctionURLEvent>()
    .use(eventBus())
    .use(publishOutcome(name))
    // However slow the machine is, it shows limits, and not what becomes of them without a table.
    .use(rateLimit({ strategy: strategies[name], resource: name, headers: 'both', timeoutMs: 10_000 }))
    .handler(async ({ queryStringParameters }) => ({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hello: queryStringParameters?.['name'] ?? 'world' }),
    }))
