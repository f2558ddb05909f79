import { CreateTableCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamEvent, DynamoDBStreamHandler } from 'aws-lambda'
import { FakeDynamoDB } from '../fake-dynamodb/fake-dynamodb.ts'
import { tableInput } from '../fake-dynamodb/table-input.helper.ts'
import { ManualClock } from '../manual-clock.ts'
import type { StreamMappingOptions } from './stream-mapping-options.ts'

export interface Setup {
  readonly clock: ManualClock
  readonly fake: FakeDynamoDB
  readonly client: DynamoDBClient
}

export async function setUp(): Promise<Setup> {
  const clock = new ManualClock()
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  await client.send(
    new CreateTableCommand({
      ...tableInput('orders', { keys: { pk: 'S' } }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )
  return { clock, fake, client }
}

export async function put({ client }: Setup, ...pks: string[]): Promise<void> {
  for (const pk of pks)
    await client.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: pk } } }))
}

export const keysOf = ({ Records }: DynamoDBStreamEvent): string =>
  Records.map(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S).join('')

export interface Consumer {
  readonly handler: DynamoDBStreamHandler
  readonly batches: readonly string[]
}

/** A function that notes the keys of each batch, and fails for those batches that hold a bad key. */
export function consumer(bad: string | ((keys: string, call: number) => boolean) = ''): Consumer {
  const batches: string[] = []
  const isBad = typeof bad === 'string' ? (keys: string) => bad !== '' && keys.includes(bad) : bad
  const handler = async (event: DynamoDBStreamEvent): Promise<void> => {
    const keys = keysOf(event)
    batches.push(keys)
    if (isBad(keys, batches.length)) throw new Error(`cannot do ${keys}`)
  }
  return { handler, batches }
}

/** A function that reports the first record whose key is bad. */
export function reporter(bad: string): Consumer {
  const batches: string[] = []
  const handler: DynamoDBStreamHandler = async (event) => {
    batches.push(keysOf(event))
    const failed = event.Records.find(({ dynamodb }) => bad.includes(dynamodb?.Keys?.['pk']?.S ?? ' '))
    const itemIdentifier = failed?.dynamodb?.SequenceNumber ?? ''
    return { batchItemFailures: failed ? [{ itemIdentifier }] : [] }
  }
  return { handler, batches }
}

export const REPORT: Pick<StreamMappingOptions, 'functionResponseTypes'> = {
  functionResponseTypes: ['ReportBatchItemFailures'],
}
