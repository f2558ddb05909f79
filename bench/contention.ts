import { stdout } from 'node:process'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBRateLimiter, rateLimitTable } from '../services/rate-limiter/dynamodb/index.ts'
import { fixedWindow } from '../services/rate-limiter/strategy/fixed-window.ts'
import { multiWindow } from '../services/rate-limiter/strategy/multi-window.ts'
import { slidingWindow } from '../services/rate-limiter/strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../services/rate-limiter/strategy/strategy.ts'
import { FakeDynamoDB, ManualClock } from '../testkit/index.ts'

export const layouts = ['apptheory', 'compact'] as const

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

export function strategiesOf(limit: number): Readonly<Record<string, RateLimitStrategy>> {
  return {
    fixed: fixedWindow({ windowMs: 60_000, limit }),
    sliding: slidingWindow({ windowMs: 60_000, limit }),
    multi: multiWindow([
      { windowMs: 60_000, limit },
      { windowMs: 3_600_000, limit: 10 * limit },
    ]),
  }
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

/** Prints the table of docs/rate-limit.md: `npm run bench -- contention`. */
export async function bench(): Promise<void> {
  stdout.write('\nDecisions that begin at once on one key, timeoutMs 500, 4 hosts, in virtual time\n')
  stdout.write('layout     strategy  limit  latency  at once  admitted  degraded  p99 ms  requests\n')
  for (const layout of layouts) {
    for (const limit of [5, 10_000]) {
      for (const [name, strategy] of Object.entries(strategiesOf(limit))) {
        for (const latencyMs of [2, 10, 20]) {
          for (const atOnce of [30, 60, 100, 250]) {
            const result = await contend({ layout, strategy, latencyMs, atOnce, hosts: 4 })
            const { admitted, degraded, p99, requests } = result
            const cells = [layout.padEnd(9), name.padEnd(8)]
            const numbers = [limit, latencyMs, atOnce, admitted, degraded, Math.round(p99), requests]
            const widths = [5, 7, 7, 8, 8, 6, 8]
            numbers.forEach((value, i) => {
              cells.push(String(value).padStart(widths[i] ?? 0))
            })
            stdout.write(`${cells.join('  ')}\n`)
          }
        }
      }
    }
  }
}
