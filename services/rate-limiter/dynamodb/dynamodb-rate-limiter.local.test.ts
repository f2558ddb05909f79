import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { dynamodbLocalClient } from '../../../test/dynamodb-local/client.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { rateLimiterContract } from '../contract/rate-limiter.contract.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { rateLimitTable } from './table.ts'

const client = dynamodbLocalClient()
const tableName = `rate-limits-${process.pid}`

before(async () => {
  await client.send(new CreateTableCommand(rateLimitTable({ tableName })))
})

for (const layout of ['apptheory', 'compact'] as const) {
  rateLimiterContract(`DynamoDB Local, layout ${layout}`, (options) => {
    const patient = { failOpen: false, consistentRead: true, timeoutMs: 10_000 }
    return new DynamoDBRateLimiter({ ...options, ...patient, layout, client, tableName })
  })
}

test('200 requests at once, limit 100: exactly 100 admitted, by at most 3 UpdateItem', async () => {
  const counted = dynamodbLocalClient()
  const operations: string[] = []
  counted.middlewareStack.add((next, { commandName }) => (args) => {
    operations.push(String(commandName))
    return next(args)
  })
  const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
  const clock = new ManualClock()
  const limiter = new DynamoDBRateLimiter({ strategy, client: counted, tableName, clock, failOpen: false })
  const key = { identifier: 'crowd', resource: '/', operation: 'GET' }

  const decisions = await Promise.all(Array.from({ length: 200 }, () => limiter.checkAndIncrement(key)))

  assert.equal(decisions.filter(({ allowed }) => allowed).length, 100)
  assert.deepEqual(new Set(operations), new Set(['UpdateItemCommand']))
  assert.ok(operations.length <= 3, `${operations.length} requests`)
  const counts = decisions.filter(({ allowed }) => allowed).map(({ currentCount }) => currentCount)
  assert.deepEqual(
    counts.sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, i) => i + 1),
  )
})
