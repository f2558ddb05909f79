import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { eventBusContract } from '../contract/event-bus.contract.ts'
import { foreignExpiryContract } from '../contract/foreign-expiry.contract.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'

const shared = new FakeDynamoDB({ clock: new ManualClock('2026-03-01T10:00:00.000Z') })
await new DynamoDBEventBus({ client: shared.client(), tableName: 'events' }).ensureTable()
eventBusContract('fake DynamoDB', (options) => new DynamoDBEventBus({ ...options, client: shared.client() }))
foreignExpiryContract('fake DynamoDB', shared.client(), 'events')
