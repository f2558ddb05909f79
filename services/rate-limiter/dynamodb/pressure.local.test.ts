import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { CreateTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { dynamodbLocalClient } from '../../../test/dynamodb-local/client.ts'
import { layouts, strategiesWithLimit } from '../../../test/integration/rate-limit-strategies.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { assertAgreement } from '../contract/schedule-agreement.contract.ts'
import { sharedTableSubjects } from '../contract/schedule-subjects.contract.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { rateLimitTable } from './table.ts'

const client = dynamodbLocalClient()
// Without expiry: the tests have a time of their own, and DynamoDB Local has the machine's.
const tableName = `rate-limits-pressure-${process.pid}`
const start = Date.UTC(2026, 2, 1, 10)
const schedules = Number(process.env['RATE_LIMIT_SCHEDULES'] ?? 60)

before(async () => {
  await client.send(new CreateTableCommand(rateLimitTable({ tableName })))
})

function keyOf(identifier: string) {
  return { identifier, resource: '/orders', operation: 'GET' }
}

function host(
  strategy: RateLimitStrategy,
  clock: ManualClock,
  layout: (typeof layouts)[number] = 'compact',
): DynamoDBRateLimiter {
  return new DynamoDBRateLimiter({ strategy, clock, client, tableName, layout, failOpen: false })
}

async function admittedOf(limiter: DynamoDBRateLimiter, identifier: string, requests: number) {
  let admitted = 0
  for (let i = 0; i < requests; i++)
    if ((await limiter.checkAndIncrement(keyOf(identifier))).allowed) admitted += 1
  return admitted
}

async function attributesOf(identifier: string): Promise<number> {
  const Key = { PK: { S: identifier }, SK: { S: '/orders#GET' } }
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }))
  return Object.keys(Item ?? {}).length
}

test(`memory and DynamoDB Local agree at every step (RATE_LIMIT_SCHEDULES=${schedules})`, async () => {
  const variants = [{}, { denyCache: false, ttlBufferMs: 0 }] as const
  const subjects = variants.map((variant) =>
    layouts.map((layout) => sharedTableSubjects(client, { layout, tableName, ...variant })),
  )
  await assertAgreement({ schedules, subjects })
})

test('an item with 900 attributes too many is cleaned up, and the limit holds meanwhile', async () => {
  const number = Math.floor(start / 1000)
  const counters = Array.from({ length: 900 }, (_, i) => [`1000@${number - 900 + i}`, { N: '1' }])
  const Item = {
    ...Object.fromEntries(counters),
    ...{ PK: { S: 'grown' }, SK: { S: '/orders#GET' }, '1000@': { N: String(number - 1) }, ttl: { N: '1' } },
  }
  await client.send(new PutItemCommand({ TableName: tableName, Item }))
  const clock = new ManualClock(start)
  const strategy = fixedWindow({ windowMs: 1000, limit: 6 })
  assert.equal(await admittedOf(host(strategy, clock), 'grown', 9), 6)
  for (let i = 0; i < 10; i++) {
    clock.advance(1000)
    assert.equal(await admittedOf(host(strategy, clock), 'grown', 1), 1)
  }
  assert.ok((await attributesOf('grown')) <= 5 + 12)
})

for (const [kind, most] of [
  ['fixed', 5],
  ['multi', 7],
  ['sliding', 3 + 2 + 6],
] as const) {
  test(`${kind}: 80 windows by changing hosts leave an item small`, async () => {
    const clock = new ManualClock(start)
    const strategy = strategiesWithLimit(100)[kind] as RateLimitStrategy
    for (let i = 0; i < 80; i++) {
      clock.advance(i % 7 === 0 ? 190_000 : 60_000)
      assert.equal(await admittedOf(host(strategy, clock), `small-${kind}`, 1), 1)
    }
    assert.ok((await attributesOf(`small-${kind}`)) <= most + 12)
  })
}

test('a strategy that is deployed over another counts on, layout compact', async () => {
  const fixed = fixedWindow({ windowMs: 60_000, limit: 4 })
  const sliding = (granularityMs: number) => slidingWindow({ windowMs: 60_000, limit: 7, granularityMs })
  for (const [i, [before, after]] of [
    [fixed, sliding(60_000)],
    [fixed, sliding(10_000)],
    [sliding(10_000), fixed],
    [sliding(6000), sliding(20_000)],
  ].entries()) {
    const clock = new ManualClock(start + 25_000)
    const first = await admittedOf(host(before as RateLimitStrategy, clock), `deployed-${i}`, 9)
    clock.advance(3000)
    const second = await admittedOf(host(after as RateLimitStrategy, clock), `deployed-${i}`, 9)
    assert.equal(first + second, 7, `case ${i}: ${first} and ${second}`)
  }
})

for (const layout of layouts) {
  test(`${layout}: 60 decisions at once on one key over four hosts, limit 10`, async () => {
    for (const [kind, strategy] of Object.entries(strategiesWithLimit(10))) {
      const clock = new ManualClock(start)
      const hosts = Array.from(
        { length: 4 },
        () => new DynamoDBRateLimiter({ strategy, clock, client, tableName, layout, timeoutMs: 60_000 }),
      )
      const decisions = await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          (hosts[i % 4] as DynamoDBRateLimiter).checkAndIncrement(keyOf(`crowd-${layout}-${kind}`)),
        ),
      )
      assert.ok(decisions.every(({ degraded }) => degraded === undefined))
      const admitted = decisions.filter(({ allowed }) => allowed).length
      // Several windows of a contended key are counted one by one, and given back: fewer may be admitted.
      assert.ok(admitted <= 10 && admitted >= (kind === 'multi' && layout === 'apptheory' ? 1 : 10), kind)
    }
  })
}
