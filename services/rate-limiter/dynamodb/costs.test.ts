import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { strategiesWithLimit } from '../../../test/integration/rate-limit-strategies.ts'
import { type CapacityTotals, FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { rateLimitTable } from './table.ts'

// The table of costs in docs/rate-limit-dynamodb.md: requests and units of the first decision of a key, of
// the next ones within a sub-window, of the first in a new sub-window, of the first denial, and of a repeated
// one.
const phases = ['first', 'next', 'new sub-window', 'denial', 'repeated denial'] as const
type Costs = Readonly<Record<(typeof phases)[number], CapacityTotals>>

const none: CapacityTotals = { requests: 0, readUnits: 0, writeUnits: 0 }
const one: CapacityTotals = { requests: 1, readUnits: 0, writeUnits: 1 }
const withRead = (readUnits: number): CapacityTotals => ({ requests: 2, readUnits, writeUnits: 1 })
const roll: CapacityTotals = { requests: 2, readUnits: 0, writeUnits: 2 }
const transaction: CapacityTotals = { requests: 2, readUnits: 2, writeUnits: 4 }

const expected: Readonly<Record<string, Costs>> = {
  'apptheory fixed': { first: one, next: one, 'new sub-window': one, denial: one, 'repeated denial': none },
  'compact fixed': { first: one, next: one, 'new sub-window': one, denial: one, 'repeated denial': none },
  'apptheory sliding': {
    first: withRead(5),
    next: one,
    'new sub-window': withRead(5),
    denial: one,
    'repeated denial': none,
  },
  'compact sliding': { first: roll, next: one, 'new sub-window': roll, denial: one, 'repeated denial': none },
  'apptheory multi': {
    first: transaction,
    next: transaction,
    'new sub-window': transaction,
    // Prepared and not committed, which is half the price; the window that denies need not be read.
    denial: { requests: 2, readUnits: 1, writeUnits: 2 },
    'repeated denial': none,
  },
  'compact multi': { first: one, next: one, 'new sub-window': one, denial: one, 'repeated denial': none },
}

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }

for (const [name, costs] of Object.entries(expected)) {
  const [layout, kind = ''] = name.split(' ') as ['apptheory' | 'compact', string]
  test(`${name}: requests and units per decision are those of the cost table`, async () => {
    const clock = new ManualClock('2026-03-01T10:00:00.000Z')
    const fake = new FakeDynamoDB({ clock })
    await fake.client().send(new CreateTableCommand(rateLimitTable()))
    const strategy = strategiesWithLimit(4)[kind] ?? assert.fail(kind)
    const limiter = new DynamoDBRateLimiter({ strategy, layout, clock, client: fake.client() })
    // As in any environment that has run for as long as its longest window.
    await limiter.checkAndIncrement({ ...key, identifier: 'bob' })
    clock.advance(3_600_000)

    const measured: Record<string, CapacityTotals> = {}
    for (const phase of phases) {
      if (phase === 'new sub-window') clock.advance(10_000)
      // Two more are left after `first`, `next` and `new sub-window` of a limit of 4, or of the next
      // minute's.
      if (phase === 'denial') {
        while ((await limiter.checkLimit(key)).remaining > 0) await limiter.checkAndIncrement(key)
      }
      fake.log.clear()
      await limiter.checkAndIncrement(key)
      measured[phase] = fake.log.totals()
    }

    assert.deepEqual(measured, costs)
  })
}

// In windows that had begun before, it reads what an earlier strategy may have counted. Only a fixed window
// reads nothing else, so that this is a request more.
const firstOfEnvironment: Readonly<Record<string, CapacityTotals>> = {
  fixed: withRead(26),
  sliding: withRead(58),
  multi: { ...transaction, readUnits: 35 },
}
for (const [kind, costs] of Object.entries(firstOfEnvironment)) {
  test(`apptheory ${kind}: the first decision of a key in an environment reads old counts`, async () => {
    const clock = new ManualClock('2026-03-01T10:07:25.000Z')
    const fake = new FakeDynamoDB({ clock })
    await fake.client().send(new CreateTableCommand(rateLimitTable()))
    const strategy = strategiesWithLimit(4)[kind] ?? assert.fail(kind)
    const ordinary = expected[`apptheory ${kind}`]
    const limiter = new DynamoDBRateLimiter({ strategy, clock, client: fake.client() })
    const newSubWindow = kind === 'sliding' ? ordinary?.['new sub-window'] : ordinary?.next
    for (const phase of [costs, ordinary?.next, newSubWindow]) {
      fake.log.clear()
      await limiter.checkAndIncrement(key)
      assert.deepEqual(fake.log.totals(), phase)
      if (phase !== costs) clock.advance(10_000)
    }
    fake.log.clear()
    const alone = new DynamoDBRateLimiter({ strategy, replaces: [], clock, client: fake.client() })
    await alone.checkAndIncrement({ ...key, identifier: 'bob' })
    assert.deepEqual(fake.log.totals(), ordinary?.first)
  })
}
