import type middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { checkOptions } from '../services/options/check-options.ts'
import {
  aBoolean,
  aClock,
  aFunction,
  anObject,
  aString,
  eitherOf,
  integer,
  nonEmptyString,
  type OptionRulesOf,
  objectWith,
  oneOf,
} from '../services/options/option-rules.ts'
import type { ConnectionRegistry } from '../services/websocket/connection-registry.ts'
import { normalizeEndpoint } from '../services/websocket/endpoint.ts'
import type { EndpointRules } from '../services/websocket/event-endpoint.ts'
import { type WebSocketEvent, webSocketEventOf } from '../services/websocket/websocket-event.ts'
import { awsClientOptionRules } from './aws/client-options.ts'
import { WebSocketClients, type WebSocketClientsOptions } from './websocket/clients.ts'
import type { WebSocketConnection } from './websocket/connection.ts'
import type { Membership } from './websocket/membership.ts'
import {
  connectedAtOf,
  type Registration,
  registeredConnection,
  registrationByAuthorizer,
} from './websocket/registration.ts'

export type { Registration } from './websocket/registration.ts'

/** The options of {@link webSocketManagement}. None is required on WebSocket events. */
export interface WebSocketManagementMiddlewareOptions
  extends WebSocketClientsOptions,
    Omit<EndpointRules, 'region'> {
  /**
   * Manages the connections. Required outside WebSocket events.
   * @defaultValue the endpoint of the event's API
   */
  readonly endpoint?: string | undefined
  /** Stores connections from `$connect` to `$disconnect`. @defaultValue none */
  readonly registry?: ConnectionRegistry | undefined
  /**
   * Returns what the registry stores of a connection, from the event of its `$connect`. It is also asked for
   * the tenant of other events, if `broadcastTo` or `present` name none.
   * @defaultValue `tenantId` and `principalId` of the authorizer's answer, and no channel
   */
  readonly register?: ((event: WebSocketEvent) => Registration | Promise<Registration>) | undefined
  /**
   * The body of an error response: `{"error":{"code","message","request_id"}}` as JSON, or the message as
   * text.
   * @defaultValue 'envelope'
   */
  readonly errorBody?: 'envelope' | 'text' | undefined
  /** Whether the context gets `webSocket`; else Middy's `request.internal` does. @defaultValue true */
  readonly setToContext?: boolean | undefined
  /**
   * Called with errors whose message the client does not learn.
   * @defaultValue their stack to `console.error`
   */
  readonly logger?: ((error: unknown) => void) | false | undefined
}

/** What `webSocketManagement` adds to the context of the handler. */
export interface WebSocketContext {
  /** Sends to the connections of this API. Absent at run time if `setToContext` is `false`. */
  readonly webSocket: WebSocketConnection
}

type Request = middy.Request<unknown, unknown, Error, Context & WebSocketContext>

const optionRules: OptionRulesOf<WebSocketManagementMiddlewareOptions> = {
  endpoint: aString,
  basePath: aString,
  useApiId: aBoolean,
  region: nonEmptyString,
  credentials: eitherOf(aFunction, anObject),
  maxAttempts: integer(1, 20),
  clientOptions: anObject,
  clock: aClock,
  random: aFunction,
  registry: objectWith('add', 'remove'),
  register: aFunction,
  errorBody: oneOf('envelope', 'text'),
  management: aFunction,
  logger: eitherOf(aFunction, oneOf(false)),
  ...awsClientOptionRules,
  setToContext: aBoolean,
}

/** The channels that a connection has joined while its `$connect` runs, in Middy's `request.internal`. */
const joinedKey = 'apptheory-middy.webSocket.joined'

/**
 * Lets a function send to WebSocket connections: `context.webSocket`.
 *
 * Each event gets the client of its own API. With a `registry`, a connection is added once its `$connect` is
 * accepted, and removed on `$disconnect`. On WebSocket events, a response without `statusCode` becomes `{
 * statusCode: 200 }`, and an error becomes a response: its own status and message if they may be exposed,
 * else 500.
 *
 * Errors: the codes `websocket.*`; `peer.missing` if the SDK's client is not installed.
 *
 * @example
 * ```ts
 * export const handler = middy<WebSocketEvent>()
 *   .use(webSocketManagement())
 *   .handler(async (event, context) => context.webSocket.post({ echo: event.body }))
 * ```
 *
 * @throws TypeError that names the option
 */
export function webSocketManagement(
  options: WebSocketManagementMiddlewareOptions = {},
): middy.MiddlewareObj<unknown, unknown, Error, Context & WebSocketContext> {
  checkOptions('webSocketManagement', options, optionRules)
  const {
    basePath,
    useApiId,
    registry,
    register = registrationByAuthorizer,
    setToContext = true,
    ...rest
  } = options
  const { endpoint, errorBody = 'envelope', logger = logStack, ...clientsOptions } = rest
  const explicitEndpoint = endpoint === undefined ? undefined : normalizeEndpoint(endpoint)
  const clients = new WebSocketClients(clientsOptions)
  // Loaded during Lambda's init, and not by functions that use another middleware of the package.
  const invocationParts = import('./websocket/invocation-parts.ts')

  const endpointFor = async (event: WebSocketEvent | undefined): Promise<string> => {
    if (explicitEndpoint !== undefined || !event) return explicitEndpoint ?? normalizeEndpoint(undefined)
    const { endpointFromOrigin } = await invocationParts
    return endpointFromOrigin(event.requestContext, { basePath, useApiId, region: await regionOf(options) })
  }

  const webSocketManagementBefore = async (request: Request): Promise<void> => {
    const event = webSocketEventOf(request.event)
    // First, because it depends on nothing that may fail here.
    if (event?.requestContext.eventType === 'DISCONNECT') await unregister(event)
    const endpoint = await endpointFor(event)
    const management = await clients.at(endpoint, request)
    const { webSocketConnection, invocationBound } = await invocationParts
    const webSocket = webSocketConnection({
      endpoint,
      connectionId: event?.requestContext.connectionId,
      management,
      managementAt: (other) => clients.at(other, request),
      registry,
      membership: registry && (await membershipOf(event, registry, request)),
      clock: options.clock,
      bound: invocationBound(request.context, options.clock),
      tenantId: async () => event && (await register(event)).tenantId,
    })
    Object.assign(setToContext ? request.context : request.internal, { webSocket })
  }

  const membershipOf = async (
    event: WebSocketEvent | undefined,
    registry: ConnectionRegistry,
    request: Request,
  ): Promise<Membership> => {
    const { registeredMembership, connectingMembership } = await invocationParts
    const { connectionId = '', eventType } = event?.requestContext ?? {}
    if (eventType !== 'CONNECT') return registeredMembership(registry, connectionId)
    const joined = new Set<string>()
    Object.assign(request.internal, { [joinedKey]: joined })
    return connectingMembership(joined)
  }

  // A failure does not keep the handler from its own work for a connection that has closed: the item expires.
  const unregister = ({ requestContext }: WebSocketEvent): Promise<void> | undefined =>
    registry?.remove(requestContext.connectionId, { disconnected: true }).catch((error) => {
      if (logger) logger(error)
    })

  const webSocketManagementAfter = async (request: Request): Promise<void> => {
    const event = webSocketEventOf(request.event)
    if (!event) return
    if (!hasStatusCode(request.response)) request.response = { statusCode: 200 }
    if (!registry || event.requestContext.eventType !== 'CONNECT' || !isAccepted(request.response)) return
    const joined = Reflect.get(request.internal, joinedKey) as ReadonlySet<string> | undefined
    const registration = await register(event)
    const connection = registeredConnection(
      event,
      await endpointFor(event),
      registration,
      joined ?? new Set(),
    )
    await registry.add(connection, { connectedAt: connectedAtOf(event) })
  }

  const webSocketManagementOnError = async (request: Request): Promise<void> => {
    const event = webSocketEventOf(request.event)
    if (request.response !== undefined || !event) return
    const { errorResponseOf } = await invocationParts
    const requestId = event.requestContext.requestId || request.context.awsRequestId
    const { response, exposed } = errorResponseOf(request.error, { errorBody, requestId })
    request.response = response
    if (logger && !exposed) logger(request.error)
  }

  return {
    before: webSocketManagementBefore,
    after: webSocketManagementAfter,
    onError: webSocketManagementOnError,
  }
}

/** The region that the client signs for. */
async function regionOf({
  region,
  clientOptions,
  awsClientOptions,
}: WebSocketClientsOptions): Promise<string | undefined> {
  const given = region ?? clientOptions?.region ?? awsClientOptions?.region
  const found = typeof given === 'function' ? await given() : given
  return found ?? (process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'])
}

function hasStatusCode(response: unknown): response is { readonly statusCode: unknown } {
  return typeof response === 'object' && response !== null && 'statusCode' in response
}

function isAccepted(response: unknown): boolean {
  const statusCode = hasStatusCode(response) ? Number(response.statusCode) : 200
  return statusCode >= 200 && statusCode < 300
}

function logStack(error: unknown): void {
  // Only the stack: a cause repeats what the service or a provider of credentials has said.
  // biome-ignore lint/suspicious/noConsole: without it, the error would be lost.
  console.error((error as Error | undefined)?.stack ?? 'the error is not an Error')
}
