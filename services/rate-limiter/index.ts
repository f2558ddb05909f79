export type { FixedWindowOptions } from './fixed-window.ts'
export { fixedWindow } from './fixed-window.ts'
export type { MemoryRateLimiterOptions } from './memory-rate-limiter.ts'
export { MemoryRateLimiter } from './memory-rate-limiter.ts'
export type { MultiWindowOptions } from './multi-window.ts'
export { multiWindow } from './multi-window.ts'
export type {
  Degradation,
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  UsageStats,
  WindowUsage,
} from './rate-limiter.ts'
export type { SlidingWindowOptions } from './sliding-window.ts'
export { slidingWindow } from './sliding-window.ts'
export type {
  KeyLimit,
  KeyLimitOptions,
  PolicyWindow,
  RateLimitStrategy,
  StrategyKind,
  WindowLimit,
} from './strategy.ts'
