import type { PolicyWindow } from './strategy.ts'

/** A window that is a bucket: see `PolicyWindow`. */
export interface BucketWindow extends PolicyWindow {
  readonly refillPerSecond: number
}

export function isBucket(window: PolicyWindow | undefined): window is BucketWindow {
  return window?.refillPerSecond !== undefined
}
