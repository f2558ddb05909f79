export type { AnyErrorCode, AppTheoryErrorOptions, ErrorCode, ErrorDefinition } from './errors.ts'
export { AppTheoryError, errorRegistry, isAppTheoryError } from './errors.ts'
export type {
  EventBusStreamHandler,
  EventBusStreamOptions,
  ParkOptions,
} from './middlewares/event-bus/event-bus-stream.ts'
export { eventBusStream } from './middlewares/event-bus/event-bus-stream.ts'
export type { RedriveOptions, RedriveOutcome } from './middlewares/event-bus/redrive.ts'
export type {
  EventSchemas,
  TypedEvent,
  TypedEventBus,
  TypedEventInput,
} from './middlewares/event-bus/typed-event-bus.ts'
export type { EventBusContext, EventBusMiddlewareOptions, PublishTime } from './middlewares/event-bus.ts'
export { eventBus } from './middlewares/event-bus.ts'
export type {
  AnyEvent,
  AppTheoryIdentityOptions,
  AppTheoryNetHttpOptions,
  AwsClientOptions,
  ClientIdentity,
  DenialBody,
  DenialBodyMode,
  HeaderIdentityOptions,
  RateLimitContext,
  RateLimitHeaderMode,
  RateLimitHeadersFunction,
  RateLimitMiddlewareOptions,
  RateLimitPreset,
  RateLimitRequest,
  ResponseHeaders,
  SecretIdentityOptions,
  SettleableDecision,
  SourceIpOptions,
} from './middlewares/rate-limit.ts'
export {
  appTheoryIdentity,
  appTheoryNetHttp,
  appTheoryResource,
  appTheoryRuntime,
  byApiKeyId,
  byAuthorizer,
  byBearerToken,
  byHeader,
  bySourceIp,
  byTenant,
  firstOf,
  RateLimitExceededError,
  rateLimit,
} from './middlewares/rate-limit.ts'
export type { WebSocketConnection } from './middlewares/websocket/connection.ts'
export type {
  Registration,
  WebSocketContext,
  WebSocketManagementMiddlewareOptions,
} from './middlewares/websocket-management.ts'
export { webSocketManagement } from './middlewares/websocket-management.ts'
export type { Event, EventInput } from './services/event-bus/event/event.ts'
export type { EventBus, EventPage, EventQuery } from './services/event-bus/event-bus.ts'
export type { MemoryEventBusOptions } from './services/event-bus/memory/memory-event-bus.ts'
export { MemoryEventBus } from './services/event-bus/memory/memory-event-bus.ts'
export type { MemoryRateLimiterOptions } from './services/rate-limiter/memory/memory-rate-limiter.ts'
export { MemoryRateLimiter } from './services/rate-limiter/memory/memory-rate-limiter.ts'
export type {
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  Settlement,
  UsageStats,
  WindowUsage,
} from './services/rate-limiter/rate-limiter.ts'
export type { FixedWindowOptions } from './services/rate-limiter/strategy/fixed-window.ts'
export { fixedWindow } from './services/rate-limiter/strategy/fixed-window.ts'
export type { MultiWindowOptions } from './services/rate-limiter/strategy/multi-window.ts'
export { multiWindow } from './services/rate-limiter/strategy/multi-window.ts'
export type { SlidingWindowOptions } from './services/rate-limiter/strategy/sliding-window.ts'
export { slidingWindow } from './services/rate-limiter/strategy/sliding-window.ts'
export type {
  KeyLimit,
  KeyLimitOptions,
  PolicyWindow,
  RateLimitStrategy,
  StrategyKind,
  WindowLimit,
} from './services/rate-limiter/strategy/strategy.ts'
export type { TokenBucketOptions } from './services/rate-limiter/strategy/token-bucket.ts'
export { tokenBucket } from './services/rate-limiter/strategy/token-bucket.ts'
export type { WebSocketEvent } from './services/websocket/websocket-event.ts'

export type * from './streaming/index.ts'
export { bufferResponse, html, sse, streamifyExecutionMode, streamifyResponse } from './streaming/index.ts'
