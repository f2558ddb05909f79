import { FakeDynamoDB, ManualClock } from '../../../../testkit/index.ts'
import type { RateLimiter } from '../../rate-limiter.ts'
import { fixedWindow } from '../../strategy/fixed-window.ts'
import { multiWindow } from '../../strategy/multi-window.ts'
import { slidingWindow } from '../../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../../strategy/strategy.ts'
import { DynamoDBRateLimiter } from '../dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from '../options.ts'
import { ensureTable } from '../table.ts'

export const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
export const minute = 60_000
export const hour: number = 60 * minute
export const fixed: RateLimitStrategy = fixedWindow({ windowMs: minute, limit: 10 })
export const sliding: RateLimitStrategy = slidingWindow({
  windowMs: minute,
  limit: 10,
  granularityMs: 10_000,
})
export const multi: RateLimitStrategy = multiWindow([
  { windowMs: minute, limit: 10 },
  { windowMs: hour, limit: 100 },
])

export const finer: RateLimitStrategy = slidingWindow({ windowMs: minute, limit: 10, granularityMs: 5000 })
export const seconds: RateLimitStrategy = slidingWindow({ windowMs: minute, limit: 10, granularityMs: 1000 })
export const coarser: RateLimitStrategy = slidingWindow({
  windowMs: minute,
  limit: 10,
  granularityMs: 20_000,
})

export type HostOptions = Pick<DynamoDBRateLimiterOptions, 'strategy'> & Partial<DynamoDBRateLimiterOptions>

export interface SharedTable {
  readonly clock: ManualClock
  readonly fake: FakeDynamoDB
  /** Makes a limiter on the table. */
  readonly host: (options: HostOptions) => DynamoDBRateLimiter
}

export async function setUp(): Promise<SharedTable> {
  const clock = new ManualClock('2026-03-01T10:07:25.000Z')
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  await ensureTable(client)
  const host = (options: HostOptions): DynamoDBRateLimiter =>
    new DynamoDBRateLimiter({ client, clock, failOpen: false, ...options })
  return { clock, fake, host }
}

export async function admittedOf(limiter: RateLimiter, requests: number, cost: number = 1): Promise<number> {
  let admitted = 0
  for (let i = 0; i < requests; i++)
    if ((await limiter.checkAndIncrement(key, { cost })).allowed) admitted += cost
  return admitted
}

export const countsOf = async (limiter: RateLimiter): Promise<readonly number[]> =>
  (await limiter.getUsage(key)).windows.map(({ count }) => count)
