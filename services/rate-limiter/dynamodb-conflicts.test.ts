import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { isAppTheoryError } from '../../errors.ts'
import { FakeDynamoDB, ManualClock } from '../../testkit/index.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { rateLimitTable } from './dynamodb-table.ts'
import { multiWindow } from './multi-window.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const strategy = multiWindow([
  { windowMs: 1000, limit: 5 },
  { windowMs: 60_000, limit: 50 },
])

/** A limiter whose next transactions are cancelled for other reasons than a limit. */
async function setUp(conflicts: number, code = 'TransactionConflict') {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const client = new FakeDynamoDB({ clock }).client()
  await client.send(new CreateTableCommand(rateLimitTable()))
  const tokens: unknown[] = []
  client.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName !== 'TransactWriteItemsCommand') return next(args)
    tokens.push((args.input as { ClientRequestToken?: string }).ClientRequestToken)
    if (tokens.length > conflicts) return next(args)
    throw new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: [{ Code: 'None' }, { Code: code }],
    })
  })
  const limiter = new DynamoDBRateLimiter({ strategy, clock, client, failOpen: false, timeoutMs: 500 })
  const decide = async () => {
    const decision = limiter.checkAndIncrement(key)
    let pending = true
    const settled = decision.finally(() => {
      pending = false
    })
    settled.catch(() => {})
    while (pending) await clock.advanceAsync(clock.pendingTimers > 0 ? 5 : 0)
    return settled
  }
  return { tokens, decide }
}

test('a transaction that met another is sent again, as the same one, and counts once', async () => {
  const { tokens, decide } = await setUp(3)
  const { allowed, windows } = await decide()
  assert.equal(allowed, true)
  assert.deepEqual(
    windows.map(({ count }) => count),
    [1, 1],
  )
  assert.equal(tokens.length, 4)
  assert.equal(new Set(tokens).size, 1)
})

test('transactions that meet others until the time is over are no denial', async () => {
  const { tokens, decide } = await setUp(Number.POSITIVE_INFINITY)
  await assert.rejects(decide(), (error) => isAppTheoryError(error, 'rate_limiter.unavailable'))
  assert.ok(tokens.length > 3, String(tokens.length))
})

test('a transaction that is cancelled for what will not pass is not sent again', async () => {
  const { tokens, decide } = await setUp(1, 'ValidationError')
  await assert.rejects(decide(), (error) => isAppTheoryError(error, 'rate_limiter.unavailable'))
  assert.equal(tokens.length, 1)
})
