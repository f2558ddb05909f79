import type middy from '@middy/core'
import {
  canPrefetch,
  createClient,
  createPrefetchClient,
  getInternal,
  type OptionSchema,
  validateOptions,
} from '@middy/util'
import type { Context } from 'aws-lambda'
import { AppTheoryError } from '../errors.ts'
import { systemClock } from '../services/clock/clock.ts'
import {
  type AwsDynamoDBClientOptions,
  type DynamoDBEventBusOptions,
  resolveEventBusOptions,
} from '../services/event-bus/dynamodb-options.ts'
import type { EventBus } from '../services/event-bus/event-bus.ts'
import { ulidGenerator } from '../services/ids/ids.ts'
import { InvocationEventBus, type PublishTime } from './invocation-event-bus.ts'
import type { EventSchemas, TypedEventBus } from './typed-event-bus.ts'

export type { EventBusStreamHandler, EventBusStreamOptions } from './event-bus-stream.ts'
export { eventBusStream } from './event-bus-stream.ts'
export type { PublishTime } from './invocation-event-bus.ts'
export type { EventSchemas, TypedEvent, TypedEventBus, TypedEventInput } from './typed-event-bus.ts'

export interface EventBusMiddlewareOptions<TSchemas extends EventSchemas = EventSchemas>
  extends DynamoDBEventBusOptions,
    AwsDynamoDBClientOptions {
  /** Where events go. Either this, or what a `DynamoDBEventBus` takes. */
  readonly bus?: EventBus | undefined
  /**
   * `'immediate'`: `publish` stores the event. `'after-handler'`: events wait until the handler has succeeded, then go out together; a
   * failed invocation publishes nothing.
   * @defaultValue `'immediate'`
   */
  readonly publish?: PublishTime | undefined
  /** Whether the bus is at `context.eventBus`; it is in `request.internal.eventBus` in any case. @defaultValue true */
  readonly setToContext?: boolean | undefined
  /** A schema per event type: checks payloads, and types them. Events of other types are refused. @defaultValue nothing is checked */
  readonly schemas?: TSchemas | undefined
}

/** What `eventBus` adds to the context of the handler. */
export interface EventBusContext<TSchemas extends EventSchemas = EventSchemas> {
  readonly eventBus: TypedEventBus<TSchemas>
}

type Request = middy.Request<unknown, unknown, Error, Context>

const middlewareSchema: OptionSchema = {
  type: 'object',
  properties: {
    bus: { type: 'object', additionalProperties: true },
    publish: { enum: ['immediate', 'after-handler'] },
    setToContext: { type: 'boolean' },
    schemas: { type: 'object', additionalProperties: true },
    clock: { type: 'object', additionalProperties: true },
    ids: { type: 'object', additionalProperties: true },
    AwsClient: { instanceof: 'Function' },
    awsClientOptions: { type: 'object', additionalProperties: true },
    awsClientAssumeRole: { type: 'string', minLength: 1 },
    awsClientCapture: { instanceof: 'Function' },
    disablePrefetch: { type: 'boolean' },
  },
  additionalProperties: false,
}

/**
 * Gives the handler an event bus, bound to the invocation: its remaining time bounds retries, and its request ID is the default
 * correlation ID.
 *
 * @example
 * ```ts
 * export const handler = middy()
 *   .use(eventBus({ publish: 'after-handler', schemas: { 'order.created': orderSchema } }))
 *   .handler(async (event, context) => {
 *     await context.eventBus.publish({ eventType: 'order.created', tenantId: 'acme', payload: { total: 12 } })
 *   })
 * ```
 *
 * With `'after-handler'` the events go out in the `after` phase: use it first, so that its `after` comes last. An event that cannot be
 * published then fails the invocation.
 *
 * Errors: those of the bus; `event_bus.invalid_payload` for a payload that breaks its schema; `peer.missing` where the DynamoDB client
 * is not installed.
 * @throws TypeError that names the option
 */
export function eventBus<TSchemas extends EventSchemas = EventSchemas>(
  options: EventBusMiddlewareOptions<TSchemas> = {},
): middy.MiddlewareObj<unknown, unknown, Error, Context & EventBusContext<TSchemas>> {
  const { publish = 'immediate', setToContext = true, schemas, clock = systemClock } = options
  const ids = options.ids ?? ulidGenerator(clock)
  const busFor = resolveBus(options)
  // A key of its own: a chain may have several buses. In `internal`, because invocations may run side by side.
  const busKey = Symbol('apptheory-middy.eventBus')

  const eventBusBefore = async (request: Request): Promise<void> => {
    const { context } = request
    const bus = new InvocationEventBus({ bus: await busFor(request), context, publish, schemas, clock, ids })
    Object.assign(request.internal, { [busKey]: bus, eventBus: bus })
    if (setToContext) Object.assign(context, { eventBus: bus })
  }

  const eventBusAfter = async (request: Request): Promise<void> => {
    await internalOf(request)[busKey]?.flush()
  }

  return { before: eventBusBefore, after: eventBusAfter }
}

type BusOfRequest = (request: Request) => EventBus | Promise<EventBus>

function resolveBus(options: EventBusMiddlewareOptions): BusOfRequest {
  const { bus, publish, setToContext, schemas, ...adapterOptions } = options
  if (bus) {
    validateOptions('apptheory-middy', middlewareSchema, { ...options })
    return () => bus
  }
  const {
    AwsClient,
    awsClientOptions,
    awsClientAssumeRole,
    awsClientCapture,
    disablePrefetch,
    ...tableOptions
  } = adapterOptions
  const awsOptions = { AwsClient, awsClientOptions, awsClientAssumeRole, awsClientCapture, disablePrefetch }
  validateOptions('apptheory-middy', middlewareSchema, { publish, setToContext, schemas, ...awsOptions })
  // Checked here, because the adapter is made when its module has come, which is too late to throw at construction.
  resolveEventBusOptions(tableOptions)
  return tableOptions.client || canPrefetch(awsOptions as object)
    ? prefetched(tableOptions, awsOptions)
    : perCredentials(tableOptions, awsOptions)
}

/** Begins during Lambda's init; the first invocation awaits it, and hears of what went wrong. */
function prefetched(options: DynamoDBEventBusOptions, awsOptions: AwsDynamoDBClientOptions): BusOfRequest {
  const loading = loadAdapter().then(({ DynamoDBClient, DynamoDBEventBus }) => {
    const client = options.client ?? createPrefetchClient(clientOptions(awsOptions, DynamoDBClient))
    return new DynamoDBEventBus({ ...options, client })
  })
  loading.catch(() => {})
  return () => loading
}

/** Waits for an invocation, and makes another client when the role has other credentials. */
function perCredentials(
  options: DynamoDBEventBusOptions,
  awsOptions: AwsDynamoDBClientOptions,
): BusOfRequest {
  const { awsClientAssumeRole: role } = awsOptions
  let current: { readonly credentials: unknown; readonly bus: EventBus } | undefined
  return async (request) => {
    const { credentials } = role
      ? await getInternal({ credentials: role }, request)
      : { credentials: undefined }
    if (!current || current.credentials !== credentials) {
      const { DynamoDBClient, DynamoDBEventBus } = await loadAdapter()
      const client = await createClient(clientOptions(awsOptions, DynamoDBClient), request)
      current = { credentials, bus: new DynamoDBEventBus({ ...options, client }) }
    }
    return current.bus
  }
}

type Adapter = typeof import('../services/event-bus/dynamodb-adapter.ts')

function loadAdapter(): Promise<Adapter> {
  return import('../services/event-bus/dynamodb-adapter.ts').catch((error: unknown) => {
    throw new AppTheoryError(
      'peer.missing',
      'eventBus stores events in DynamoDB with @aws-sdk/client-dynamodb: install it, or pass a bus',
      { cause: error },
    )
  })
}

type MiddyClientOptions = Parameters<
  typeof createPrefetchClient<InstanceType<Adapter['DynamoDBClient']>, object>
>[0]

function clientOptions(
  options: AwsDynamoDBClientOptions,
  DynamoDBClient: Adapter['DynamoDBClient'],
): MiddyClientOptions {
  return { ...options, AwsClient: options.AwsClient ?? DynamoDBClient } as MiddyClientOptions
}

function internalOf(request: Request): Record<symbol, InvocationEventBus | undefined> {
  return request.internal
}
