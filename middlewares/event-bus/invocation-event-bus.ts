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
} from '../../services/event-bus/event-bus.ts'
import { type IdGenerator, ulidGenerator } from '../../services/ids/ids.ts'
import { type EventSchemas, validated } from './typed-event-bus.ts'

/** When events go out: as they are published, or together once the handler has succeeded. */
export type PublishTime = 'immediate' | 'after-handler'

export interface InvocationBusOptions {
  readonly publish: PublishTime
  readonly schemas: EventSchemas | undefined
  readonly clock: Clock
  /** @defaultValue ULIDs of `clock` */
  readonly ids: IdGenerator | undefined
}

/** What binds a bus to an invocation; all of them share one source of IDs. */
export function invocationBuses(
  options: InvocationBusOptions,
): (bus: EventBus, context: Context) => InvocationEventBus {
  const { publish, schemas, clock, ids = ulidGenerator(clock) } = options
  return (bus, context) => new InvocationEventBus({ bus, context, publish, schemas, clock, ids })
}

interface InvocationOptions extends InvocationBusOptions {
  readonly bus: EventBus
  readonly context: Context
  readonly ids: IdGenerator
}

/** A bus for the length of an invocation: bound to its remaining time and its request ID. */
export class InvocationEventBus implements EventBus {
  readonly #bus: EventBus
  readonly #schemas: EventSchemas | undefined
  readonly #defaults: CallOptions
  readonly #correlationId: string | undefined
  readonly #sources: EventSources
  /** Waits for the handler to succeed; none where events go out at once. */
  #queue: Event[] | undefined

  constructor({ bus, context, publish, schemas, clock, ids }: InvocationOptions) {
    this.#bus = bus
    this.#schemas = schemas
    this.#correlationId = context.awsRequestId
    this.#sources = { clock, ids }
    this.#defaults =
      typeof context.getRemainingTimeInMillis === 'function'
        ? { remainingTimeMs: () => context.getRemainingTimeInMillis() }
        : {}
    this.#queue = publish === 'after-handler' ? [] : undefined
  }

  async publish(event: Event | EventInput, options?: CallOptions): Promise<PublishOutcome> {
    const input = await this.#inputOf(event)
    if (this.#queue) return this.#enqueue(this.#queue, input)
    return this.#bus.publish(input, this.#with(options))
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
      : await this.#bus.publishMany(valid, this.#with(options))
    const remaining = results.values()
    return checked.map((input): PublishResult => {
      const refused: PublishResult = { id: undefined, deduplicated: false, error: input as AppTheoryError }
      return isAppTheoryError(input) ? refused : (remaining.next().value ?? refused)
    })
  }

  query(query: EventQuery, options?: CallOptions): Promise<EventPage> {
    return this.#bus.query(query, this.#with(options))
  }

  queryAll(query: EventQuery, options?: CallOptions): AsyncIterable<Event> {
    return this.#bus.queryAll(query, this.#with(options))
  }

  getEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<Event> {
    return this.#bus.getEvent(id, scope, this.#with(options))
  }

  deleteEvent(id: string, scope?: EventScope, options?: CallOptions): Promise<void> {
    return this.#bus.deleteEvent(id, scope, this.#with(options))
  }

  subscribe(eventType: string, handler: EventHandler): () => void {
    return this.#bus.subscribe(eventType, handler)
  }

  /**
   * Publishes what waits; from now on nothing does.
   * @throws the first error of an event that could not be published
   */
  async flush(): Promise<void> {
    const events = this.#queue ?? []
    this.#queue = undefined
    if (events.length === 0) return
    const results = await this.#bus.publishMany(events, this.#defaults)
    const failed = results.find(({ error }) => error)
    if (failed?.error) throw failed.error
  }

  async #inputOf(event: Event | EventInput): Promise<Event | EventInput> {
    const input = await validated(event, this.#schemas)
    if (typeof input !== 'object' || input === null || input.correlationId !== undefined) return input
    return this.#correlationId ? { ...input, correlationId: this.#correlationId } : input
  }

  /** The input, or why it is none. */
  async #checked(event: Event | EventInput): Promise<Event | EventInput | AppTheoryError> {
    try {
      return await this.#inputOf(event)
    } catch (error) {
      if (isAppTheoryError(error)) return error
      throw error
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
      if (isAppTheoryError(error)) return { id: undefined, deduplicated: false, error }
      throw error
    }
  }

  #with(options: CallOptions | undefined): CallOptions {
    return { ...this.#defaults, ...options }
  }
}
