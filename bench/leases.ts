import { stdout } from 'node:process'
import { DynamoDBRateLimiter } from '../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts'
import { ensureTable } from '../services/rate-limiter/dynamodb/table.ts'
import { fixedWindow } from '../services/rate-limiter/strategy/fixed-window.ts'
import { slidingWindow } from '../services/rate-limiter/strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../services/rate-limiter/strategy/strategy.ts'
import { type LeaseCase, runLeases } from '../test/integration/rate-limit-leases.ts'
import { seededRandom } from '../test/integration/seeded-random.ts'
import { FakeDynamoDB } from '../testkit/index.ts'
import { compare } from './compare.ts'

const fixed = (seconds: number, limit: number) => fixedWindow({ windowMs: seconds * 1000, limit })
const sliding = (seconds: number, limit: number) => slidingWindow({ windowMs: seconds * 1000, limit })

/** Environments, decisions per second of all of them, strategy. */
const cases: readonly (readonly [number, number, RateLimitStrategy])[] = [
  [1, 1, fixed(10, 100)],
  [1, 100, fixed(10, 2000)],
  [20, 20, fixed(10, 1000)],
  [20, 800, fixed(10, 4000)],
  [20, 800, fixed(10, 16_000)],
  [20, 800, fixed(60, 24_000)],
  [20, 800, sliding(60, 24_000)],
  [100, 100, fixed(10, 500)],
  [100, 2000, fixed(10, 10_000)],
  [200, 10_000, fixed(10, 75_000)],
  [200, 10_000, fixed(10, 200_000)],
]

/** Prints the table of docs/cost-and-scale.md: `npm run bench -- leases`. */
export async function bench(): Promise<void> {
  stdout.write('\nLeases, layout compact, latency 5 ms, two windows of virtual time\n')
  stdout.write(
    'environments  per second  strategy  window s  limit    lease  requests per decision  used   over  ' +
      'early denials\n',
  )
  for (const [count, perSecond, strategy] of cases) {
    for (const lease of [false, {}] as const) {
      const environments = Array.from({ length: count }, () => ({ ratePerSecond: perSecond / count }))
      const { windowMs = 0, limit } = strategy.windows[0] ?? {}
      const given: LeaseCase = {
        layout: 'compact',
        strategy,
        lease,
        environments,
        seconds: perSecond > 5000 && lease === false ? 1 : (2 * windowMs) / 1000,
        latencyMs: 5,
        random: seededRandom(1),
      }
      const { requests, decisions, used, over, early } = await runLeases(given)
      const cells = [
        String(count).padEnd(12),
        String(perSecond).padEnd(10),
        strategy.kind.padEnd(8),
        String(windowMs / 1000).padEnd(8),
        String(limit).padEnd(7),
        (lease ? 'yes' : 'no').padEnd(5),
        (requests / decisions).toFixed(4).padEnd(21),
        used.toFixed(3),
        String(over).padStart(4),
        `${(early * 100).toFixed(1)}%`.padStart(13),
      ]
      stdout.write(`${cells.join('  ')}\n`)
    }
  }
  await inMemory()
}

/** How fast a decision is that needs no request. */
async function inMemory(): Promise<void> {
  const client = new FakeDynamoDB({ logLimit: 1 }).client()
  await ensureTable(client, { tableName: 'rate-limits' })
  const strategy = fixedWindow({ windowMs: 60_000, limit: 1e12 })
  const limiter = new DynamoDBRateLimiter({ strategy, client, lease: { max: 1e9 } })
  const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
  await compare(
    'DynamoDB limiter with leases: decisions about one key',
    [
      {
        name: 'apptheory-middy, leased',
        async run(count) {
          for (let i = 0; i < count; i++) await limiter.checkAndIncrement(key)
        },
      },
    ],
    { operations: 100_000, rounds: 20 },
  )
}
