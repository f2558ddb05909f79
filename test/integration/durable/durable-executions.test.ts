import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DurableContext, DurableLambdaHandler } from '@aws/durable-execution-sdk-js'
import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing'
import middy from '@middy/core'
import { executionModeDurableContext } from '@middy/core/executionModeDurableContext'
import { eventBus, fixedWindow, MemoryEventBus, MemoryRateLimiter, rateLimit } from '../../../index.ts'
import { buildHttpApiV2Event } from '../../../testkit/index.ts'

const key = { identifier: 'ip:198.51.100.7', resource: 'GET /orders', operation: 'GET' }

// Middy's timer for the time-out outlives an invocation that is suspended by a wait.
const durable = { executionMode: executionModeDurableContext, timeoutEarlyInMillis: 0 }

/** A chain, whatever its middlewares add to the context. */
// biome-ignore lint/suspicious/noExplicitAny: Middy's own type of a chain names its result and its options so
type Chain = (event: unknown, context: any, options: any) => any

/**
 * Runs an execution on AWS's own runner: it replays the function after each wait, and skips the time between.
 */
async function execute(chain: Chain, payload: unknown) {
  // It replaces the timers of the process, and so not in a hook, which would then never end.
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: true })
  try {
    const handlerFunction: DurableLambdaHandler = async (event, context) => chain(event, context, {})
    return await new LocalDurableTestRunner({ handlerFunction }).run({ payload })
  } finally {
    await LocalDurableTestRunner.teardownTestEnvironment()
  }
}

describe('one execution with two waits', () => {
  test('counts once against the limit, and each replay has the same decision', async () => {
    const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 3_600_000, limit: 10 }) })
    const seen: unknown[] = []
    const handler = middy<unknown, unknown, Error, DurableContext>(durable)
      .use(
        rateLimit({
          limiter,
          identify: () => key.identifier,
          resource: key.resource,
          operation: key.operation,
        }),
      )
      .handler(async (_event, execution) => {
        seen.push(execution.rateLimit)
        await execution.wait({ seconds: 60 })
        await execution.wait({ seconds: 60 })
        return { statusCode: 200, body: 'done' }
      })

    const execution = await execute(handler, buildHttpApiV2Event())

    assert.equal(execution.getStatus(), 'SUCCEEDED')
    assert.ok(execution.getInvocations().length > 1)
    const { windows } = await limiter.getUsage(key)
    assert.deepEqual(
      windows.map(({ count }) => count),
      [1],
    )
    assert.equal(seen.length, execution.getInvocations().length)
    for (const decision of seen) assert.deepEqual(decision, seen[0])
  })

  for (const publish of ['immediate', 'after-handler'] as const) {
    test(`publishes each event once, ${publish}`, async () => {
      const bus = new MemoryEventBus()
      const order = { eventType: 'order.created', tenantId: 'acme', payload: { total: 12 } }
      const handler = middy<unknown, unknown, Error, DurableContext>(durable)
        .use(eventBus({ bus, publish }))
        .handler(async (_event, execution) => {
          await execution.eventBus.publish(order)
          await execution.wait({ seconds: 60 })
          await execution.eventBus.publishMany([order, order])
          await execution.wait({ seconds: 60 })
          return 'done'
        })

      const executions = [await execute(handler, {}), await execute(handler, {})]

      for (const execution of executions) {
        assert.equal(execution.getStatus(), 'SUCCEEDED')
        assert.ok(execution.getInvocations().length > 1)
      }
      assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 6)
    })
  }

  test('a denied execution ends with the denial', async () => {
    const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 3_600_000, limit: 1 }) })
    const handler = middy<unknown, unknown, Error, DurableContext>(durable)
      .use(rateLimit({ limiter, identify: () => key.identifier }))
      .handler(async () => ({ statusCode: 200 }))

    const responses = []
    for (let i = 0; i < 2; i++) {
      const execution = await execute(handler, buildHttpApiV2Event())
      responses.push((execution.getResult() as { statusCode: number }).statusCode)
    }

    assert.deepEqual(responses, [200, 429])
  })

  test('a failing limiter fails the execution with its own error, without retries', async () => {
    let calls = 0
    const limiter = {
      async checkAndIncrement(): Promise<never> {
        calls += 1
        throw new RangeError('no such table')
      },
      async refund() {},
    }
    const handler = middy<unknown, unknown, Error, DurableContext>(durable)
      .use(rateLimit({ limiter: limiter as never, identify: () => key.identifier }))
      .handler(async () => ({ statusCode: 200 }))

    const execution = await execute(handler, { type: 'nightly' })

    assert.equal(execution.getStatus(), 'FAILED')
    assert.equal(execution.getError().errorMessage, 'no such table')
    assert.equal(calls, 1)
  })

  test('stores an event once', async () => {
    const bus = new MemoryEventBus()
    const handler = middy<unknown, unknown, Error, DurableContext>(durable)
      .use(eventBus({ bus }))
      .handler(async (_event, execution) => {
        await execution.eventBus.publish({ eventType: 'order.created', tenantId: 'acme', payload: { n: 1 } })
        await execution.wait({ seconds: 60 })
        await execution.wait({ seconds: 60 })
        return 'done'
      })

    const execution = await execute(handler, { orderId: 'o-1' })

    assert.equal(execution.getStatus(), 'SUCCEEDED')
    assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 1)
  })
})
