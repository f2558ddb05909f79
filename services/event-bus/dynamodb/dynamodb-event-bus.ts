import { isAppTheoryError } from '../../../errors.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { DeleteItemCommandInput, DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import { type IdGenerator, ulidGenerator } from '../../ids/ids.ts'
import { storedEventOf } from '../event/create-event.ts'
import type { Event, EventInput, StoredEvent } from '../event/event.ts'
import { comparePositions, type EventPosition } from '../event/event-keys.ts'
import type {
  CallOptions,
  DispatchingEventBus,
  EventHandler,
  EventPage,
  EventQuery,
  EventScope,
  PublishOutcome,
  PublishResult,
} from '../event-bus.ts'
import { notFound } from '../event-bus-errors.ts'
import { EventBusMetrics } from '../metrics/metrics.ts'
import { publishInBatches } from '../publish/publish-batches.ts'
import { isEmptySpan, resolveQuery } from '../query/event-query.ts'
import { type ResolvedScope, resolveScope } from '../query/event-scope.ts'
import { Subscribers } from '../subscribers.ts'
import { type ResolvedEventBusOptions, resolveEventBusOptions } from './defaults.ts'
import { guardKeyOf, keyOf, standsFor, stillThere } from './dynamodb-keys.ts'
import {
  cancellationReasonsOf,
  codedFailure,
  failedCondition,
  isConditionalCheckFailure,
} from './failures.ts'
import { type EventOwner, eventIn, type Item, isExpired, isOwnedBy, positionOf, textAt } from './item.ts'
import type { DynamoDBEventBusOptions } from './options.ts'
import { EventReader } from './reader.ts'
import { RetryingSender, type Sent } from './send.ts'
import { ensureTable } from './table.ts'
import { EventWriter } from './writer.ts'

/**
 * An event bus in a DynamoDB table, in the format of AppTheory's services. Subscribers run where the table's stream is consumed: see
 * `eventBusStream`.
 * @throws TypeError that names the option
 */
export class DynamoDBEventBus implements DispatchingEventBus {
  readonly #options: ResolvedEventBusOptions
  readonly #table: () => EventTable | Promise<EventTable>
  readonly #tokens: IdGenerator
  readonly #metrics: EventBusMetrics
  readonly #subscribers: Subscribers = new Subscribers()

  constructor(options: DynamoDBEventBusOptions = {}) {
    const resolved = resolveEventBusOptions(options)
    const { tableName, clock, metrics } = resolved
    const tokens = ulidGenerator(clock)
    this.#options = resolved
    this.#tokens = tokens
    this.#table = sdk.onceLoaded('DynamoDBEventBus', () => eventTable(resolved, tokens))
    this.#metrics = new EventBusMetrics(metrics, tableName)
  }

  async publish(event: Event | EventInput, options?: CallOptions): Promise<PublishOutcome> {
    const stored = this.#storedEventOf(event)
    const { writer } = await this.#table()
    const { deduplicated, error } = await writer.write(stored, this.#now, options)
    if (error) {
      this.#metrics.publishFailed(stored)
      throw error
    }
    this.#metrics.published(stored, deduplicated)
    return { id: stored.id, deduplicated }
  }

  async publishMany(
    events: readonly (Event | EventInput)[],
    options?: CallOptions,
  ): Promise<readonly PublishResult[]> {
    const { idempotency, onConflict } = this.#options
    const { writer } = await this.#table()
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

  async query(query: EventQuery, options?: CallOptions): Promise<EventPage> {
    const resolved = resolveQuery(query)
    const { reader } = await this.#table()
    try {
      const page = isEmptySpan(resolved) ? { events: [] } : await reader.page(resolved, this.#now, options)
      this.#metrics.queried(resolved.eventType)
      return page
    } catch (error) {
      this.#metrics.queryFailed()
      throw codedFailure(error)
    }
  }

  async *queryAll(query: EventQuery, options?: CallOptions): AsyncGenerator<Event, void, undefined> {
    let cursor = query?.cursor
    do {
      const page = await this.query({ ...query, cursor }, options)
      yield* page.events
      cursor = page.cursor
    } while (cursor !== undefined)
  }

  async getEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<Event> {
    const copies = await this.#copies(resolveScope(id, scope), options)
    const [newest] = copies.toSorted((a, b) => comparePositions(positionOf(b), positionOf(a)))
    if (!newest) throw notFound(id)
    return eventIn(newest)
  }

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

  /** Registers a handler for `dispatch`, which is what `eventBusStream` calls; `publish` runs no subscriber. */
  subscribe(eventType: string, handler: EventHandler): () => void {
    return this.#subscribers.add(eventType, handler)
  }

  dispatch(event: Event): Promise<void> {
    return this.#subscribers.dispatchEvent(event)
  }

  /**
   * Creates the table where it is missing, with its indexes, stream and time to live, and waits until it can be used: for tests and
   * development.
   * @throws AppTheoryError `event_bus.store_failed` where the table is there and no event table
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

  /** Those that have not expired. */
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

  /** Whether there was one. */
  async #deleteCopies(scope: ResolvedScope, options?: CallOptions): Promise<boolean> {
    if (scope.position) return this.#deleteNamed({ ...scope.position, id: scope.id }, options)
    const copies = await this.#copies(scope, options)
    for (const copy of copies) {
      const tenantId = textAt(copy, 'tenant_id')
      wasThere(await this.#delete({ ...positionOf(copy), id: scope.id, tenantId }, {}, options))
    }
    return copies.length > 0
  }

  async #deleteNamed(event: DeletedEvent & EventOwner, options?: CallOptions): Promise<boolean> {
    const deleted = await this.#delete(event, stillThere(this.#now, event), options)
    const other = refusedBy(deleted.error)
    if (!other || !isOwnedBy(other, event) || isExpired(other, this.#now)) return wasThere(deleted)
    // The same event, written with white space around its tenant or type.
    const owner = { tenantId: textAt(other, 'tenant_id'), eventType: textAt(other, 'event_type') }
    return wasThere(await this.#delete(event, stillThere(this.#now, owner), options))
  }

  async #delete(
    event: DeletedEvent,
    condition: Partial<DeleteItemCommandInput>,
    options?: CallOptions,
  ): Promise<Sent<unknown>> {
    const { tableName, idempotency } = this.#options
    const { sender } = await this.#table()
    const deletion = {
      TableName: tableName,
      Key: keyOf(event),
      ...condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } satisfies DeleteItemCommandInput
    if (idempotency === 'id') {
      const guard = { TableName: tableName, Key: keyOf(guardKeyOf(event)), ...standsFor(event) }
      const transaction = new sdk.module.TransactWriteItemsCommand({
        TransactItems: [{ Delete: deletion }, { Delete: guard }],
        ClientRequestToken: this.#tokens.next(),
      })
      const sent = await sender.send(transaction, options)
      const [ofEvent, ofGuard] = cancellationReasonsOf(sent.error) ?? []
      if (failedCondition(ofEvent) || !failedCondition(ofGuard)) return sent
    }
    return sender.send(new sdk.module.DeleteItemCommand(deletion), options)
  }
}

/** What needs the SDK. */
interface EventTable {
  readonly client: DynamoDBClient
  readonly sender: RetryingSender
  readonly reader: EventReader
  readonly writer: EventWriter
}

function eventTable(options: ResolvedEventBusOptions, tokens: IdGenerator): EventTable {
  const { tableName, idempotency, onConflict, maxPagesPerQuery } = options
  const client = options.client ?? new sdk.module.DynamoDBClient()
  const sender = new RetryingSender({ ...options, client })
  const reader = new EventReader({ sender, tableName, maxPagesPerQuery })
  const writer = new EventWriter({ sender, tableName, idempotency, onConflict, tokens })
  return { client, sender, reader, writer }
}

/** The item whose condition a deletion did not meet. */
function refusedBy(error: unknown): Item | undefined {
  return isConditionalCheckFailure(error) ? error.Item : cancellationReasonsOf(error)?.[0]?.Item
}

/** Whether a deletion met what it was to delete. */
function wasThere({ error, mayHaveLanded }: Sent<unknown>): boolean {
  if (error === undefined) return true
  const absent = isConditionalCheckFailure(error) || cancellationReasonsOf(error)?.some(failedCondition)
  if (!absent) throw error
  // It may be an earlier attempt of this very call that deleted it.
  return mayHaveLanded
}

interface DeletedEvent extends EventPosition {
  readonly id: string
  readonly tenantId: string
}
