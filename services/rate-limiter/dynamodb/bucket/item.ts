import type { BucketState } from '../../strategy/bucket.ts'
import type { StoredItem } from '../compact/update.ts'

/** A bucket as an item holds it. */
export interface StoredBucket extends BucketState {
  /** The newest time that any host has written here, in attoseconds since the epoch. */
  readonly seenAt: bigint
}

/**
 * The attributes of a bucket. An item has room for two. The second one holds the state of the first when it
 * was last found full. A host with a clock that is far ahead finds any bucket full. The others then continue
 * in the second one.
 */
export interface BucketNames {
  readonly fullAt: string
  readonly seenAt: string
  readonly interval: string
}

export type Slot = 0 | 1

export const bucketNames: Readonly<Record<Slot, BucketNames>> = {
  0: { fullAt: 'fullAt', seenAt: 'seenAt', interval: 'interval' },
  1: { fullAt: 'fullAt2', seenAt: 'seenAt2', interval: 'interval2' },
}

/** Present once hosts use both buckets: the first is then no longer copied. */
export const SPLIT = 'split'

/** What an item holds of its buckets. */
export interface BucketImage {
  readonly buckets: Readonly<Record<Slot, StoredBucket | undefined>>
  readonly isSplit: boolean
  /** Unix seconds. */
  readonly ttl: number | undefined
}

export function bucketImageOf(item: StoredItem | undefined, ttlName: string): BucketImage {
  const ttl = item?.[ttlName]?.N
  return {
    buckets: { 0: bucketOf(item, bucketNames[0]), 1: bucketOf(item, bucketNames[1]) },
    isSplit: item?.[SPLIT] !== undefined,
    ttl: ttl === undefined ? undefined : Number(ttl),
  }
}

function bucketOf(item: StoredItem | undefined, names: BucketNames): StoredBucket | undefined {
  const fullAt = item?.[names.fullAt]?.N
  const seenAt = item?.[names.seenAt]?.N
  const interval = item?.[names.interval]?.N
  if (fullAt === undefined || seenAt === undefined || interval === undefined) return undefined
  return { fullAt: BigInt(fullAt), seenAt: BigInt(seenAt), interval: BigInt(interval) }
}
