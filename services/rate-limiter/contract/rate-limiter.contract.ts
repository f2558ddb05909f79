import { fixedWindowContract } from './fixed-window.contract.ts'
import type { MakeLimiter } from './limiter-under-test.contract.ts'
import { multiWindowContract } from './multi-window.contract.ts'
import { slidingWindowContract } from './sliding-window.contract.ts'
import { tokenBucketContract } from './token-bucket.contract.ts'

/** What every rate limiter does, whatever it counts in. */
export function rateLimiterContract(adapter: string, make: MakeLimiter): void {
  fixedWindowContract(adapter, make)
  slidingWindowContract(adapter, make)
  multiWindowContract(adapter, make)
  tokenBucketContract(adapter, make)
}
