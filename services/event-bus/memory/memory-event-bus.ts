import { type Clock, systemClock } from '../../clock/clock.ts'
import { type IdGenerator, ulidGenerator } from '../../ids/ids.ts'
import { metricsRule } from '../../metrics/metric.ts'
import { checkOptions } from '../../options/check-options.ts'
import { aClock, anIdGenerator, nonEmptyString, type OptionRulesOf } from '../../options/option-rules.ts'
import { tableNameFrom } from '../dynamodb/table-name.ts'
import { type EventSources, storedEventOf } from '../event/create-event.ts'
import { type Event, type EventInput, eventOf, type StoredEvent } from '../event/event.ts'
import {
  comparePositions,
  type EventPosition,
  nanosecondsIn,
  timestampOfNanoseconds,
} from '../event/event-keys.ts'
import { DEFAULT_TTL_MS, ttlMsRule } from '../event/event-lifetime.ts'
import type {
  CallOptions,
  DispatchingEventBus,
  EventHandler,
  EventPage,
  EventQuery,
  EventScope,
  PublishOutcome,
  PublishResult,
  ReplayOptions,
  ReplayOutcome,
} from '../event-bus.ts'
import { eventError, notFound } from '../event-bus-errors.ts'
import { EventBusMetrics } from '../metrics/metrics.ts'
import type { EventBusMetricsOptions } from '../metrics/metrics-options.ts'
import { identityOf } from '../publish/publish-batches.ts'
import { type Idempotency, type OnConflict, publishRules } from '../publish/publish-rules.ts'
import { outcomeOfDuplicate, publishResultOf, stored, type WriteOutcome } from '../publish/write-outcome.ts'
import type { CursorKey } from '../query/cursor.ts'
import { type ResolvedQuery, resolveQuery } from '../query/event-query.ts'
import { type ResolvedScope, resolveScope } from '../query/event-scope.ts'
import { queryAll } from '../query/query-all.ts'
import { eventPageOf, type ReadPage } from '../query/read-page.ts'
import { replay } from '../query/replay.ts'
import { Subscribers } from '../subscribers.ts'
import { MemoryEventStore } from './memory-event-store.ts'

/** The options of {@link MemoryEventBus}. */
export interface MemoryEventBusOptions {
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** The source of the IDs of events. @defaultValue ULIDs */
  readonly ids?: IdGenerator | undefined
  /**
   * Lifetime of events without `expiresAt`, in milliseconds, at most 100 years; 0 is forever.
   * @defaultValue 30 days
   */
  readonly ttlMs?: number | undefined
  /** What makes two events the same one. @defaultValue `'key'` */
  readonly idempotency?: Idempotency | undefined
  /** What happens to an event whose ID is already used by another one. @defaultValue `'ignore'` */
  readonly onConflict?: OnConflict | undefined
  /** Where counts of stored, read and failed events go. @defaultValue no metrics */
  readonly metrics?: EventBusMetricsOptions | undefined
  /** Name of the table in metrics. @defaultValue as for `DynamoDBEventBus` */
  readonly tableName?: string | undefined
}

const optionRules: OptionRulesOf<MemoryEventBusOptions> = {
  clock: aClock,
  ids: anIdGenerator,
  ttlMs: ttlMsRule,
  ...publishRules,
  metrics: metricsRule,
  tableName: nonEmptyString,
}

/**
 * An event bus in the memory of one process, for tests and development. It behaves like `DynamoDBEventBus`,
 * but runs subscribers on `publish`.
 *
 * @example
 * ```ts
 * const bus = new MemoryEventBus()
 * bus.subscribe('order.created', ({ payload }) => console.log(payload))
 * await bus.publish({ eventType: 'order.created', tenantId: 'acme', payload: { orderId: '7' } })
 * ```
 *
 * @throws TypeError that names the option
 */
export class MemoryEventBus implements DispatchingEventBus {
  readonly #sources: EventSources
  readonly #ttlMs: number
  readonly #idempotency: Idempotency
  readonly #onConflict: OnConflict
  readonly #metrics: EventBusMetrics
  readonly #store: MemoryEventStore = new MemoryEventStore()
  readonly #subscribers: Subscribers = new Subscribers()

  constructor(options: MemoryEventBusOptions = {}) {
    checkOptions('MemoryEventBus', options, optionRules)
    const clock = options.clock ?? systemClock
    this.#sources = { clock, ids: options.ids ?? ulidGenerator(clock) }
    this.#ttlMs = options.ttlMs ?? DEFAULT_TTL_MS
    this.#idempotency = options.idempotency ?? 'key'
    this.#onConflict = options.onConflict ?? 'ignore'
    // So that it can be passed on as a handler.
    this.dispatch = this.dispatch.bind(this)
    this.#metrics = new EventBusMetrics(options.metrics, options.tableName ?? tableNameFrom(process.env))
  }

  /**
   * Stores an event, unless an event with its key is there already, and runs its subscribers before it
   * resolves.
   * @throws AppTheoryError `event_bus.invalid_event`, `event_bus.event_too_large`, `event_bus.conflict`,
   * `event_bus.subscriber_failed`
   */
  async publish(event: Event | EventInput, options?: CallOptions): Promise<PublishOutcome> {
    const result = await this.#publish(event, new Map(), options)
    if (result.error) throw result.error
    return result
  }

  /**
   * Publishes the events one after the other. Result `i` belongs to event `i`, and has the error if that
   * event failed.
   */
  async publishMany(
    events: readonly (Event | EventInput)[],
    options?: CallOptions,
  ): Promise<readonly PublishResult[]> {
    const results: PublishResult[] = []
    const inBatch = new Map<string, StoredEvent>()
    for (const event of events) results.push(await this.#publish(event, inBatch, options))
    return results
  }

  /**
   * One page of a tenant's events, newest first unless `order` says otherwise.
   * @throws AppTheoryError `event_bus.invalid_query`, `event_bus.invalid_cursor`
   */
  async query(query: EventQuery): Promise<EventPage> {
    const resolved = resolveQuery(query)
    return eventPageOf(resolved, this.#page(resolved))
  }

  /** Every event of a query, page after page. */
  queryAll(query: EventQuery): AsyncGenerator<Event, void, undefined> {
    return queryAll(this, query)
  }

  /**
   * Runs a handler for the events of a query, oldest first, each with `replayed: true`. It stops before the
   * deadline, and when the handler fails.
   * @throws AppTheoryError `event_bus.invalid_query`, `event_bus.invalid_cursor`
   */
  replay(query: EventQuery, handler: EventHandler, options?: ReplayOptions): Promise<ReplayOutcome> {
    return replay(async (resolved) => this.#page(resolved), query, handler, options)
  }

  /**
   * Reads one event by its ID: the newest copy of the ID within the scope.
   * @throws AppTheoryError `event_bus.not_found`, `event_bus.invalid_query`
   */
  async getEvent(id: string, scope?: EventScope): Promise<Event> {
    const [newest] = this.#copies(resolveScope(id, scope)).toSorted((a, b) => comparePositions(b, a))
    if (!newest) throw notFound(id)
    return eventOf(newest)
  }

  /**
   * Deletes every copy of the ID within the scope.
   * @throws AppTheoryError `event_bus.not_found`, `event_bus.invalid_query`
   */
  async deleteEvent(id: string, scope?: EventScope): Promise<void> {
    const copies = this.#copies(resolveScope(id, scope))
    if (copies.length === 0) throw notFound(id)
    for (const copy of copies) this.#store.delete(copy)
    this.#metrics.deleted()
  }

  /**
   * Calls `handler` for each event of a type that is stored, or of all types with `'*'`.
   * @returns a function that removes the handler
   * @throws TypeError for a blank type, or a handler that is not a function
   */
  subscribe(eventType: string, handler: EventHandler): () => void {
    return this.#subscribers.add(eventType, handler)
  }

  /**
   * Runs the subscribers of an event that comes from another source. Bound to the bus, so that `replay` takes
   * it as handler.
   * @throws AppTheoryError `event_bus.subscriber_failed`
   */
  dispatch(event: Event): Promise<void> {
    return this.#subscribers.dispatchEvent(event)
  }

  /** Whether events of this type have a subscriber. */
  handles(eventType: string): boolean {
    return this.#subscribers.handles(eventType)
  }

  /**
   * @param inBatch - events of the same call: one that comes twice counts once, even if it has expired
   * already
   */
  async #publish(
    input: Event | EventInput,
    inBatch: Map<string, StoredEvent>,
    { idempotency = this.#idempotency }: CallOptions = {},
  ): Promise<PublishResult> {
    let id: string | undefined
    try {
      const event = storedEventOf(input, this.#sources, this.#ttlMs)
      id = event.id
      const identity = identityOf(event, idempotency)
      const outcome = this.#put(event, inBatch.get(identity) ?? this.#existing(event, idempotency))
      // One that failed is not there: the next of the same identity is compared with what is.
      if (outcome.kind !== 'failed' && !inBatch.has(identity)) inBatch.set(identity, event)
      if (outcome.kind === 'stored') await this.#subscribers.dispatch(event)
      return publishResultOf(id, outcome)
    } catch (error) {
      return { id, deduplicated: false, error: eventError(error) }
    }
  }

  #put(event: StoredEvent, existing: StoredEvent | undefined): WriteOutcome {
    const outcome = existing ? outcomeOfDuplicate(existing.payloadJson, event, this.#onConflict) : stored
    if (outcome.kind === 'stored') this.#store.add(event)
    this.#metrics.wrote(event, outcome)
    return outcome
  }

  #existing(event: StoredEvent, idempotency: Idempotency): StoredEvent | undefined {
    this.#sweep()
    if (idempotency === 'key') return this.#store.find(event)
    return this.#store.copiesOf(event.id).find(({ tenantId }) => tenantId === event.tenantId)
  }

  #copies({ id, tenantId, position }: ResolvedScope): readonly StoredEvent[] {
    this.#sweep()
    if (position) {
      const found = this.#store.find(position)
      return found ? [found] : []
    }
    const copies = this.#store.copiesOf(id)
    return tenantId === undefined ? copies : copies.filter((copy) => copy.tenantId === tenantId)
  }

  #page(query: ResolvedQuery): ReadPage {
    this.#sweep()
    const { tenantId, partitionKey, limit, order, start = '', end } = query
    const index =
      partitionKey === undefined ? this.#store.ofTenant(tenantId) : this.#store.ofPartition(partitionKey)
    const inRange: StoredEvent[] = []
    index?.walk(order, firstPosition(query), (event) => {
      if (order === 'desc' ? event.sortKey < start : end !== undefined && event.sortKey > `${end}$`)
        return false
      if (query.tags.every((tag) => event.tags.includes(tag))) inRange.push(event)
      return inRange.length <= limit
    })
    this.#metrics.queried(query.eventType)
    const found = inRange
      .slice(0, limit)
      .map((event) => ({ event: eventOf(event), key: () => cursorKeyOf(event) }))
    return { found, next: inRange.length > limit ? found.at(-1)?.key() : undefined }
  }

  #sweep(): void {
    this.#store.sweep(Math.floor(this.#sources.clock.now()))
  }
}

/**
 * The position from which an index is walked, itself excluded: that of the cursor, else the bound of the
 * query.
 */
function firstPosition({ after, order, start, end }: ResolvedQuery): EventPosition | undefined {
  if (after) return after
  const bound = order === 'asc' ? start : end && `${end}$`
  return bound === undefined ? undefined : { sortKey: bound, partitionKey: '' }
}

function cursorKeyOf({ partitionKey, sortKey }: StoredEvent): CursorKey {
  return { partitionKey, sortKey, publishedAt: timestampOfNanoseconds(nanosecondsIn(sortKey)) }
}
