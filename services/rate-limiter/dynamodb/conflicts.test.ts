import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { isAppTheoryError } from '../../../errors.ts'
import { layouts } from '../../../test/integration/rate-limit-strategies.ts'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
import { rateLimitTable } from './table.ts'

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

test('where conflicts persist, windows are counted one by one', async () => {
  const { tokens, decide } = await setUp(Number.POSITIVE_INFINITY)
  const decisions = []
  for (let i = 0; i < 7; i++) decisions.push(await decide())
  assert.deepEqual(
    decisions.map(({ allowed, windows }) => [allowed, ...windows.map(({ count }) => count)]),
    [1, 2, 3, 4, 5, 5, 5].map((count, i) => [i < 5, count, count]),
  )
  assert.equal(tokens.length, 4)
})

test('a transaction that is cancelled for what will not pass is not sent again', async () => {
  const { tokens, decide } = await setUp(1, 'ValidationError')
  await assert.rejects(decide(), (error) => isAppTheoryError(error, 'rate_limiter.unavailable'))
  assert.equal(tokens.length, 1)
})

/** Two hosts whose requests are under way for 5 ms each. */
async function twoHosts() {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeDynamoDB({ clock, latencyMs: 5 })
  const options = { strategy, clock, client: fake.client(), failOpen: false }
  const settle = async <TResult>(promise: Promise<TResult>): Promise<TResult> => {
    let pending = true
    const settled = promise.finally(() => {
      pending = false
    })
    settled.catch(() => {})
    while (pending) await clock.advanceAsync(clock.pendingTimers > 0 ? 1 : 0)
    return settled
  }
  await settle(options.client.send(new CreateTableCommand(rateLimitTable())))
  return { one: new DynamoDBRateLimiter(options), other: new DynamoDBRateLimiter(options), settle }
}

test('a refund that meets a transaction is sent again, and gives back once', async () => {
  const { one, other, settle } = await twoHosts()
  const decision = await settle(one.checkAndIncrement(key))

  await settle(Promise.all([other.checkAndIncrement(key), one.refund(key, decision)]))

  const { windows } = await settle(one.getUsage(key))
  assert.deepEqual(
    windows.map(({ count }) => count),
    [1, 1],
  )
})

for (const layout of layouts) {
  test(`layout ${layout}: a refund of more than was spent stops at zero under contention`, async () => {
    const client = new FakeDynamoDB().client()
    await client.send(new CreateTableCommand(rateLimitTable()))
    const fixed = fixedWindow({ windowMs: 60_000, limit: 50 })
    const clock = new ManualClock('2026-03-01T10:00:00.000Z')
    const limiter = new DynamoDBRateLimiter({ strategy: fixed, layout, clock, client, failOpen: false })
    let refused = 0
    client.middlewareStack.add((next) => async (args) => {
      try {
        return await next(args)
      } catch (error) {
        refused += 1
        if (refused === 1) await limiter.recordRequest(key, { cost: 5 })
        throw error
      }
    })

    await limiter.refund(key, await limiter.checkAndIncrement(key), { cost: 3 })

    const { windows } = await limiter.getUsage(key)
    assert.deepEqual([refused, windows[0]?.count], [1, 5])
  })
}
