import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import fc from 'fast-check'
import { ulidGenerator } from '../../../services/ids/ids.ts'
import { FakeDynamoDB } from '../../../testkit/fake-dynamodb/index.ts'
import { localClient } from '../local-client.ts'
import { dropTable } from '../run-cases.ts'
import { anyChange, type Change } from './change-arbitraries.ts'
import { comparableRecords, StreamConsumer } from './stream-consumer.ts'

/** How many histories are generated: `STREAM_HISTORIES`. */
const histories = Number(process.env['STREAM_HISTORIES'] ?? 200)

const views = ['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY'] as const
const ids = ulidGenerator()
const fake = new FakeDynamoDB()
const local = localClient()
const localStreams = new DynamoDBStreamsClient({
  endpoint: process.env['DYNAMODB_LOCAL_ENDPOINT'] as string,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const sides = {
  fake: { client: fake.client({ maxAttempts: 1 }), streams: fake.streamsClient({ maxAttempts: 1 }) },
  local: { client: local, streams: localStreams },
}

after(async () => {
  for (const view of views) await dropTable(local, tableOf(view))
  local.destroy()
  localStreams.destroy()
})

const run = ids.next()

function tableOf(view: string): string {
  return `streams-${run}-${view}`
}

/** The name of the error of a request that is refused. */
async function send(client: DynamoDBClient, change: Change): Promise<string> {
  try {
    await client.send(change as never)
    return 'ok'
  } catch (error) {
    return (error as Error).name
  }
}

for (const view of views) {
  const share = Math.ceil(histories / views.length)
  test(`${share} histories make the same ${view} records as on DynamoDB Local`, async () => {
    const consumers = {
      fake: await StreamConsumer.connect(sides.fake, tableOf(view), view),
      local: await StreamConsumer.connect(sides.local, tableOf(view), view),
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyChange(tableOf(view)), { minLength: 1, maxLength: 12 }),
        async (changes) => {
          const pk = ids.next()
          for (const change of changes.map((ofPartition) => ofPartition(pk))) {
            assert.equal(await send(sides.fake.client, change), await send(sides.local.client, change))
          }
          const made = await consumers.fake.read(0)
          const expected = await consumers.local.read(made.length)
          assert.deepEqual(comparableRecords(made), comparableRecords(expected))
        },
      ),
      { numRuns: share, seed: 1 },
    )
  })
}
