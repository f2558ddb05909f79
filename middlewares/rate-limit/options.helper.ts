import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { MemoryRateLimiter } from '../../services/rate-limiter/memory/memory-rate-limiter.ts'
import { fixedWindow } from '../../services/rate-limiter/strategy/fixed-window.ts'
import type { RateLimitStrategy } from '../../services/rate-limiter/strategy/strategy.ts'
import { buildHttpApiV2Event, createTestEnv, type LambdaHandler, type TestEnv } from '../../testkit/index.ts'
import { type RateLimitMiddlewareOptions, rateLimit } from '../rate-limit.ts'

export const event: APIGatewayProxyEventV2 = buildHttpApiV2Event({ path: '/orders', routeKey: 'GET /orders' })
export const strategy: RateLimitStrategy = fixedWindow({ windowMs: 60_000, limit: 2 })

export function setUp(options: RateLimitMiddlewareOptions = {}): {
  env: TestEnv
  limiter: MemoryRateLimiter
  limit: ReturnType<typeof rateLimit>
} {
  const env = createTestEnv({ now: '2026-03-01T10:00:15.000Z' })
  const limiter = new MemoryRateLimiter({ strategy, clock: env.clock })
  return { env, limiter, limit: rateLimit({ limiter, clock: env.clock, ...options }) }
}

export async function statuses(
  env: TestEnv,
  handler: LambdaHandler,
  count: number,
  of?: APIGatewayProxyEventV2,
): Promise<number[]> {
  const seen: number[] = []
  for (let i = 0; i < count; i++) seen.push((await env.invoke(handler, of ?? event)).statusCode)
  return seen
}
