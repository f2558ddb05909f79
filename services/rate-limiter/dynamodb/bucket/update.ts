import { delayOf, intervalOf, lastWithRoom, laterOf, msOf } from '../../strategy/bucket.ts'
import type { BucketWindow } from '../../strategy/bucket-window.ts'
import type { CompactTable } from '../compact/table.ts'
import type { CompactUpdate } from '../compact/update.ts'
import type { CounterRequest } from '../counter-store.ts'
import { type BucketImage, bucketNames, type Slot, SPLIT } from './item.ts'
import type { Standing } from './standing.ts'

/** A change of a bucket that is to be sent. */
export interface BucketChange {
  readonly request: CounterRequest
  readonly window: BucketWindow
  /** What is known of the item; `undefined` if nothing is. */
  readonly image: BucketImage | undefined
  /** In `image`. */
  readonly standing: Standing
}

/** Spends the request's cost; if `isLimited` where there is room. */
export function spending(
  table: CompactTable,
  { request, window, image, standing }: BucketChange,
  isLimited: boolean,
): CompactUpdate {
  const { slot, now, fullAt, isRewritten } = standing
  const names = bucketNames[slot]
  const delay = delayOf(window, request.cost)
  const isBusy = fullAt > now
  const full = lastWithRoom(window, 0, now)
  const latest = isLimited ? lastWithRoom(window, request.cost, now) : laterOf(full, fullAt)
  const update = table.update(request)
  if (!image) update.createsItem()
  stays(update, image, standing)
  seen(update, standing)
  if (isBusy && !isRewritten) {
    update.adds(names.fullAt, delay)
    update.requiresAtLeast(names.fullAt, now + 1n)
    update.requiresAtMost(names.fullAt, latest)
    update.requires(names.interval, intervalOf(window.refillPerSecond))
  } else {
    update.sets(names.fullAt, fullAt + delay)
    update.sets(names.interval, intervalOf(window.refillPerSecond))
    if (isRewritten) same(update, standing)
    else update.requiresAtMostOrAbsent(names.fullAt, now)
    if (!isBusy && slot === 0 && !image?.isSplit) keepFirst(update, window)
  }
  const ttl = image?.ttl === undefined ? [] : [[table.ttlName, image.ttl] as const]
  table.keepUntil(update, msOf(laterOf(full, latest + delay)), image && new Map(ttl))
  return update
}

/** Gives the request's cost back, up to a full bucket. */
export function givingBack(
  table: CompactTable,
  { request, window, image, standing }: BucketChange,
): CompactUpdate {
  const { slot, now, fullAt, isRewritten } = standing
  const names = bucketNames[slot]
  const delay = delayOf(window, request.cost)
  const update = table.update(request)
  stays(update, image, standing)
  if (image && isRewritten) {
    update.sets(names.fullAt, laterOf(now, fullAt - delay))
    update.sets(names.seenAt, now)
    update.sets(names.interval, intervalOf(window.refillPerSecond))
    same(update, standing)
    return update
  }
  update.requiresAtMost(names.seenAt, standing.horizon)
  update.requires(names.interval, intervalOf(window.refillPerSecond))
  if (!image || fullAt - delay >= now) {
    update.adds(names.fullAt, -delay)
    update.requiresAtLeast(names.fullAt, now + delay)
  } else {
    update.sets(names.fullAt, now)
    update.requiresAtLeast(names.fullAt, now + 1n)
    update.requiresAtMost(names.fullAt, now + delay)
  }
  return update
}

/** The bucket is still the one that requests of this host use. */
function stays(update: CompactUpdate, image: BucketImage | undefined, { slot, horizon }: Standing): void {
  const other: Slot = slot === 0 ? 1 : 0
  const otherSeenAt = bucketNames[other].seenAt
  if (image?.isSplit) update.requiresPresent(SPLIT)
  else update.requires(SPLIT, undefined)
  if (!image?.isSplit && slot === 0) return
  if (!image?.isSplit) update.sets(SPLIT, 1)
  const isForeign = (image?.buckets[other]?.seenAt ?? 0n) > horizon
  if (isForeign) update.requiresAtLeast(otherSeenAt, horizon + 1n)
  else update.requiresAtLeastThat(bucketNames[slot].seenAt, otherSeenAt)
}

/** The time of the bucket: that of this host, unless another one has written a newer time. */
function seen(update: CompactUpdate, { slot, stored, now, horizon }: Standing): void {
  const { seenAt } = bucketNames[slot]
  if (stored && stored.seenAt > horizon) {
    update.sets(seenAt, now)
    update.requires(seenAt, stored.seenAt)
  } else if (stored && stored.seenAt === now) {
    update.requiresAtLeast(seenAt, now)
    update.requiresAtMost(seenAt, horizon)
  } else {
    update.sets(seenAt, now)
    update.requiresAtMostOrAbsent(seenAt, now)
  }
}

/** What is stored has not changed. */
function same(update: CompactUpdate, { slot, stored }: Standing): void {
  const names = bucketNames[slot]
  update.requires(names.fullAt, stored?.fullAt)
  update.requires(names.interval, stored?.interval)
}

/** Copies the first bucket into the second. */
function keepFirst(update: CompactUpdate, window: BucketWindow): void {
  update.copies(bucketNames[1].fullAt, bucketNames[0].fullAt, 0n)
  update.copies(bucketNames[1].seenAt, bucketNames[0].seenAt, 0n)
  update.copies(bucketNames[1].interval, bucketNames[0].interval, intervalOf(window.refillPerSecond))
}
