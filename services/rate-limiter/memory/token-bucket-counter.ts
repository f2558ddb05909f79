import {
  type BucketState,
  delayOf,
  fullAtOf,
  intervalOf,
  laterOf,
  missingUnits,
  momentOf,
} from '../strategy/bucket.ts'
import { type BucketWindow, isBucket } from '../strategy/bucket-window.ts'
import type { PolicyWindow } from '../strategy/strategy.ts'
import type { Counter } from './counter.ts'

/** The token bucket of one key. */
export class TokenBucketCounter implements Counter, BucketState {
  readonly interval: bigint
  readonly #window: BucketWindow
  #fullAt: bigint
  #now: bigint

  /** @param before the bucket of the key with another refill */
  constructor(window: BucketWindow, before: BucketState | undefined, now: number) {
    this.#window = window
    this.#now = momentOf(now)
    this.interval = intervalOf(window.refillPerSecond)
    this.#fullAt = fullAtOf(window, before, this.#now)
  }

  get fullAt(): bigint {
    return this.#fullAt
  }

  get total(): number {
    return missingUnits(this.#window, this.#fullAt, this.#now)
  }

  /** Of any capacity: it limits what is spent, and does not change what was. */
  counts(window: PolicyWindow): boolean {
    return isBucket(window) && intervalOf(window.refillPerSecond) === this.interval
  }

  roll(now: number): void {
    this.#now = momentOf(now)
    this.#fullAt = laterOf(this.#fullAt, this.#now)
  }

  add(cost: number): void {
    this.#fullAt += delayOf(this.#window, cost)
  }

  subtract(cost: number): void {
    this.#fullAt = laterOf(this.#fullAt - delayOf(this.#window, cost), this.#now)
  }

  subWindows(): [] {
    return []
  }
}
