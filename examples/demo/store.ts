import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ensureTable as ensureEventTable } from 'apptheory-middy/services/event-bus/dynamodb'
import { ensureTable as ensureLimitTable } from 'apptheory-middy/services/rate-limiter/dynamodb'
import { ensureConnectionTable } from 'apptheory-middy/services/websocket/dynamodb'
import { FakeDynamoDB } from 'apptheory-middy/testkit'

export interface Store {
  /** What the functions find in their environment. */
  readonly environment: Readonly<Record<string, string>>
  /** The embedded store, whose streams can invoke functions. */
  readonly fake: FakeDynamoDB | undefined
  close(): Promise<void>
}

export const EVENTS_TABLE = 'events'
const LOG_TABLE = 'log'

const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' }

/**
 * A store that speaks DynamoDB's protocol, with the tables, so that the functions are those that would be
 * deployed.
 */
export async function startStore(local: boolean): Promise<Store> {
  const { endpoint, fake, close } = local ? await dynamodbLocal() : await embedded()
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
  await Promise.all([
    ensureLimitTable(client, { tableName: 'rate-limits' }),
    ensureEventTable(client, { tableName: EVENTS_TABLE }),
    ensureEventTable(client, { tableName: LOG_TABLE }),
    ensureConnectionTable(client, { tableName: 'connections' }),
  ])
  client.destroy()
  const environment = {
    RATE_LIMIT_TABLE_NAME: 'rate-limits',
    EVENTBUS_TABLE_NAME: EVENTS_TABLE,
    // On DynamoDB Local no function is invoked: the page reads the table of events itself.
    LOG_TABLE_NAME: fake ? LOG_TABLE : EVENTS_TABLE,
    WEBSOCKET_CONNECTIONS_TABLE_NAME: 'connections',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  return { environment, fake, close }
}

async function embedded() {
  const fake = new FakeDynamoDB()
  const server = await fake.listen()
  return { endpoint: server.url, fake, close: () => server.close() }
}

async function dynamodbLocal() {
  const { startDynamoDBLocal } = await import('../../test/dynamodb-local/server.ts')
  const server = await startDynamoDBLocal()
  return { endpoint: server.endpoint, fake: undefined, close: async () => server[Symbol.asyncDispose]() }
}
