import { type AppTheoryError, isAppTheoryError } from '../../../errors.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { TransactWriteItem } from '../../dynamodb/sdk-types.ts'
import { callHook } from '../../hooks.ts'
import { ulidGenerator } from '../../ids/ids.ts'
import { storedEventOf } from '../event/create-event.ts'
import type { Event, EventInput, StoredEvent } from '../event/event.ts'
import { comparePositions } from '../event/event-keys.ts'
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
import { notFound } from '../event-bus-errors.ts'
import { EventBusMetrics } from '../metrics/metrics.ts'
import { publishInBatches } from '../publish/publish-batches.ts'
import { isEmptySpan, type ResolvedQuery, resolveQuery } from '../query/event-query.ts'
import { type ResolvedScope, resolveScope } from '../query/event-scope.ts'
import { queryAll } from '../query/query-all.ts'
import { eventPageOf, type ReadPage } from '../query/read-page.ts'
import { replay } from '../query/replay.ts'
import { Subscribers } from '../subscribers.ts'
import { codedFailure } from './coded-failure.ts'
import { type ResolvedEventBusOptions, resolveEventBusOptions } from './defaults.ts'
import { eventPuts } from './event-puts.ts'
import { type EventTable, eventTable } from './event-table.ts'
import { eventIn, type Item, isExpired, isOwnedBy, positionOf } from './item.ts'
import type { DynamoDBEventBusOptions } from './options.ts'
import { ensureTable } from './table.ts'
import { type TransactOutcome, transactOutcomeOf } from './transact-outcome.ts'

/**
 * An event bus in a DynamoDB table, in the format of AppTheory's services. Subscribers run in the consumer
 * of the table's stream: see `eventBusStream`.
 *
 * Errors: the codes `event_bus.*`.
 *
 * @example
 * ```ts
 * const bus = new DynamoDBEventBus({ tableName: 'events' })
 * await bus.publish({ eventType: 'order.created', tenantId: 'acme', payload: { orderId: '7' } })
 * const { events, cursor } = await bus.query({ tenantId: 'acme', eventType: 'order.created' })
 * ```
 *
 * @throws TypeError that names the option
 */
export class DynamoDBEventBus implements DispatchingEventBus {
  readonly #options: ResolvedEventBusOptions
  readonly #table: () => EventTable | Promise<EventTable>
  readonly #metrics: EventBusMetrics
  readonly #subscribers: Subscribers = new Subscribers()

  constructor(options: DynamoDBEventBusOptions = {}) {
    const resolved = resolveEventBusOptions(options)
    const { clock, metrics, tableName } = resolved
    this.#options = resolved
    this.#metrics = new EventBusMetrics(metrics, tableName)
    const onUnreadable = (error: AppTheoryError, eventType: string | undefined): void => {
      this.#metrics.unreadable(eventType)
      callHook(resolved.onUnreadable, error, keysIn(error))
    }
    const tokens = ulidGenerator(clock)
    this.#table = sdk.onceLoaded('DynamoDBEventBus', () => eventTable(resolved, { tokens, onUnreadable }))
    // So that it can be passed on as a handler.
    this.dispatch = this.dispatch.bind(this)
  }

  /**
   * Stores an event, unless an event with its key is there already. Throttling, a 5xx and a lost connection
   * are retried.
   * @throws AppTheoryError `event_bus.invalid_event`, `event_bus.event_too_large`, `event_bus.conflict`,
   * `event_bus.unavailable`, `event_bus.store_failed`
   */
  async publish(event: Event | EventInput, options?: CallOptions): Promise<PublishOutcome> {
    const stored = this.#storedEventOf(event)
    const { writer } = await this.#table()
    const outcome = await writer.write(stored, this.#now, options)
    this.#metrics.wrote(stored, outcome)
    if (outcome.kind === 'failed') throw outcome.error
    return { id: stored.id, deduplicated: outcome.kind === 'duplicate' }
  }

  /**
   * Stores many events, several in one transaction where they fit. Result `i` belongs to event `i`, and has
   * the error if that event failed.
   */
  async publishMany(
    events: readonly (Event | EventInput)[],
    options?: CallOptions,
  ): Promise<readonly PublishResult[]> {
    const { onConflict } = this.#options
    const { writer } = await this.#table()
    const idempotency = options?.idempotency ?? this.#options.idempotency
    return publishInBatches(events, {
      prepare: (event) => this.#storedEventOf(event),
      writer,
      idempotency,
      onConflict,
      now: () => this.#now,
      metrics: this.#metrics,
      options,
    })
  }

  /**
   * The actions that publish an event within a transaction of the caller: a change and its event are stored
   * together or not at all. Make the event with `createEvent`: each attempt then has the same ID and time.
   * @throws AppTheoryError `event_bus.invalid_event`, `event_bus.event_too_large`
   */
  transactItems(event: Event | EventInput): TransactWriteItem[] {
    const { tableName, idempotency } = this.#options
    return eventPuts(tableName, idempotency, this.#storedEventOf(event), this.#now)
  }

  /**
   * The meaning of an error of a transaction with `transactItems`. `'stored'`: an earlier attempt stored this
   * event and its change. `'deduplicated'`: the event was published before. `undefined`: the error is not
   * about the event.
   * @throws AppTheoryError `event_bus.conflict`
   */
  transactOutcome(error: unknown, event: Event | EventInput): TransactOutcome {
    const { onConflict } = this.#options
    return transactOutcomeOf(error, this.#storedEventOf(event), {
      expires: event.expiresAt !== undefined,
      onConflict,
    })
  }

  /**
   * One page of a tenant's events, newest first unless `order` says otherwise.
   * @throws AppTheoryError `event_bus.invalid_query`, `event_bus.invalid_cursor`, `event_bus.unavailable`,
   * `event_bus.store_failed`; `event_bus.unreadable_event` with `unreadable: 'throw'`
   */
  async query(query: EventQuery, options?: CallOptions): Promise<EventPage> {
    const resolved = resolveQuery(query)
    return eventPageOf(resolved, await this.#page(resolved, options))
  }

  /** Every event of a query, page after page. It rejects as `query` does. */
  queryAll(query: EventQuery, options?: CallOptions): AsyncGenerator<Event, void, undefined> {
    return queryAll(this, query, options)
  }

  /**
   * Runs a handler for the events of a query, oldest first, each with `replayed: true`. It stops before the
   * deadline, and when the handler fails. It rejects as `query` does if a page cannot be read.
   */
  replay(query: EventQuery, handler: EventHandler, options?: ReplayOptions): Promise<ReplayOutcome> {
    return replay((resolved) => this.#page(resolved, options), query, handler, options)
  }

  /**
   * Reads one event by its ID: the newest copy of the ID within the scope. With an {@link Event} as scope it
   * reads one item; otherwise it queries an index, which may lag behind a write.
   * @throws AppTheoryError `event_bus.not_found`, `event_bus.invalid_query`, `event_bus.unavailable`,
   * `event_bus.store_failed`
   */
  async getEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<Event> {
    const copies = await this.#copies(resolveScope(id, scope), options)
    const [newest] = copies.toSorted((a, b) => comparePositions(positionOf(b), positionOf(a)))
    if (!newest) throw notFound(id)
    return eventIn(newest)
  }

  /**
   * Deletes every copy of the ID within the scope.
   * @throws AppTheoryError `event_bus.not_found`, `event_bus.invalid_query`, `event_bus.unavailable`,
   * `event_bus.store_failed`
   */
  async deleteEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<void> {
    const resolved = resolveScope(id, scope)
    try {
      if (!(await this.#deleteCopies(resolved, options))) throw notFound(id)
      this.#metrics.deleted()
    } catch (error) {
      if (!isAppTheoryError(error, 'event_bus.not_found')) this.#metrics.deleteFailed()
      throw codedFailure(error)
    }
  }

  /**
   * Registers a handler for `dispatch`, which `eventBusStream` calls. `publish` runs no subscriber.
   * @returns a function that removes the handler
   */
  subscribe(eventType: string, handler: EventHandler): () => void {
    return this.#subscribers.add(eventType, handler)
  }

  /**
   * Runs the subscribers of an event, one after the other. Bound to the bus, so that `replay` takes it as
   * handler.
   * @throws AppTheoryError `event_bus.subscriber_failed`
   */
  dispatch(event: Event): Promise<void> {
    return this.#subscribers.dispatchEvent(event)
  }

  /** Whether events of this type have a subscriber. `eventBusStream` ignores other records. */
  handles(eventType: string): boolean {
    return this.#subscribers.handles(eventType)
  }

  /**
   * Creates the table if it is missing, with its indexes, stream and time to live, and waits until it can
   * be used. It is meant for tests and development.
   * @throws AppTheoryError `event_bus.store_failed` for an existing table with other keys or indexes
   */
  async ensureTable(): Promise<void> {
    const { tableName, clock } = this.#options
    const { client } = await this.#table()
    await ensureTable(client, { tableName, clock })
  }

  get #now(): number {
    return Math.floor(this.#options.clock.now())
  }

  #storedEventOf(event: Event | EventInput): StoredEvent {
    return storedEventOf(event, this.#options, this.#options.ttlMs)
  }

  async #page(query: ResolvedQuery, options?: Pick<CallOptions, 'remainingTimeMs'>): Promise<ReadPage> {
    const { reader } = await this.#table()
    try {
      const page = isEmptySpan(query) ? { found: [] } : await reader.page(query, this.#now, options)
      this.#metrics.queried(query.eventType)
      return page
    } catch (error) {
      this.#metrics.queryFailed()
      throw codedFailure(error)
    }
  }

  /** The copies of an ID that have not expired. */
  async #copies({ id, tenantId, position }: ResolvedScope, options?: CallOptions): Promise<readonly Item[]> {
    const { reader } = await this.#table()
    try {
      const found = position
        ? [await reader.get(position, options)].filter((item) => item !== undefined)
        : await reader.copiesOf(id, tenantId, options)
      const owned = position ? found.filter((item) => isOwnedBy(item, position)) : found
      return owned.filter((item) => !isExpired(item, this.#now))
    } catch (error) {
      throw codedFailure(error)
    }
  }

  /** @returns whether there was one */
  async #deleteCopies(scope: ResolvedScope, options?: CallOptions): Promise<boolean> {
    const { id, position } = scope
    const { deleter } = await this.#table()
    if (position) return deleter.deleteNamed({ ...position, id }, this.#now, options)
    const copies = await this.#copies(scope, options)
    for (const copy of copies) await deleter.deleteCopy(copy, id, options)
    return copies.length > 0
  }
}

function keysIn({ cause }: AppTheoryError): { readonly pk: string; readonly sk: string } {
  const { pk, sk } = (cause as { readonly data: { readonly pk: string; readonly sk: string } }).data
  return { pk, sk }
}
