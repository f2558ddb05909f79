import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ensureTable as ensureEventTable } from 'apptheory-middy/services/event-bus/dynamodb'
import { ensureTable as ensureLimitTable } from 'apptheory-middy/services/rate-limiter/dynamodb'
import { ensureConnectionTable } from 'apptheory-middy/services/websocket/dynamodb'
import { FakeDynamoDB } from 'apptheory-middy/testkit'

export interface Store {
  /** What the functions find in their environment. */
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' }

/**
 * A store that speaks DynamoDB's protocol, with the tables, so that the functions are those that would be
 * deployed.
 */
export async function startStore(local: boolean): Promise<Store> {
  const { endpoint, close } = local ? await dynamodbLocal() : await embedded()
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
  await Promise.all([
    ensureLimitTable(client, { tableName: 'rate-limits' }),
    ensureEventTable(client, { tableName: 'events' }),
    ensureConnectionTable(client, { tableName: 'connections' }),
  ])
  client.destroy()
  const environment = {
    RATE_LIMIT_TABLE_NAME: 'rate-limits',
    EVENTBUS_TABLE_NAME: 'events',
    WEBSOCKET_CONNECTIONS_TABLE_NAME: 'connections',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  return { environment, close }
}

async function embedded() {
  const server = await new FakeDynamoDB().listen()
  return { endpoint: server.url, close: () => server.close() }
}

async function dynamodbLocal() {
  const { startDynamoDBLocal } = await import('../../test/dynamodb-local/server.ts')
  const server = await startDynamoDBLocal()
  return { endpoint: server.endpoint, close: async () => server[Symbol.asyncDispose]() }
}
