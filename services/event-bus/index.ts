export type { EventSources } from './create-event.ts'
export { createEvent } from './create-event.ts'
export type { EmfMetricsOptions } from './emf-metrics.ts'
export { emfMetrics } from './emf-metrics.ts'
export type { Event, EventInput } from './event.ts'
export type {
  CallOptions,
  DispatchingEventBus,
  EventBus,
  EventHandler,
  EventPage,
  EventQuery,
  EventScope,
  PublishOutcome,
  PublishResult,
} from './event-bus.ts'
export { EventSubscriberError } from './event-bus-errors.ts'
export type { MemoryEventBusOptions } from './memory-event-bus.ts'
export { MemoryEventBus } from './memory-event-bus.ts'
export type { EventBusMetricsOptions, MetricName, MetricRecord } from './metrics-options.ts'
export type { Idempotency, OnConflict } from './publish-rules.ts'
export type { MemorySeenStoreOptions, SeenStore } from './seen-store.ts'
export { MemorySeenStore } from './seen-store.ts'
