import { CreateTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBRateLimiter } from '../../../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts'
import { rateLimitTable } from '../../../services/rate-limiter/dynamodb/table.ts'
import type { ManualClock } from '../../../testkit/index.ts'
import type { FaultyClient } from '../faulty-client.ts'
import { type FixtureCase, strategyOf } from './fixture-case.ts'
import type { Subject } from './run-case.ts'

/** A limiter on an empty table of its own. */
export async function tableSubject(
  { given, id }: FixtureCase,
  layout: 'apptheory' | 'compact',
  clock: ManualClock,
  { client, faults }: FaultyClient,
): Promise<Subject> {
  const tableName = `${id.replaceAll('/', '.')}.${layout}`
  await client.send(new CreateTableCommand(rateLimitTable({ tableName })))
  for (const Item of given.items?.[layout] ?? [])
    await client.send(new PutItemCommand({ TableName: tableName, Item }))

  return {
    limiter: new DynamoDBRateLimiter({
      strategy: strategyOf(given.strategy),
      layout,
      clock,
      client,
      tableName,
      consistentRead: true,
      timeoutMs: 10_000,
      ...given.limiter,
    }),
    store: {
      layout,
      items: async () =>
        (await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items ?? [],
      fail: (fault) => faults.push(fault),
    },
  }
}
