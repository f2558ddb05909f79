import { fullAtOf, intervalOf, laterOf } from '../../strategy/bucket.ts'
import type { BucketWindow } from '../../strategy/bucket-window.ts'
import type { BucketImage, Slot, StoredBucket } from './item.ts'

/** Where a request finds its bucket. All times are in attoseconds. */
export interface Standing {
  readonly slot: Slot
  readonly stored: StoredBucket | undefined
  /** The time of the decision: this host's, or that of a host whose clock is a little ahead. */
  readonly now: bigint
  /** When the bucket is full, in the interval of the window that limits it now: at least `now`. */
  readonly fullAt: bigint
  /** The newest time that another host may show and be followed. */
  readonly horizon: bigint
  /** Whether what is stored counts otherwise: with another refill, or by a clock that is far ahead. */
  readonly isRewritten: boolean
}

/**
 * Hosts use the first bucket, and follow its time where that is a little ahead. One that is far ahead is of a
 * host with another clock: it leaves the other bucket to them.
 */
export function standingIn(
  image: BucketImage,
  window: BucketWindow,
  ownNow: bigint,
  maxClockSkew: bigint,
): Standing {
  const horizon = ownNow + maxClockSkew
  const slot = slotIn(image, horizon)
  const stored = image.buckets[slot]
  const isForeign = stored !== undefined && stored.seenAt > horizon
  const state = isForeign ? { ...stored, fullAt: ownNow + stored.fullAt - stored.seenAt } : stored
  const now = stored && !isForeign ? laterOf(stored.seenAt, ownNow) : ownNow
  return {
    slot,
    stored,
    now,
    fullAt: fullAtOf(window, state, now),
    horizon,
    isRewritten:
      isForeign || (stored !== undefined && stored.interval !== intervalOf(window.refillPerSecond)),
  }
}

function slotIn({ buckets, isSplit }: BucketImage, horizon: bigint): Slot {
  const { 0: first, 1: second } = buckets
  const isOurs = (bucket: StoredBucket | undefined): boolean => !bucket || bucket.seenAt <= horizon
  if (!isOurs(first)) return 1
  if (!isSplit || !isOurs(second)) return 0
  return (second?.seenAt ?? 0n) > (first?.seenAt ?? 0n) ? 1 : 0
}
