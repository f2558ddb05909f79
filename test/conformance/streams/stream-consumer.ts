import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateTableCommand, type StreamViewType } from '@aws-sdk/client-dynamodb'
import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams'
import { tableInput } from '../../../testkit/fake-dynamodb/table-input.helper.ts'
import { canonical } from '../canonical.ts'

/** A table and its stream on one side of a comparison. */
export interface StreamSide {
  readonly client: DynamoDBClient
  readonly streams: DynamoDBStreamsClient
}

/** Reads a stream as consumers do, from where it was connected on. */
export class StreamConsumer {
  readonly #streams: DynamoDBStreamsClient
  readonly #streamArn: string | undefined
  readonly #iterators: Map<string, string | undefined> = new Map()
  #lastRead: string | undefined

  private constructor(
    streams: DynamoDBStreamsClient,
    streamArn: string | undefined,
    iterators: Map<string, string | undefined>,
  ) {
    this.#streams = streams
    this.#streamArn = streamArn
    this.#iterators = iterators
  }

  /** Makes a table with a stream, and connects to it. */
  static async connect(
    { client, streams }: StreamSide,
    TableName: string,
    view: StreamViewType,
  ): Promise<StreamConsumer> {
    const { TableDescription } = await client.send(
      new CreateTableCommand({
        ...tableInput(TableName, { keys: { pk: 'S', sk: 'N' } }),
        StreamSpecification: { StreamEnabled: true, StreamViewType: view },
      }),
    )
    const StreamArn = TableDescription?.LatestStreamArn
    const iterators = new Map<string, string | undefined>()
    for (const { ShardId = '' } of await shardsOf(streams, StreamArn)) {
      const input = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const
      iterators.set(ShardId, (await streams.send(new GetShardIteratorCommand(input))).ShardIterator)
    }
    return new StreamConsumer(streams, StreamArn, iterators)
  }

  /** What has come since the last read: at least `least` records, of which none may be missing for long. */
  async read(least: number): Promise<_Record[]> {
    const records: _Record[] = []
    for (let attempt = 0; attempt < 200; attempt++) {
      for (const [shard, ShardIterator] of this.#iterators) {
        const output = await this.#streams
          .send(new GetRecordsCommand({ ShardIterator }))
          .catch((error: Error) => this.#unlessTrimmed(error, shard))
        if (!output) continue
        this.#iterators.set(shard, output.NextShardIterator)
        records.push(...(output.Records ?? []))
      }
      if (records.length >= least) break
    }
    for (const { dynamodb } of records) this.#lastRead = dynamodb?.SequenceNumber ?? this.#lastRead
    return records
  }

  /** DynamoDB Local says of an iterator on a shard that was empty that its place has been trimmed. */
  async #unlessTrimmed(error: Error, ShardId: string): Promise<undefined> {
    if (error.name !== 'TrimmedDataAccessException') throw error
    const place = this.#lastRead
      ? ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#lastRead } as const)
      : ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
    const command = new GetShardIteratorCommand({ StreamArn: this.#streamArn, ShardId, ...place })
    this.#iterators.set(ShardId, (await this.#streams.send(command)).ShardIterator)
    return undefined
  }
}

/** DynamoDB Local opens the first shard of a stream a moment after it has made the table. */
async function shardsOf(streams: DynamoDBStreamsClient, StreamArn: string | undefined): Promise<Shard[]> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
    const { StreamStatus, Shards = [] } = StreamDescription ?? {}
    if (StreamStatus === 'ENABLED' && Shards.length > 0) return Shards
  }
  throw new Error(`the stream ${StreamArn} has no shard`)
}

/**
 * Records as both sides must have them: by item, in the order of its changes. IDs, numbers, times (of
 * DynamoDB Local in whole minutes) and the region (`ddblocal`) are each side's own. Numbers have to grow.
 */
export function comparableRecords(records: readonly _Record[]): Record<string, unknown[]> {
  const byItem: Record<string, unknown[]> = {}
  const last = new Map<string, bigint>()
  for (const { eventID, awsRegion: __, dynamodb = {}, ...record } of records) {
    const { SequenceNumber = '', ApproximateCreationDateTime: _, ...change } = dynamodb
    const key = JSON.stringify(canonical(dynamodb.Keys))
    const number = BigInt(SequenceNumber)
    const grows = number > (last.get(key) ?? -1n)
    last.set(key, number)
    byItem[key] = [
      ...(byItem[key] ?? []),
      canonical({ ...record, change, grows, hasId: eventID !== undefined && eventID !== '' }),
    ]
  }
  return byItem
}
