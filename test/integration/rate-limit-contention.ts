import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBRateLimiter, rateLimitTable } from '../../services/rate-limiter/dynamodb/index.ts'
import type { RateLimitStrategy } from '../../services/rate-limiter/strategy/strategy.ts'
import { FakeDynamoDB, ManualClock } from '../../testkit/index.ts'
import type { layouts } from './rate-limit-strategies.ts'

export interface ContentionCase {
  readonly layout: (typeof layouts)[number]
  readonly strategy: RateLimitStrategy
  /** How long a request to the table takes, in milliseconds. */
  readonly latencyMs: number
  /** How many decisions begin at once, on one key. */
  readonly atOnce: number
  /** Over how many hosts they are spread. @defaultValue 1 */
  readonly hosts?: number
  readonly timeoutMs?: number
}

export interface ContentionResult {
  readonly admitted: number
  readonly degraded: number
  /** Of all decisions, in milliseconds of virtual time. */
  readonly p99: number
  readonly requests: number
}

/** Decisions that begin at once, in virtual time: it advances when nothing else is left to do. */
export async function contend(given: ContentionCase): Promise<ContentionResult> {
  const { layout, strategy, latencyMs, atOnce, hosts = 1, timeoutMs = 500 } = given
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock })
  await fake.client().send(new CreateTableCommand(rateLimitTable()))
  fake.latencyMs = latencyMs
  fake.log.clear()
  const limiters = Array.from({ length: hosts }, () => {
    const client = fake.client()
    return new DynamoDBRateLimiter({ strategy, layout, clock, client, timeoutMs, onDegraded: () => {} })
  })
  const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
  const startedAt = clock.now()
  const times: number[] = []
  let admitted = 0
  let degraded = 0
  let pending = atOnce
  const decide = async (i: number): Promise<void> => {
    const limiter = limiters[i % hosts] as DynamoDBRateLimiter
    const decision = await limiter.checkAndIncrement(key)
    times.push(clock.now() - startedAt)
    if (decision.degraded) degraded += 1
    else if (decision.allowed) admitted += 1
    pending -= 1
  }
  const all = Promise.all(Array.from({ length: atOnce }, (_, i) => decide(i)))
  while (pending > 0) await clock.advanceAsync(1)
  await all
  times.sort((a, b) => a - b)
  const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN
  return { admitted, degraded, p99, requests: fake.log.requests().length }
}
