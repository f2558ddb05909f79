export type { MemoryRateLimiterOptions } from './memory/memory-rate-limiter.ts'
export { MemoryRateLimiter } from './memory/memory-rate-limiter.ts'
export type {
  Degradation,
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  UsageStats,
  WindowUsage,
} from './rate-limiter.ts'
export type { FixedWindowOptions } from './strategy/fixed-window.ts'
export { fixedWindow } from './strategy/fixed-window.ts'
export type { MultiWindowOptions } from './strategy/multi-window.ts'
export { multiWindow } from './strategy/multi-window.ts'
export type { SlidingWindowOptions } from './strategy/sliding-window.ts'
export { slidingWindow } from './strategy/sliding-window.ts'
export type {
  KeyLimit,
  KeyLimitOptions,
  PolicyWindow,
  RateLimitStrategy,
  StrategyKind,
  WindowLimit,
} from './strategy/strategy.ts'
export type { TokenBucketOptions } from './strategy/token-bucket.ts'
export { tokenBucket } from './strategy/token-bucket.ts'
