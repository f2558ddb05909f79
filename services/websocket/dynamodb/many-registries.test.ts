import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { manyRegistriesContract } from '../contract/many-registries.contract.ts'
import { DynamoDBConnectionRegistry, ensureConnectionTable } from './index.ts'

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A client of which every fifth transaction is cancelled for a conflict. */
function withConflicts(client: DynamoDBClient, random: () => number): DynamoDBClient {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'TransactWriteItemsCommand' || random() >= 0.2) return next(args)
        throw Object.assign(new Error('Transaction cancelled'), {
          name: 'TransactionCanceledException',
          $metadata: { httpStatusCode: 400 },
          CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
        })
      },
    { step: 'initialize' },
  )
  return client
}

const fake = new FakeDynamoDB()
await ensureConnectionTable(fake.client())
const random = seeded(20)

manyRegistriesContract('fake DynamoDB, one conflict in five', () => ({
  connections: 1000,
  random,
  makeRegistry: () => new DynamoDBConnectionRegistry({ client: withConflicts(fake.client(), random) }),
}))
