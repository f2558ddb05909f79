import { KeyCache } from '../../key-cache.ts'
import { clockMsOf, intervalOf, momentOf } from '../../strategy/bucket.ts'
import { type BucketWindow, isBucket } from '../../strategy/bucket-window.ts'
import { spentInBucket } from '../../strategy/window-decision.ts'
import { type CompactStoreOptions, CompactTable } from '../compact/table.ts'
import type { CompactUpdate } from '../compact/update.ts'
import type { CounterRequest, CounterStore, Counters, SpendOutcome } from '../counter-store.ts'
import { type BucketImage, bucketImageOf } from './item.ts'
import { type Standing, standingIn } from './standing.ts'
import { type BucketChange, givingBack, spending } from './update.ts'

const REMEMBERED_KEYS = 10_000
const NOTHING: BucketImage = { buckets: { 0: undefined, 1: undefined }, isSplit: false, ttl: undefined }

/**
 * Token buckets, in either layout: one item per key, and one conditional update per decision. A second update
 * follows only if the bucket is not as it was expected, which is as this process saw it last, else full.
 */
export class BucketStore implements CounterStore {
  readonly #table: CompactTable
  readonly #maxClockSkew: bigint
  readonly #memos: KeyCache<BucketImage> = new KeyCache(REMEMBERED_KEYS)

  constructor(options: CompactStoreOptions) {
    this.#table = new CompactTable(options)
    this.#maxClockSkew = momentOf(options.maxClockSkewMs)
  }

  spendIfRoom(request: CounterRequest): Promise<SpendOutcome> {
    return this.#spend(request, true)
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#spend(request, false)
  }

  async giveBack(request: CounterRequest): Promise<void> {
    let image: BucketImage | undefined
    await this.#table.until(request, async () => {
      const change = this.#change(request, image)
      if (image && change.standing.fullAt <= change.standing.now) return true
      const sent = await this.#send(givingBack(this.#table, change))
      image = sent.image
      return sent.applied || undefined
    })
    if (image) this.#memos.set(request.key, image)
  }

  async reset(request: CounterRequest): Promise<void> {
    await this.#table.delete(request)
    this.#memos.delete(request.key)
  }

  async read(request: CounterRequest): Promise<Counters> {
    return this.#counters(request, bucketImageOf(await this.#table.readItem(request), this.#table.ttlName))
  }

  async #spend(request: CounterRequest, isLimited: boolean): Promise<SpendOutcome> {
    const memo = this.#memoOf(request)
    let found: BucketImage | undefined
    const { applied, image } = await this.#table.until(request, async () => {
      if (found && isLimited && !this.#hasRoom(request, found)) return { applied: false, image: found }
      const change = this.#change(request, found ?? memo)
      const sent = await this.#send(spending(this.#table, change, isLimited))
      found = sent.image
      return sent.applied ? sent : undefined
    })
    this.#memos.set(request.key, image)
    return { admitted: applied, ...this.#counters(request, image) }
  }

  /** What this process saw last; `undefined` if the refill has changed since. */
  #memoOf(request: CounterRequest): BucketImage | undefined {
    const memo = this.#memos.get(request.key)
    return memo && this.#standing(request, memo).isRewritten ? undefined : memo
  }

  async #send(update: CompactUpdate): Promise<{ readonly applied: boolean; readonly image: BucketImage }> {
    const { applied, item } = await update.send()
    return { applied, image: bucketImageOf(item, this.#table.ttlName) }
  }

  #hasRoom(request: CounterRequest, image: BucketImage): boolean {
    const window = bucketOf(request)
    return (this.#counters(request, image).spent[0]?.total ?? 0) + request.cost <= window.limit
  }

  #counters(request: CounterRequest, image: BucketImage): Counters {
    const window = bucketOf(request)
    const { now, fullAt, stored } = this.#standing(request, image)
    const hasOtherRefill = stored !== undefined && stored.interval !== intervalOf(window.refillPerSecond)
    const spent = { ...spentInBucket(window, fullAt, now), hasOtherRefill }
    return { spent: [spent], now: Math.max(request.now, clockMsOf(now)) }
  }

  #change(request: CounterRequest, image: BucketImage | undefined): BucketChange {
    const standing = this.#standing(request, image ?? NOTHING)
    return { request, window: bucketOf(request), image, standing }
  }

  #standing(request: CounterRequest, image: BucketImage): Standing {
    return standingIn(image, bucketOf(request), momentOf(request.now), this.#maxClockSkew)
  }
}

function bucketOf({ windows }: CounterRequest): BucketWindow {
  const [window] = windows
  if (isBucket(window)) return window
  throw new RangeError('a token bucket has one window')
}
