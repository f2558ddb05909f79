import { DynamoDBException, validationException } from '../exceptions.ts'
import type { Operation } from '../operations/operation-context.ts'
import type { RequestInput } from '../requests/shape.ts'
import { readIterator, writeIterator } from './shard-iterator.ts'
import { positionOf, recordOf, type StreamRecord, sequenceNumberOf } from './stream-record.ts'
import type { TableStream } from './table-stream.ts'

const MAX_STREAMS = 100
const MAX_RECORDS = 1000
const MAX_BYTES = 1_048_576

export const listStreams: Operation = (input, { store, now }) => {
  const tableName = optional<string>(input, 'TableName')
  const after = optional<string>(input, 'ExclusiveStartStreamArn') ?? ''
  const limit = optional<number>(input, 'Limit') ?? MAX_STREAMS
  const streams = store.streams
    .list(now)
    .filter(({ arn }) => arn > after)
    .filter((stream) => tableName === undefined || stream.tableName === store.nameOf(tableName))
  const page = streams.slice(0, limit)
  return {
    Streams: page.map(({ arn, tableName: TableName, label }) => ({
      StreamArn: arn,
      TableName,
      StreamLabel: label,
    })),
    LastEvaluatedStreamArn: streams.length > page.length ? page.at(-1)?.arn : undefined,
  }
}

export const describeStream: Operation = (input, { store, now }) => {
  const stream = store.streams.get(input['StreamArn'] as string, now)
  const after = optional<string>(input, 'ExclusiveStartShardId')
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.closedAt === undefined ? 'ENABLED' : 'DISABLED',
      StreamViewType: stream.viewType,
      CreationRequestDateTime: stream.createdAt / 1000,
      TableName: stream.tableName,
      KeySchema: stream.keySchema,
      Shards: after === undefined || after < stream.shardId ? [describeShard(stream)] : [],
    },
  }
}

function describeShard(stream: TableStream): object {
  return {
    ShardId: stream.shardId,
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumberOf(0),
      EndingSequenceNumber: stream.closedAt === undefined ? undefined : sequenceNumberOf(stream.end),
    },
  }
}

export const getShardIterator: Operation = (input, { store, now }) => {
  const stream = store.streams.get(input['StreamArn'] as string, now)
  if (input['ShardId'] !== stream.shardId) {
    throw new DynamoDBException(
      'ResourceNotFoundException',
      `Requested resource not found: Shard: ${input['ShardId']} in Stream: ${stream.arn} not found`,
    )
  }
  const position = startOf(input, stream, now)
  return { ShardIterator: writeIterator({ streamArn: stream.arn, position, issuedAt: now }) }
}

function startOf(input: RequestInput, stream: TableStream, now: number): number {
  const sequenceNumber = optional<string>(input, 'SequenceNumber')
  switch (input['ShardIteratorType']) {
    case 'TRIM_HORIZON':
      assertNone(sequenceNumber)
      return stream.start(now)
    case 'LATEST':
      assertNone(sequenceNumber)
      return stream.end
    case 'AFTER_SEQUENCE_NUMBER':
      return positionIn(stream, sequenceNumber, now) + 1
    default:
      return positionIn(stream, sequenceNumber, now)
  }
}

function assertNone(sequenceNumber: string | undefined): void {
  if (sequenceNumber === undefined) return
  throw invalid('SequenceNumber should not be passed for this iterator type')
}

function invalid(problem: string): DynamoDBException {
  return validationException(`One or more parameter values were invalid: ${problem}`)
}

function positionIn(stream: TableStream, sequenceNumber: string | undefined, now: number): number {
  if (sequenceNumber === undefined) throw invalid('Invalid SequenceNumber')
  const position = positionOf(sequenceNumber)
  if (position === undefined || position < 0 || position > stream.end) {
    throw validationException('Invalid SequenceNumber for the shard')
  }
  if (position < stream.start(now)) throw trimmed()
  return position
}

export const getRecords: Operation = (input, { store, now }) => {
  const { streamArn, position } = readIterator(input['ShardIterator'] as string, now)
  const stream = store.streams.get(streamArn, now)
  if (position < stream.start(now)) throw trimmed()
  const limit = optional<number>(input, 'Limit') ?? MAX_RECORDS
  const records: StreamRecord[] = []
  let bytes = 0
  for (let next = position; next < stream.end && records.length < limit && bytes < MAX_BYTES; next += 1) {
    const change = stream.at(next)
    if (!change) break
    const record = recordOf(change, stream, store.region)
    records.push(record)
    bytes += record.dynamodb.SizeBytes
  }
  const reached = position + records.length
  const isOver = stream.closedAt !== undefined && reached >= stream.end
  return {
    Records: records,
    NextShardIterator: isOver ? undefined : writeIterator({ streamArn, position: reached, issuedAt: now }),
  }
}

function trimmed(): DynamoDBException {
  return new DynamoDBException(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  )
}

function optional<T>(input: RequestInput, name: string): T | undefined {
  return (input[name] ?? undefined) as T | undefined
}
