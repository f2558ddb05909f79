import { before } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { dynamodbLocalClient } from '../../../test/dynamodb-local/client.ts'
import type { ManualClock } from '../../../testkit/manual-clock.ts'
import { connectionChannelsContract } from '../contract/connection-channels.contract.ts'
import { connectionRegistryContract } from '../contract/connection-registry.contract.ts'
import { connectionTable } from './connection-table.ts'
import { DynamoDBConnectionRegistry } from './dynamodb-connection-registry.ts'

const client = dynamodbLocalClient()
const tableName = `connections-${process.pid}`

// Without time to live: DynamoDB Local would delete what expired by the manual clock long ago.
before(() => client.send(new CreateTableCommand(connectionTable({ tableName }))))

const make = (options: { readonly clock: ManualClock }) =>
  new DynamoDBConnectionRegistry({ ...options, client, tableName })
connectionRegistryContract('DynamoDB Local', make)
connectionChannelsContract('DynamoDB Local', make, 10)
