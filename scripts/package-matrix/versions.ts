import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stdout } from 'node:process'
import { DynamoDBEventBus } from '../../services/event-bus/dynamodb/index.ts'
import { ensureTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { ensureConnectionTable } from '../../services/websocket/dynamodb/index.ts'
import { FakeDynamoDB } from '../../testkit/index.ts'
import { nodes } from '../nodes.ts'
import { run } from './run.ts'

/** The lowest version of the AWS SDK that the peer dependencies allow. */
export const OLDEST_SDK = '3.600.0'

const program = 'every-store.mjs'

/** The parts of the SDK that the package can use, in one version. */
export function sdkPackages(version: string): readonly string[] {
  return ['dynamodb', 'apigatewaymanagementapi'].map((name) => `@aws-sdk/client-${name}@${version}`)
}

/**
 * Runs limiter, event bus and registry in a folder where the package is installed, on each Node, against a
 * DynamoDB in memory. Throws for the first that fails.
 */
export async function checkRunning(name: string, folder: string): Promise<void> {
  copyFileSync(resolve(import.meta.dirname, program), join(folder, program))
  for (const [line, node] of Object.entries(nodes)) {
    const fake = new FakeDynamoDB()
    await using server = await fake.listen()
    const client = fake.client()
    await ensureTable(client, { tableName: 'limits' })
    await ensureConnectionTable(client, { tableName: 'connections' })
    await new DynamoDBEventBus({ client, tableName: 'events' }).ensureTable()
    const environment = {
      AWS_ENDPOINT_URL_DYNAMODB: server.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      RATE_LIMIT_TABLE_NAME: 'limits',
      EVENTBUS_TABLE_NAME: 'events',
      WEBSOCKET_CONNECTIONS_TABLE_NAME: 'connections',
    }
    const told = await run(folder, [node, program], environment)
    if (told.trim() !== '[200,"published",429,"ann"]') throw new Error(`${name}, ${line}: ${told}`)
    stdout.write(`${name}, ${line}: limiter, event bus and registry run\n`)
  }
}
