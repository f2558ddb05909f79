import { bySourceIp } from 'apptheory-middy'
import { DynamoDBRateLimiter } from 'apptheory-middy/services/rate-limiter/dynamodb'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { strategies } from './strategies.ts'

const identify = bySourceIp()
const limiters = Object.entries(strategies).map(
  ([name, strategy]) => [name, new DynamoDBRateLimiter({ strategy, consistentRead: true })] as const,
)

/** What is left of each limit, without spending any of it. */
export const handler = async (event: LambdaFunctionURLEvent) => {
  const identifier = (await identify(event)) ?? ''
  const windows = limiters.map(async ([resource, limiter]) => {
    const used = await limiter.getUsage({ identifier, resource, operation: 'GET' })
    return [resource, used.windows] as const
  })
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(Object.fromEntries(await Promise.all(windows))),
  }
}
