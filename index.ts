export type { AppTheoryErrorOptions, ErrorCode, ErrorDefinition } from './errors.ts'
export { AppTheoryError, errorRegistry, isAppTheoryError } from './errors.ts'
export type { ClientIdentity, SourceIpOptions } from './middlewares/client-identity.ts'
export { byApiKeyId, byAuthorizer, bySourceIp, firstOf } from './middlewares/client-identity.ts'
export type { EventBusContext, EventBusMiddlewareOptions, PublishTime } from './middlewares/event-bus.ts'
export { eventBus } from './middlewares/event-bus.ts'
export type { EventBusStreamHandler, EventBusStreamOptions } from './middlewares/event-bus-stream.ts'
export { eventBusStream } from './middlewares/event-bus-stream.ts'
export type { RateLimitContext, RateLimitMiddlewareOptions } from './middlewares/rate-limit.ts'
export { rateLimit } from './middlewares/rate-limit.ts'
export { RateLimitExceededError } from './middlewares/rate-limit-exceeded-error.ts'
export type {
  EventSchemas,
  TypedEvent,
  TypedEventBus,
  TypedEventInput,
} from './middlewares/typed-event-bus.ts'
export type { Event, EventInput } from './services/event-bus/event.ts'
export type { EventBus, EventPage, EventQuery } from './services/event-bus/event-bus.ts'
export type { FixedWindowOptions } from './services/rate-limiter/fixed-window.ts'
export { fixedWindow } from './services/rate-limiter/fixed-window.ts'
export type {
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitStrategy,
  WindowUsage,
} from './services/rate-limiter/index.ts'
