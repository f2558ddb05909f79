import assert from 'node:assert/strict'
import fc from 'fast-check'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { DynamoDBRateLimiter } from '../dynamodb/dynamodb-rate-limiter.ts'
import type { DynamoDBRateLimiterOptions } from '../dynamodb/options.ts'
import { ensureTable } from '../dynamodb/table.ts'
import type { RateLimiter } from '../rate-limiter.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'

export const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
export const second = 1000
export const minute: number = 60 * second
export const midnight: number = Date.UTC(2026, 2, 1)
const hour = 60 * minute

/** Strategies that hold a limit within a minute. */
export const changedStrategies: Record<string, (limit: number) => RateLimitStrategy> = {
  fixed: (limit) => fixedWindow({ windowMs: minute, limit }),
  'fixed, by plan': (limit) =>
    fixedWindow({ windowMs: hour, limit: 1, limitFor: () => [{ windowMs: minute, limit }] }),
  'sliding in one sub-window': (limit) => slidingWindow({ windowMs: minute, limit, granularityMs: minute }),
  'sliding in four': (limit) => slidingWindow({ windowMs: minute, limit, granularityMs: 15 * second }),
  'sliding in six': (limit) => slidingWindow({ windowMs: minute, limit, granularityMs: 10 * second }),
  'sliding in ten': (limit) => slidingWindow({ windowMs: minute, limit }),
  'sliding in sixty': (limit) => slidingWindow({ windowMs: minute, limit, granularityMs: second }),
  multi: (limit) => multiWindow([{ windowMs: minute, limit }]),
  'multi with an hour': (limit) =>
    multiWindow([
      { windowMs: minute, limit },
      { windowMs: hour, limit: 1000 },
    ]),
}

export type HostOptions = Pick<DynamoDBRateLimiterOptions, 'strategy'> & Partial<DynamoDBRateLimiterOptions>

export interface ChangingTable {
  readonly clock: ManualClock
  readonly fake: FakeDynamoDB
  /** Makes a limiter on the table. */
  readonly host: (options: HostOptions) => DynamoDBRateLimiter
}

export async function changingTable(now: number): Promise<ChangingTable> {
  const clock = new ManualClock(now)
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  await ensureTable(client)
  fake.log.clear()
  const host = (options: HostOptions): DynamoDBRateLimiter =>
    new DynamoDBRateLimiter({ client, clock, failOpen: false, ttlBufferMs: 0, ...options })
  return { clock, fake, host }
}

export async function admittedOf(limiter: RateLimiter, requests: number): Promise<number> {
  let admitted = 0
  for (let i = 0; i < requests; i++) if ((await limiter.checkAndIncrement(key)).allowed) admitted += 1
  return admitted
}

const deployment = fc.record({
  name: fc.constantFrom(...Object.keys(changedStrategies)),
  limit: fc.integer({ min: 1, max: 6 }),
})

type Deployment = { readonly name: string; readonly limit: number }

const changes = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 20_000 }),
    requests: fc.nat({ max: 4 }),
    deploys: fc.option(deployment, { freq: 3 }),
  }),
  { maxLength: 12 },
)

export interface ChangesOptions {
  readonly layout: 'apptheory' | 'compact'
  readonly runs: number
  readonly seed?: number
}

/**
 * Deploys strategies over each other at any time, with limits of any size.
 * @throws if a minute admits more than the largest limit that was in force in it
 */
export async function assertChangesKeepLimits({ layout, runs, seed }: ChangesOptions): Promise<void> {
  await fc.assert(
    fc.asyncProperty(deployment, changes, async (first, steps) => {
      const { clock, fake, host } = await changingTable(midnight)
      const admitted = new Map<number, number>()
      const largest = new Map<number, number>()
      let current: Deployment = first
      const deploy = (next: Deployment): RateLimiter => {
        const strategy = changedStrategies[next.name]?.(next.limit) ?? assert.fail(next.name)
        current = next
        return host({ strategy, layout })
      }
      let limiter = deploy(first)
      for (const { wait, requests, deploys } of steps) {
        clock.advance(wait)
        if (deploys) limiter = deploy(deploys)
        if (wait % 3 === 0) fake.sweepExpired()
        const number = Math.floor(clock.now() / minute)
        largest.set(number, Math.max(largest.get(number) ?? 0, current.limit))
        admitted.set(number, (admitted.get(number) ?? 0) + (await admittedOf(limiter, requests)))
        assert.ok((admitted.get(number) ?? 0) <= (largest.get(number) ?? 0))
      }
    }),
    { numRuns: runs, ...(seed !== undefined && { seed }) },
  )
}
