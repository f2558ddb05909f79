import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB, ManualClock } from '../../../testkit/index.ts'
import { DynamoDBRateLimiter } from '../dynamodb/dynamodb-rate-limiter.ts'
import { ensureTable } from '../dynamodb/table.ts'
import { MemoryRateLimiter } from '../memory/memory-rate-limiter.ts'
import type { RateLimiter } from '../rate-limiter.ts'
import type { RateLimitStrategy } from '../strategy/strategy.ts'

/** A limiter that a schedule runs on. */
export interface Subject {
  readonly limiter: RateLimiter
  readonly clock: ManualClock
  /** Comes first in each identifier, for subjects that share a table with the ones before. */
  readonly prefix?: string
  /** Deletes what has expired, if there is a table. */
  expireItems(): void
}

/** Makes a subject for each schedule, at the same time of day and with nothing spent. */
export type SubjectFactory = (strategy: RateLimitStrategy) => Subject

const start = Date.UTC(2026, 2, 1, 10)
const afterAll = start + 400 * 86_400_000

export const memorySubject: SubjectFactory = (strategy) => {
  const clock = new ManualClock(start)
  return { clock, limiter: new MemoryRateLimiter({ strategy, clock }), expireItems() {} }
}

let sharedSubjects = 0

/** Subjects on a real table, which is not swept. */
export function sharedTableSubjects(
  client: DynamoDBClient,
  options: TableSubjectOptions & { readonly tableName: string },
): SubjectFactory {
  return (strategy) => {
    const clock = new ManualClock(start)
    const common = { strategy, clock, client, failOpen: false, consistentRead: true, timeoutMs: 10_000 }
    const prefix = `subject-${sharedSubjects++}-`
    return { clock, limiter: new DynamoDBRateLimiter({ ...common, ...options }), prefix, expireItems() {} }
  }
}

export interface TableSubjectOptions {
  readonly layout: 'apptheory' | 'compact'
  readonly denyCache?: false
  readonly ttlBufferMs?: number
  readonly attributeNames?: 'camel' | 'pascal'
}

/** Subjects on one table, one after the other: a table for each would take most of the time. */
export async function tableSubjects(options: TableSubjectOptions): Promise<SubjectFactory> {
  const clock = new ManualClock(start)
  const fake = new FakeDynamoDB({ clock, logLimit: 1 })
  // The fake does not verify signatures, and they take time.
  const client = fake.client({ signer: { sign: async (request) => request } })
  const { attributeNames } = options
  await ensureTable(client, { attributeNames })
  return (strategy) => {
    clock.set(afterAll)
    fake.sweepExpired()
    clock.set(start)
    const common = { strategy, clock, client, failOpen: false, consistentRead: true }
    const limiter = new DynamoDBRateLimiter({ ...common, ...options })
    return { clock, limiter, expireItems: () => void fake.sweepExpired() }
  }
}
