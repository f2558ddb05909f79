export type { AppTheoryErrorOptions, ErrorCode, ErrorDefinition } from './errors.ts'
export { AppTheoryError, errorRegistry, isAppTheoryError } from './errors.ts'
export type { ClientIdentity, SourceIpOptions } from './middlewares/client-identity.ts'
export { byApiKeyId, byAuthorizer, bySourceIp, firstOf } from './middlewares/client-identity.ts'
export type { RateLimitContext, RateLimitMiddlewareOptions } from './middlewares/rate-limit.ts'
export { rateLimit } from './middlewares/rate-limit.ts'
export { RateLimitExceededError } from './middlewares/rate-limit-exceeded-error.ts'
export type { FixedWindowOptions } from './services/rate-limiter/fixed-window.ts'
export { fixedWindow } from './services/rate-limiter/fixed-window.ts'
export type {
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitStrategy,
  WindowUsage,
} from './services/rate-limiter/index.ts'
export type { EarlyError, LateError, LateMutation, StreamOptions } from './streaming/index.ts'
export type { StreamingHandler } from './streaming/streamify-response.ts'
export { streamifyResponse } from './streaming/streamify-response.ts'
