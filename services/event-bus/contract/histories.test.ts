import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import type { ManualClock } from '../../../testkit/manual-clock.ts'
import { DynamoDBEventBus } from '../dynamodb/dynamodb-event-bus.ts'
import { eventBusTable } from '../dynamodb/table.ts'
import { historiesContract } from './histories.contract.ts'

// DynamoDB deletes what has expired whenever it likes: a sweep in the midst of a history must not show. It
// counts whole seconds, and is later than that.
let now = 0
const fake = new FakeDynamoDB({ clock: { now: () => now } })
const client = fake.client()
await client.send(new CreateTableCommand({ ...eventBusTable, TableName: 'histories' }))
await new DynamoDBEventBus({ client, tableName: 'histories' }).ensureTable()
historiesContract(
  'fake DynamoDB',
  (options) => new DynamoDBEventBus({ ...options, client }),
  (clock: ManualClock) => {
    now = clock.now() - 1000
    fake.sweepExpired()
  },
)
