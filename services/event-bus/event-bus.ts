import type { AppTheoryError } from '../../errors.ts'
import type { Event, EventInput } from './event/event.ts'
import type { Idempotency } from './publish/publish-rules.ts'

/** A log of events, by tenant and type. */
export interface EventBus {
  /**
   * Stores an event, unless an event with its key is there already: the first write wins.
   * @throws AppTheoryError `event_bus.invalid_event`, `event_bus.event_too_large`, `event_bus.conflict`,
   * `event_bus.subscriber_failed`, `event_bus.unavailable`, `event_bus.store_failed`
   */
  publish(event: Event | EventInput, options?: CallOptions): Promise<PublishOutcome>
  /**
   * Stores many events. Result `i` belongs to event `i`. If an event fails, its result has the error, and the
   * others are stored.
   */
  publishMany(
    events: readonly (Event | EventInput)[],
    options?: CallOptions,
  ): Promise<readonly PublishResult[]>
  /**
   * One page of a tenant's events, newest first unless `order` says otherwise.
   * @throws AppTheoryError `event_bus.invalid_query`, `event_bus.invalid_cursor`, `event_bus.unavailable`,
   * `event_bus.store_failed`
   */
  query(query: EventQuery, options?: CallOptions): Promise<EventPage>
  /** Every event of a query, page after page. */
  queryAll(query: EventQuery, options?: CallOptions): AsyncIterable<Event>
  /**
   * Runs a handler for the events of a query, oldest first, each with `replayed: true`. It stops before the
   * deadline, and when the handler fails. `bus.dispatch` as handler runs the subscribers.
   * @throws AppTheoryError as {@link EventBus.query}
   */
  replay(query: EventQuery, handler: EventHandler, options?: ReplayOptions): Promise<ReplayOutcome>
  /**
   * Reads one event by its ID. If the scope has several copies of the ID, the newest is returned.
   * @throws AppTheoryError `event_bus.not_found`, and as {@link EventBus.query}
   */
  getEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<Event>
  /** Deletes every copy of the ID within the scope. @throws as {@link EventBus.getEvent} */
  deleteEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<void>
  /**
   * Calls `handler` for events of a type, or of all types with `'*'`.
   * @returns a function that removes the handler
   */
  subscribe(eventType: string, handler: EventHandler): () => void
}

/** A bus that can run subscribers for an event from another source, such as a DynamoDB Stream. */
export interface DispatchingEventBus extends EventBus {
  /**
   * Runs the subscribers of an event, in the order of subscription.
   * @throws AppTheoryError `event_bus.subscriber_failed`
   */
  dispatch(event: Event): Promise<void>
  /** Whether events of a type have a subscriber. A consumer ignores other events. */
  handles?(eventType: string): boolean
}

/** Handles one event. The returned promise is awaited; an error counts as the failure of this event. */
export type EventHandler = (event: Event) => unknown

/** What `publish` did with one event. */
export interface PublishOutcome {
  /** The ID of the event: its own, or the new one of an event without. */
  readonly id: string
  /** Whether an event with this key was there before, so that nothing was stored. */
  readonly deduplicated: boolean
  /**
   * `true` if the event waits until the handler has succeeded, so that the result is not known yet: see
   * `eventBus({ publish: 'after-handler' })`. Otherwise absent.
   */
  readonly queued?: true
}

/**
 * What `publishMany` did with one event: an outcome, or the coded `error` of an event that was not stored.
 * The `id` of a failed event is absent if the event could not be read.
 */
export type PublishResult =
  | (PublishOutcome & { readonly error?: undefined })
  | { readonly id: string | undefined; readonly deduplicated: false; readonly error: AppTheoryError }

/** `asc`: oldest first. `desc`: newest first. */
export type QueryOrder = 'asc' | 'desc'

/** Selects events of one tenant, by type, time and tags. */
export interface EventQuery {
  /** The tenant whose events are read. A query never returns events of another tenant. */
  readonly tenantId: string
  /** The only type of event to return. @defaultValue events of all types */
  readonly eventType?: string | undefined
  /** The earliest time of publication, itself included, to the millisecond. @defaultValue no bound */
  readonly startTime?: Date | undefined
  /** The latest time of publication, itself included, to the millisecond. @defaultValue no bound */
  readonly endTime?: Date | undefined
  /** Tags that the event must have, all of them. Blank tags are ignored. @defaultValue none */
  readonly tags?: readonly string[] | undefined
  /** The direction in which events are read, by the time of publication. @defaultValue `'desc'` */
  readonly order?: QueryOrder | undefined
  /** Maximum number of events in a page, 1 to 1000. @defaultValue 100 */
  readonly limit?: number | undefined
  /** The `cursor` of the page before. @defaultValue the first page */
  readonly cursor?: string | undefined
}

/** One page of the result of a query. */
export interface EventPage<TEvent = Event> {
  /** The events in the order of the query. A page can be empty and still have a `cursor`. */
  readonly events: TEvent[]
  /** Present if there are more events. */
  readonly cursor?: string
}

/** Where to look for an ID. An {@link Event} is the most precise scope. */
export type EventScope =
  | {
      /** The tenant that the event belongs to. Every copy of the ID in this tenant is meant. */
      readonly tenantId: string
      readonly eventType?: undefined
      readonly publishedAt?: undefined
      readonly sortKey?: undefined
    }
  | {
      /** The tenant that the event belongs to. */
      readonly tenantId: string
      /** The type of the event, which is part of its key. */
      readonly eventType: string
      /** The time of publication, which is part of its key. */
      readonly publishedAt: Date
      /** Has the nanoseconds of events that other writers stored. */
      readonly sortKey?: string | undefined
    }

/** The options of one `replay`. */
export interface ReplayOptions extends Pick<CallOptions, 'remainingTimeMs'> {
  /** `cursor` of the outcome before. @defaultValue that of the query */
  readonly cursor?: string | undefined
  /**
   * Number of events that are handled at once. They start in order, but may end in another order.
   * @defaultValue 1
   */
  readonly concurrency?: number | undefined
}

/** How far a replay got, and why it ended. */
export interface ReplayOutcome {
  /** The number of events before the first one that was not handled. */
  readonly handled: number
  /** Where to continue. Absent if all events were handled. */
  readonly cursor?: string
  /** The error of the handler. The cursor points to that event. Absent if no handler failed. */
  readonly error?: unknown
}

/** The options of a single call, in the place of those of the bus. */
export interface CallOptions {
  /** Which events are the same, for this call. @defaultValue that of the bus */
  readonly idempotency?: Idempotency | undefined
  /** Returns the remaining milliseconds: a retry that does not fit is not sent. @defaultValue no bound */
  readonly remainingTimeMs?: (() => number) | undefined
}
