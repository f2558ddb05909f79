import { DynamoDBRateLimiter } from '../../../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts'
import { rateLimitTable } from '../../../services/rate-limiter/dynamodb/table.ts'
import type { RateLimitStrategy } from '../../../services/rate-limiter/strategy/strategy.ts'
import { ManualClock } from '../../../testkit/index.ts'
import type { FixtureFamily } from '../fixture-family.ts'
import {
  type LimiterItemsCase,
  millisecondsOf,
  type RecordedStrategy,
  recordedStrategy,
} from './limiter-case.ts'
import type { Observation } from './recorded-case.ts'
import { recordedFamily } from './recorded-family.ts'
import { type Item, itemsOf, newTable, stores, type Table } from './tables.ts'

export const limiterItems: FixtureFamily = recordedFamily<LimiterItemsCase>(
  'limiter-items',
  stores.map(({ connect, ...store }) => ({
    ...store,
    open: async () => {
      const client = connect()
      return {
        observe: async (recorded) =>
          observe(recorded, await newTable(client, rateLimitTable(), `items.${recorded.id}`)),
        close: async () => client.destroy(),
      }
    },
  })),
)

async function observe({ given, expect }: LimiterItemsCase, table: Table): Promise<Observation> {
  const strategy = strategyOrRefusal(given.strategy)
  if (typeof strategy === 'string') return { actual: { refused: strategy }, expected: { refused: undefined } }
  for (const { op, at, metadata } of given.requests) {
    const limiter = new DynamoDBRateLimiter({
      ...table,
      strategy,
      clock: new ManualClock(millisecondsOf(at)),
      attributeNames: expect.attributeNames,
      ttlBufferMs: (given.ttlHours ?? 1) * 3_600_000,
      failOpen: false,
      timeoutMs: 10_000,
    })
    await limiter[op]({ ...given.key, ...(metadata && { metadata }) })
  }
  return {
    actual: { items: (await itemsOf(table)).map(comparable).sort(byKey) },
    expected: { items: (expect.items as readonly Item[]).map(comparable).sort(byKey) },
  }
}

function strategyOrRefusal(strategy: RecordedStrategy): RateLimitStrategy | string {
  try {
    return recordedStrategy(strategy)
  } catch (error) {
    return (error as TypeError).message
  }
}

/**
 * Attributes by their values. Of times it is compared that they are there; no metadata is written in three
 * ways.
 */
function comparable(item: Item): Record<string, unknown> {
  const entries = Object.entries(item).map(([name, { S, N, M, NULL }]) => {
    if (/^(?:created|updated)At$/i.test(name)) return [name, 'a time']
    if (NULL || (M && Object.keys(M).length === 0)) return [name, undefined]
    return [name, M ? comparable(M) : (S ?? Number(N))]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function byKey(a: Record<string, unknown>, b: Record<string, unknown>): number {
  return `${a['PK']} ${a['SK']}` < `${b['PK']} ${b['SK']}` ? -1 : 1
}
