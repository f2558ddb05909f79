import type { StandardSchemaV1 } from '@standard-schema/spec'
import { AppTheoryError } from '../../errors.ts'
import type { Event, EventInput } from '../../services/event-bus/event/event.ts'
import type {
  CallOptions,
  EventBus,
  EventHandler,
  EventPage,
  EventQuery,
  PublishOutcome,
  PublishResult,
  ReplayOptions,
  ReplayOutcome,
} from '../../services/event-bus/event-bus.ts'

/** A schema of any library that speaks Standard Schema (https://standardschema.dev), by event type. */
export type EventSchemas = Readonly<Record<string, StandardSchemaV1>>

/** The event types that have a schema. */
type TypesOf<TSchemas extends EventSchemas> = keyof TSchemas & string

/** What may be published as an event of a type. */
export type TypedEventInput<
  TSchemas extends EventSchemas,
  TType extends TypesOf<TSchemas> = TypesOf<TSchemas>,
> = {
  [Type in TType]: Omit<EventInput<StandardSchemaV1.InferInput<TSchemas[Type]>>, 'tenantId'> & {
    /** The type of the event, which has a schema. */
    eventType: Type
    /** The tenant of the event. @defaultValue that of the context, with Lambda's tenant isolation */
    tenantId?: string | undefined
  }
}[TType]

/** What is read as an event of a type: its payload as the schema put it out. */
export type TypedEvent<TSchemas extends EventSchemas, TType extends TypesOf<TSchemas> = TypesOf<TSchemas>> = {
  [Type in TType]: Event<StandardSchemaV1.InferOutput<TSchemas[Type]>> & {
    /** The type of the event. Compare it to narrow `payload`. */
    eventType: Type
  }
}[TType]

/** An event bus whose payloads are typed by the schemas of their event types. */
export interface TypedEventBus<TSchemas extends EventSchemas>
  extends Pick<EventBus, 'getEvent' | 'deleteEvent'> {
  /** As {@link EventBus.publish}. @throws AppTheoryError `event_bus.invalid_payload` too */
  publish<TType extends TypesOf<TSchemas>>(
    event: TypedEventInput<TSchemas, TType>,
    options?: CallOptions,
  ): Promise<PublishOutcome>
  /**
   * As {@link EventBus.publishMany}. An event whose payload its schema rejects has the error
   * `event_bus.invalid_payload` as its result.
   */
  publishMany(
    events: readonly TypedEventInput<TSchemas>[],
    options?: CallOptions,
  ): Promise<readonly PublishResult[]>
  /**
   * As {@link EventBus.query}, for one event type: the events have the payload of its schema.
   * Stored payloads are not validated again.
   */
  query<TType extends TypesOf<TSchemas>>(
    query: EventQuery & { readonly eventType: TType },
    options?: CallOptions,
  ): Promise<EventPage<TypedEvent<TSchemas, TType>>>
  /** As {@link EventBus.query}, for all event types: compare `eventType` to narrow the payload. */
  query(query: EventQuery, options?: CallOptions): Promise<EventPage<TypedEvent<TSchemas>>>
  /** As {@link EventBus.queryAll}, for one event type: the events have the payload of its schema. */
  queryAll<TType extends TypesOf<TSchemas>>(
    query: EventQuery & { readonly eventType: TType },
    options?: CallOptions,
  ): AsyncIterable<TypedEvent<TSchemas, TType>>
  /** As {@link EventBus.queryAll}, for all event types: compare `eventType` to narrow the payload. */
  queryAll(query: EventQuery, options?: CallOptions): AsyncIterable<TypedEvent<TSchemas>>
  /** As {@link EventBus.replay}, for one event type: the handler gets the payload of its schema. */
  replay<TType extends TypesOf<TSchemas>>(
    query: EventQuery & { readonly eventType: TType },
    handler: (event: TypedEvent<TSchemas, TType>) => unknown,
    options?: ReplayOptions,
  ): Promise<ReplayOutcome>
  /** As {@link EventBus.replay}, for all event types: payloads are `unknown`. */
  replay(query: EventQuery, handler: EventHandler, options?: ReplayOptions): Promise<ReplayOutcome>
  /** As {@link EventBus.subscribe}, for one event type: the handler gets the payload of its schema. */
  subscribe<TType extends TypesOf<TSchemas>>(
    eventType: TType,
    handler: (event: TypedEvent<TSchemas, TType>) => unknown,
  ): () => void
  /** As {@link EventBus.subscribe}, for all event types: payloads are `unknown`. */
  subscribe(eventType: '*', handler: EventHandler): () => void
}

/**
 * The input with its payload as the schema of its type puts it out.
 * @throws AppTheoryError `event_bus.invalid_payload`, and `event_bus.invalid_event` for a type that has no
 * schema
 */
export async function validated(
  input: EventInput | Event,
  schemas: EventSchemas | undefined,
): Promise<EventInput | Event> {
  if (!schemas || typeof input?.eventType !== 'string') return input
  const eventType = input.eventType.trim()
  const schema = Object.hasOwn(schemas, eventType) ? schemas[eventType] : undefined
  if (!schema) {
    throw new AppTheoryError(
      'event_bus.invalid_event',
      `there is no schema for events of the type ${eventType}`,
      {
        cause: { package: 'apptheory-middy', data: { field: 'eventType' } },
      },
    )
  }
  const result = await resultOf(schema, input.payload, eventType)
  if (!result.issues) return { ...input, payload: result.value }
  const [issue] = result.issues
  throw new AppTheoryError(
    'event_bus.invalid_payload',
    `payload of ${eventType}: ${issue?.message ?? 'invalid'}`,
    {
      cause: { package: 'apptheory-middy', data: { eventType, issues: result.issues } },
    },
  )
}

async function resultOf(
  schema: StandardSchemaV1,
  payload: unknown,
  eventType: string,
): Promise<StandardSchemaV1.Result<unknown>> {
  try {
    return await schema['~standard'].validate(payload)
  } catch (error) {
    const message = `payload of ${eventType}: its schema failed`
    throw new AppTheoryError('event_bus.invalid_payload', message, { cause: error })
  }
}
