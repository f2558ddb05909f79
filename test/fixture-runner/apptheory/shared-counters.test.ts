import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDivergences } from '../../../scripts/contract/divergence.ts'
import { rateLimitTable } from '../../../services/rate-limiter/dynamodb/table.ts'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { type MiddlewareCase, responsesTo } from './limiter-middleware.ts'
import { recordedCases } from './recorded-case.ts'
import { itemsOf, newTable, putItems } from './tables.ts'

interface Stored {
  readonly PK: string
  readonly SK: string
  readonly count: number
}

const client = new FakeDynamoDB().client()

/** Cases in which AppTheory counts for another caller, for a reason that divergences.json states. */
const countedElsewhere = new Set(
  readDivergences().flatMap(({ code, cases }) => (code === 'repeated-credential' ? cases : [])),
)

// AppTheory's own middlewares wrote these items. A function here counts on in them, and denies where they are
// full.
for (const adapter of ['runtime', 'net/http'] as const) {
  describe(`an item of AppTheory's ${adapter} adapter`, () => {
    const counted = recordedCases<MiddlewareCase>('limiter-middleware').filter(
      ({ id, given, expect }) =>
        given.adapter === adapter &&
        expect.stored.length > 0 &&
        !countedElsewhere.has(`apptheory/limiter-middleware/${id}`),
    )
    for (const { id, given, expect } of counted) {
      test(`is counted on: ${id}`, async () => {
        const stored = expect.stored as readonly Stored[]
        const table = await newTable(client, rateLimitTable(), `shared.${id}`)
        await putItems(
          table,
          stored.map(({ PK, SK, count }) => ({ PK: { S: PK }, SK: { S: SK }, count: { N: String(count) } })),
        )
        const [response] = await responsesTo({ ...given, times: 1 }, table)
        const limit = Math.min(
          ...(given.strategy.windows ?? [given.strategy]).map((one) => Number(one['limit'])),
        )
        const isFull = stored.some(({ count }) => count >= limit)
        assert.equal((response as { status: number }).status, isFull ? 429 : 200)
        assert.deepEqual(
          (await itemsOf(table)).map(({ PK, SK, count }) => [PK?.S, SK?.S, Number(count?.N)]).sort(),
          stored.map(({ PK, SK, count }) => [PK, SK, isFull ? count : count + 1]).sort(),
        )
      })
    }
  })
}
