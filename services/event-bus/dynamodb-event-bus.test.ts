import { FakeDynamoDB } from '../../testkit/index.ts'
import { ManualClock } from '../../testkit/manual-clock.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'
import { eventBusContract } from './event-bus.contract.ts'
import { foreignExpiryContract } from './foreign-expiry.contract.ts'

const shared = new FakeDynamoDB({ clock: new ManualClock('2026-03-01T10:00:00.000Z') })
await new DynamoDBEventBus({ client: shared.client(), tableName: 'events' }).ensureTable()
eventBusContract('fake DynamoDB', (options) => new DynamoDBEventBus({ ...options, client: shared.client() }))
foreignExpiryContract('fake DynamoDB', shared.client(), 'events')
