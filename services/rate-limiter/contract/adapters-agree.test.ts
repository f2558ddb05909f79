import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { DynamoDBRateLimiter } from '../dynamodb/dynamodb-rate-limiter.ts'
import { rateLimitTable } from '../dynamodb/table.ts'
import { MemoryRateLimiter } from '../memory/memory-rate-limiter.ts'
import { type ChangingStrategy, changingStrategy, observe, type Subject, step } from './schedule.contract.ts'

const schedules = Number(process.env['RATE_LIMIT_SCHEDULES'] ?? 300)
const start = Date.UTC(2026, 2, 1, 10)

function memory(changing: ChangingStrategy): Subject {
  const clock = new ManualClock(start)
  let plan = 0
  const strategy = changing.make(() => changing.plans[plan % changing.plans.length])
  return {
    clock,
    limiter: new MemoryRateLimiter({ strategy, clock }),
    changePlan: (changed) => {
      plan = changed
    },
    expireItems: async () => {},
  }
}

async function table(
  changing: ChangingStrategy,
  options: {
    readonly layout: 'apptheory' | 'compact'
    readonly denyCache?: false
    readonly ttlBufferMs?: number
  },
): Promise<Subject> {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock, logLimit: 1 })
  const client = fake.client()
  await client.send(new CreateTableCommand(rateLimitTable()))
  let plan = 0
  const strategy = changing.make(() => changing.plans[plan % changing.plans.length])
  return {
    clock,
    limiter: new DynamoDBRateLimiter({
      strategy,
      clock,
      client,
      failOpen: false,
      consistentRead: true,
      ...options,
    }),
    changePlan: (changed) => {
      plan = changed
    },
    expireItems: async () => {
      fake.sweepExpired()
    },
  }
}

test(`adapters agree at every step, whatever changes (RATE_LIMIT_SCHEDULES=${schedules})`, async () => {
  const layouts = ['apptheory', 'compact'] as const
  await fc.assert(
    fc.asyncProperty(changingStrategy, fc.array(step, { maxLength: 30 }), async (changing, steps) => {
      const subjects = [
        memory(changing),
        ...(await Promise.all(
          layouts.flatMap((layout) => [
            table(changing, { layout }),
            table(changing, { layout, denyCache: false, ttlBufferMs: 0 }),
          ]),
        )),
      ]
      const [expected, ...others] = await Promise.all(subjects.map((subject) => observe(subject, steps, '')))
      for (const other of others) assert.deepEqual(other, expected)
    }),
    { numRuns: schedules },
  )
})
