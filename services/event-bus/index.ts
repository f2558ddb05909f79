export type { EmfMetricsOptions } from '../metrics/emf-metrics.ts'
export { emfMetrics } from '../metrics/emf-metrics.ts'
export type { EventSources } from './event/create-event.ts'
export { createEvent } from './event/create-event.ts'
export type { Event, EventInput } from './event/event.ts'
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
  QueryOrder,
  ReplayOptions,
  ReplayOutcome,
} from './event-bus.ts'
export { EventSubscriberError } from './event-bus-errors.ts'
export type { MemoryEventBusOptions } from './memory/memory-event-bus.ts'
export { MemoryEventBus } from './memory/memory-event-bus.ts'
export type { EventBusMetricsOptions, MetricName, MetricRecord } from './metrics/metrics-options.ts'
export type { MemoryParkingStoreOptions } from './parking/memory-parking-store.ts'
export { MemoryParkingStore } from './parking/memory-parking-store.ts'
export type {
  ParkedEvent,
  ParkingCause,
  ParkingLane,
  ParkingPlace,
  ParkingStore,
  StreamImage,
} from './parking/parking-store.ts'
export type { Idempotency, OnConflict } from './publish/publish-rules.ts'
export type { MemorySeenStoreOptions, SeenStore } from './seen-store.ts'
export { MemorySeenStore } from './seen-store.ts'
