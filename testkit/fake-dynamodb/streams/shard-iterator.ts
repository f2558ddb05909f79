import { DynamoDBException, validationException } from '../exceptions.ts'

/** Where a consumer goes on in a stream. */
export interface ShardPosition {
  readonly streamArn: string
  readonly position: number
  /** When the iterator was given out. */
  readonly issuedAt: number
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
const LIFETIME_MS = 15 * 60 * 1000

export function writeIterator({ streamArn, position, issuedAt }: ShardPosition): string {
  const state = Buffer.from(`${position}/${issuedAt}`).toString('base64')
  return `${streamArn}|1|${state}`
}

/**
 * @throws DynamoDBException `ValidationException` for text that is not an iterator,
 * `ExpiredIteratorException` for one that is older than 15 minutes
 */
export function readIterator(iterator: string, now: number): ShardPosition {
  const [streamArn, version, state = ''] = iterator.split('|')
  const [position, issuedAt] = Buffer.from(state, 'base64').toString('latin1').split('/').map(Number)
  const isComplete = streamArn !== undefined && version === '1'
  if (!isComplete || !Number.isSafeInteger(position) || !Number.isFinite(issuedAt)) {
    throw validationException('Invalid ShardIterator')
  }
  if (now - (issuedAt as number) > LIFETIME_MS) {
    throw new DynamoDBException('ExpiredIteratorException', 'The shard iterator has expired.')
  }
  return { streamArn, position: position as number, issuedAt: issuedAt as number }
}
