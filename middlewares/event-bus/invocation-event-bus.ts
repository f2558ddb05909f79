import type { Context } from 'aws-lambda'
import { type AppTheoryError, isAppTheoryError } from '../../errors.ts'
import type { Clock } from '../../services/clock/clock.ts'
import { type EventSources, prepareEvent } from '../../services/event-bus/event/create-event.ts'
import type { Event, EventInput } from '../../services/event-bus/event/event.ts'
import type {
  CallOptions,
  EventBus,
  EventHandler,
  EventPage,
  EventQuery,
  EventScope,
  PublishOutcome,
  PublishResult,
  ReplayOptions,
  ReplayOutcome,
} from '../../services/event-bus/event-bus.ts'
import { eventError } from '../../services/event-bus/event-bus-errors.ts'
import { type IdGenerator, ulidGenerator } from '../../services/ids/ids.ts'
import { type Invocation, invocationOf } from './invocation.ts'
import { type EventSchemas, validated } from './typed-event-bus.ts'

/** When events are published: at once, or together once the handler has succeeded. */
export type PublishTime = 'immediate' | 'after-handler'

export interface InvocationBusOptions {
  readonly publish: PublishTime
  readonly schemas: EventSchemas | undefined
  readonly clock: Clock
  /** @defaultValue ULIDs of `clock` */
  readonly ids: IdGenerator | undefined
}

/** Binds a bus to an invocation. All bound buses share one source of IDs. */
export function invocationBuses(
  options: InvocationBusOptions,
): (bus: EventBus, context: Context) => InvocationEventBus {
  const { publish, schemas, clock, ids = ulidGenerator(clock) } = options
  return (bus, context) =>
    new InvocationEventBus({ bus, invocation: invocationOf(context), publish, schemas, clock, ids })
}

interface InvocationOptions extends InvocationBusOptions {
  readonly bus: EventBus
  readonly invocation: Invocation
  readonly ids: IdGenerator
}

/** A bus for one invocation: it knows its remaining time, its request ID and its tenant. */
export class InvocationEventBus implements EventBus {
  readonly #bus: EventBus
  readonly #invocation: Invocation
  readonly #schemas: EventSchemas | undefined
  readonly #sources: EventSources
  /** Events that wait for the handler to succeed; undefined if they are published at once. */
  #queue: Event[] | undefined

  constructor({ bus, invocation, publish, schemas, clock, ids }: InvocationOptions) {
    this.#bus = bus
    this.#invocation = invocation
    this.#schemas = schemas
    this.#sources = { clock, ids }
    this.#queue = publish === 'after-handler' ? [] : undefined
  }

  async publish(event: Event | EventInput, options?: CallOptions): Promise<PublishOutcome> {
    const input = await this.#checked(event)
    if (isAppTheoryError(input)) throw input
    if (this.#queue) return this.#enqueue(this.#queue, input)
    return this.#bus.publish(input, this.#publishOptions(options))
  }

  async publishMany(
    events: readonly (Event | EventInput)[],
    options?: CallOptions,
  ): Promise<readonly PublishResult[]> {
    const checked = await Promise.all(events.map((event) => this.#checked(event)))
    const valid = checked.filter((input): input is Event | EventInput => !isAppTheoryError(input))
    const queue = this.#queue
    const results = queue
      ? valid.map((input) => this.#tryEnqueue(queue, input))
      : await this.#bus.publishMany(valid, this.#publishOptions(options))
    const remaining = results.values()
    return checked.map((input): PublishResult => {
      const rejected: PublishResult = { id: undefined, deduplicated: false, error: input as AppTheoryError }
      return isAppTheoryError(input) ? rejected : (remaining.next().value ?? rejected)
    })
  }

  query(query: EventQuery, options?: CallOptions): Promise<EventPage> {
    return this.#bus.query(this.#ofTenant(query), this.#with(options))
  }

  queryAll(query: EventQuery, options?: CallOptions): AsyncIterable<Event> {
    return this.#bus.queryAll(this.#ofTenant(query), this.#with(options))
  }

  replay(query: EventQuery, handler: EventHandler, options?: ReplayOptions): Promise<ReplayOutcome> {
    return this.#bus.replay(this.#ofTenant(query), handler, this.#with(options))
  }

  getEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<Event> {
    return this.#bus.getEvent(id, this.#scopeOf(scope), this.#with(options))
  }

  deleteEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<void> {
    return this.#bus.deleteEvent(id, this.#scopeOf(scope), this.#with(options))
  }

  subscribe(eventType: string, handler: EventHandler): () => void {
    return this.#bus.subscribe(eventType, handler)
  }

  /** Publishes what waits; later events are published at once. @throws the first error of an event */
  async flush(): Promise<void> {
    const events = this.#queue ?? []
    this.#queue = undefined
    if (events.length === 0) return
    const results = await this.#bus.publishMany(events, this.#publishOptions())
    const failed = results.find(({ error }) => error)
    if (failed?.error) throw failed.error
  }

  async #inputOf(event: Event | EventInput): Promise<Event | EventInput> {
    const { requestId, tenantId, eventIdOf } = this.#invocation
    // Before anything is waited for, so that IDs follow the order of the calls.
    const derivedId = eventIdOf && event && isBlank(event.id) ? eventIdOf(event) : undefined
    const input = await validated(event, this.#schemas)
    if (typeof input !== 'object' || input === null) return input
    return {
      ...input,
      ...(input.tenantId === undefined && tenantId !== undefined && { tenantId }),
      ...(input.correlationId === undefined && requestId && { correlationId: requestId }),
      ...(derivedId !== undefined && { id: derivedId }),
    }
  }

  /** The input, or its error. */
  async #checked(event: Event | EventInput): Promise<Event | EventInput | AppTheoryError> {
    try {
      return await this.#inputOf(event)
    } catch (error) {
      return eventError(error)
    }
  }

  /** Takes the event as it is now: later changes of its payload have no effect. */
  #enqueue(queue: Event[], input: Event | EventInput): PublishOutcome {
    const event = prepareEvent(input, this.#sources)
    queue.push(event)
    return { id: event.id, deduplicated: false, queued: true }
  }

  #tryEnqueue(queue: Event[], input: Event | EventInput): PublishResult {
    try {
      return this.#enqueue(queue, input)
    } catch (error) {
      return { id: undefined, deduplicated: false, error: eventError(error) }
    }
  }

  #ofTenant(query: EventQuery): EventQuery {
    const { tenantId } = this.#invocation
    return query?.tenantId === undefined && tenantId !== undefined ? { ...query, tenantId } : query
  }

  #scopeOf(scope: EventScope | undefined): EventScope | undefined {
    const { tenantId } = this.#invocation
    return scope === undefined && tenantId !== undefined ? { tenantId } : scope
  }

  #with<TOptions extends CallOptions | ReplayOptions>(options: TOptions | undefined): TOptions {
    const { remainingTimeMs } = this.#invocation
    return { ...(remainingTimeMs && { remainingTimeMs }), ...options } as TOptions
  }

  /**
   * In a durable execution, the time of a call differs in each replay: only the ID shows that an event is
   * the same.
   */
  #publishOptions(options?: CallOptions): CallOptions {
    const durable: CallOptions = this.#invocation.eventIdOf ? { idempotency: 'id' } : {}
    return { ...durable, ...this.#with(options) }
  }
}

function isBlank(id: unknown): boolean {
  return id === undefined || (typeof id === 'string' && id.trim() === '')
}
