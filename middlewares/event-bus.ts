import type middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { systemClock } from '../services/clock/clock.ts'
import { type DynamoDBEventBusOptions, eventBusOptionRules } from '../services/event-bus/dynamodb/options.ts'
import type { EventBus } from '../services/event-bus/event-bus.ts'
import { checkOptions } from '../services/options/check-options.ts'
import { aBoolean, anObject, type OptionRules, objectWith, oneOf } from '../services/options/option-rules.ts'
import { type AwsClientOptions, awsClientOptionRules } from './aws/client-options.ts'
import { type BusOf, dynamodbBus } from './event-bus/dynamodb-bus.ts'
import type { InvocationEventBus, PublishTime } from './event-bus/invocation-event-bus.ts'
import type { EventSchemas, TypedEventBus } from './event-bus/typed-event-bus.ts'

export type { AwsClientOptions } from './aws/client-options.ts'
export type {
  EventBusStreamHandler,
  EventBusStreamOptions,
  ParkOptions,
} from './event-bus/event-bus-stream.ts'
export { eventBusStream } from './event-bus/event-bus-stream.ts'
export type { PublishTime } from './event-bus/invocation-event-bus.ts'
export type { RedriveOptions, RedriveOutcome } from './event-bus/redrive.ts'
export type { EventSchemas, TypedEvent, TypedEventBus, TypedEventInput } from './event-bus/typed-event-bus.ts'

/** The options of {@link eventBus}: those of a `DynamoDBEventBus` and its client, or `bus`. */
export interface EventBusMiddlewareOptions<TSchemas extends EventSchemas = EventSchemas>
  extends DynamoDBEventBusOptions,
    AwsClientOptions {
  /**
   * Where events are stored. Give either this or the options of `DynamoDBEventBus`. `clock` and `ids` can be
   * given with it: they make the events that wait for the handler, so give those of the bus.
   * @defaultValue a `DynamoDBEventBus`
   */
  readonly bus?: EventBus | undefined
  /**
   * `'immediate'`: `publish` stores the event. `'after-handler'`: events wait until the handler has
   * succeeded, and are then published together. A failed invocation publishes nothing.
   * @defaultValue `'immediate'`
   */
  readonly publish?: PublishTime | undefined
  /**
   * Whether the bus is at `context.eventBus`. It is always at `request.internal.eventBus`.
   * @defaultValue true
   */
  readonly setToContext?: boolean | undefined
  /**
   * A schema per event type, which checks and types payloads. Other types are rejected.
   * @defaultValue no check
   */
  readonly schemas?: TSchemas | undefined
}

/** What `eventBus` adds to the context of the handler. */
export interface EventBusContext<TSchemas extends EventSchemas = EventSchemas> {
  /**
   * The bus of this invocation. Do not keep it for a later one. Absent at run time if `setToContext` is
   * `false`.
   */
  readonly eventBus: TypedEventBus<TSchemas>
}

type Request = middy.Request<unknown, unknown, Error, Context>

const ownRules: OptionRules = {
  bus: objectWith('publish'),
  publish: oneOf('immediate', 'after-handler'),
  setToContext: aBoolean,
  schemas: anObject,
}

/** With a bus of the caller's own, only what the middleware itself uses. */
const rulesWithBus: OptionRules = {
  ...ownRules,
  clock: eventBusOptionRules.clock,
  ids: eventBusOptionRules.ids,
}

const rulesWithoutBus: OptionRules = { ...ownRules, ...eventBusOptionRules, ...awsClientOptionRules }

/**
 * Gives the handler an event bus, bound to the invocation: its remaining time bounds retries, and its
 * request ID is the default correlation ID.
 *
 * With `'after-handler'` the events are published in the `after` phase: use it first, so that its `after`
 * comes last. An event that cannot be published then fails the invocation.
 *
 * Errors: those of the bus; `event_bus.invalid_payload` for a payload that its schema rejects;
 * `peer.missing` if the DynamoDB client is not installed.
 *
 * @example
 * ```ts
 * const schemas = { 'order.created': v.object({ total: v.number() }) }
 * export const handler = middy()
 *   .use(eventBus({ publish: 'after-handler', schemas }))
 *   .handler(async (event, context) => {
 *     const payload = { total: 12 }
 *     await context.eventBus.publish({ eventType: 'order.created', tenantId: 'acme', payload })
 *   })
 * ```
 *
 * @throws TypeError that names the option
 */
export function eventBus<TSchemas extends EventSchemas = EventSchemas>(
  options: EventBusMiddlewareOptions<TSchemas> = {},
): middy.MiddlewareObj<unknown, unknown, Error, Context & EventBusContext<TSchemas>> {
  const { publish = 'immediate', setToContext = true, schemas, clock = systemClock, ids } = options
  const busFor = resolveBus(options)
  assertSchemas(schemas)
  // During Lambda's init, and not with this module, which functions with other middlewares of the package
  // import too.
  const loading = import('./event-bus/invocation-event-bus.ts')
  const bound = loading.then(({ invocationBuses }) => invocationBuses({ publish, schemas, clock, ids }))
  // A key of its own, because a chain may have several buses. In `internal`, because invocations may run
  // side by side.
  const busKey = Symbol('apptheory-middy.eventBus')

  const eventBusBefore = async (request: Request): Promise<void> => {
    const { context } = request
    const [busOf, stored] = await Promise.all([bound, busFor(request)])
    const bus = busOf(stored, context)
    Object.assign(request.internal, { [busKey]: bus, eventBus: bus })
    if (setToContext) Object.assign(context, { eventBus: bus })
  }

  const eventBusAfter = async (request: Request): Promise<void> => {
    await internalOf(request)[busKey]?.flush()
  }

  return { before: eventBusBefore, after: eventBusAfter }
}

function resolveBus(options: EventBusMiddlewareOptions): BusOf {
  const { bus, publish, setToContext, schemas, ...adapterOptions } = options
  checkOptions('eventBus', options, bus ? rulesWithBus : rulesWithoutBus)
  if (bus) return () => bus
  const {
    AwsClient,
    awsClientOptions,
    awsClientAssumeRole,
    awsClientCapture,
    disablePrefetch,
    ...tableOptions
  } = adapterOptions
  const aws = { AwsClient, awsClientOptions, awsClientAssumeRole, awsClientCapture, disablePrefetch }
  return dynamodbBus(tableOptions, aws)
}

/** A schema may be an object or a function. */
function assertSchemas(schemas: EventSchemas = {}): void {
  for (const [eventType, schema] of Object.entries(schemas)) {
    if (typeof schema?.['~standard']?.validate === 'function') continue
    throw new TypeError(`eventBus: option 'schemas' must have a Standard Schema for '${eventType}'`)
  }
}

function internalOf(request: Request): Record<symbol, InvocationEventBus | undefined> {
  return request.internal
}
