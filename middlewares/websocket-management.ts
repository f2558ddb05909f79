import type middy from '@middy/core'
import { type OptionSchema, validateOptions } from '@middy/util'
import type { Context } from 'aws-lambda'
import { isAppTheoryError } from '../errors.ts'
import { aFunction, anObject, clockRule, portRule, someText } from '../services/option-rules.ts'
import {
  type ConnectionRegistry,
  DEFAULT_TENANT_ID,
  type RegisteredConnection,
} from '../services/websocket/connection-registry.ts'
import { normalizeEndpoint } from '../services/websocket/endpoint.ts'
import type { EndpointRules } from '../services/websocket/event-endpoint.ts'
import { type WebSocketEvent, webSocketEventOf } from '../services/websocket/websocket-event.ts'
import { awsClientRules } from './aws/client-rules.ts'
import { WebSocketClients, type WebSocketClientsOptions } from './websocket/clients.ts'
import type { WebSocketConnection } from './websocket/connection.ts'

/** What a registry remembers of a connection, beside where it is. */
export type Registration = Partial<Pick<RegisteredConnection, 'tenantId' | 'channels' | 'userId'>>

export interface WebSocketManagementMiddlewareOptions
  extends WebSocketClientsOptions,
    Omit<EndpointRules, 'region'> {
  /** Where the connections are. Outside a WebSocket event it has to be given. @defaultValue what the event says */
  readonly endpoint?: string | undefined
  /** Remembers connections from `$connect` to `$disconnect`. @defaultValue none */
  readonly registry?: ConnectionRegistry | undefined
  /**
   * Says what the registry remembers of a connection, from the event of its `$connect`; and of any other event to
   * which tenant it belongs, where `broadcastTo` names none.
   * @defaultValue `tenantId` and `principalId` of the authorizer's answer, and no channel
   */
  readonly register?: ((event: WebSocketEvent) => Registration | Promise<Registration>) | undefined
  /** Whether the context gets `webSocket`; else Middy's `request.internal` does. @defaultValue true */
  readonly setToContext?: boolean | undefined
  /** Hears of errors that the client is not told of. @defaultValue writes their stack to `console.error` */
  readonly logger?: ((error: unknown) => void) | false | undefined
}

/** What `webSocketManagement` adds to the context of the handler. */
export interface WebSocketContext {
  readonly webSocket: WebSocketConnection
}

type Request = middy.Request<unknown, unknown, Error, Context & WebSocketContext>

const optionSchema: OptionSchema = {
  type: 'object',
  properties: {
    endpoint: { type: 'string' },
    basePath: { type: 'string' },
    useApiId: { type: 'boolean' },
    region: someText,
    credentials: { oneOf: [aFunction, anObject] },
    maxAttempts: { type: 'integer', minimum: 1, maximum: 20 },
    clientOptions: anObject,
    clock: clockRule,
    random: aFunction,
    registry: portRule('add', 'remove'),
    register: aFunction,
    management: aFunction,
    logger: { oneOf: [aFunction, { const: false }] },
    ...awsClientRules,
    setToContext: { type: 'boolean' },
  },
  additionalProperties: false,
}

/**
 * Lets a function send to WebSocket connections: `context.webSocket`.
 *
 * @example
 * ```ts
 * export const handler = middy<WebSocketEvent>()
 *   .use(webSocketManagement())
 *   .handler(async (event, context) => context.webSocket.post({ echo: event.body }))
 * ```
 *
 * Each event is served by the client for its own API. With a `registry`, connections are added when `$connect` was
 * accepted and removed on `$disconnect`. On WebSocket events a response without `statusCode` becomes
 * `{ statusCode: 200 }`, and an error becomes a status code: its own where it may be exposed, else 500.
 *
 * Errors: the codes `websocket.*`; `peer.missing` where the SDK's client is not installed.
 * @throws TypeError that names the option
 */
export function webSocketManagement(
  options: WebSocketManagementMiddlewareOptions = {},
): middy.MiddlewareObj<unknown, unknown, Error, Context & WebSocketContext> {
  validateOptions('apptheory-middy', optionSchema, { ...options })
  const { basePath, useApiId, registry, register = byAuthorizer, setToContext = true, ...rest } = options
  const { endpoint, logger = logStack, ...clientsOptions } = rest
  const explicitEndpoint = endpoint === undefined ? undefined : normalizeEndpoint(endpoint)
  const clients = new WebSocketClients(clientsOptions)
  // During Lambda's init, and not with this module: who uses another middleware of the package need not load it.
  const connections = import('./websocket/connection.ts')
  const endpoints = import('../services/websocket/event-endpoint.ts')

  const endpointFor = async (event: WebSocketEvent | undefined): Promise<string> => {
    if (explicitEndpoint !== undefined || !event) return explicitEndpoint ?? normalizeEndpoint(undefined)
    const { endpointFromOrigin } = await endpoints
    return endpointFromOrigin(event.requestContext, { basePath, useApiId, region: await regionOf(options) })
  }

  const webSocketManagementBefore = async (request: Request): Promise<void> => {
    const event = webSocketEventOf(request.event)
    // First, because it needs nothing of what may fail here.
    if (event?.requestContext.eventType === 'DISCONNECT') await forget(event)
    const endpoint = await endpointFor(event)
    const management = await clients.at(endpoint, request)
    const { webSocketConnection } = await connections
    const webSocket = webSocketConnection({
      endpoint,
      connectionId: event?.requestContext.connectionId,
      management,
      managementAt: (other) => clients.at(other, request),
      registry,
      clock: options.clock,
      tenantId: async () => event && (await register(event)).tenantId,
    })
    Object.assign(setToContext ? request.context : request.internal, { webSocket })
  }

  // The handler may have more to do for a connection that has closed, and the registry forgets it in time.
  const forget = ({ requestContext }: WebSocketEvent): Promise<void> | undefined =>
    registry?.remove(requestContext.connectionId).catch((error) => {
      if (logger) logger(error)
    })

  const webSocketManagementAfter = async (request: Request): Promise<void> => {
    const event = webSocketEventOf(request.event)
    if (!event) return
    if (!hasStatusCode(request.response)) request.response = { statusCode: 200 }
    if (event.requestContext.eventType === 'CONNECT' && isAccepted(request.response)) {
      await registry?.add(connectionOf(event, await endpointFor(event), await register(event)))
    }
  }

  const webSocketManagementOnError = (request: Request): void => {
    if (request.response !== undefined || !webSocketEventOf(request.event)) return
    request.response = responseTo(request.error)
    if (logger && !isExposed(request.error)) logger(request.error)
  }

  return {
    before: webSocketManagementBefore,
    after: webSocketManagementAfter,
    onError: webSocketManagementOnError,
  }
}

/** The region that the client would sign for, whichever option says it. */
async function regionOf({
  region,
  clientOptions,
  awsClientOptions,
}: WebSocketClientsOptions): Promise<string | undefined> {
  const said = region ?? clientOptions?.region ?? awsClientOptions?.region
  const found = typeof said === 'function' ? await said() : said
  return found ?? (process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'])
}

function byAuthorizer({ requestContext: { authorizer } }: WebSocketEvent): Registration {
  const { tenantId, principalId } = authorizer ?? {}
  return {
    ...(typeof tenantId === 'string' && { tenantId }),
    ...(typeof principalId === 'string' && { userId: principalId }),
  }
}

function connectionOf(
  { requestContext: { connectionId } }: WebSocketEvent,
  endpoint: string,
  { tenantId = DEFAULT_TENANT_ID, channels = [], userId }: Registration,
): RegisteredConnection {
  return { connectionId, endpoint, tenantId, channels, ...(userId !== undefined && { userId }) }
}

function hasStatusCode(response: unknown): response is { readonly statusCode: unknown } {
  return typeof response === 'object' && response !== null && 'statusCode' in response
}

function isAccepted(response: unknown): boolean {
  const statusCode = hasStatusCode(response) ? Number(response.statusCode) : 200
  return statusCode >= 200 && statusCode < 300
}

interface ExposedError {
  readonly statusCode: number
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

function responseTo(error: unknown): object {
  if (!isExposed(error)) return { statusCode: 500 }
  const { statusCode, message, headers } = error
  return { statusCode, body: message, ...(headers && { headers }) }
}

/** Ours and Middy's own HTTP errors say whether the client may see them; what is wrong in here it may not. */
function isExposed(error: unknown): error is ExposedError {
  if (isAppTheoryError(error) && error.code.startsWith('websocket.')) return false
  const { expose, statusCode } = (error ?? {}) as Partial<ExposedError & { expose: unknown }>
  return expose === true && Number.isInteger(statusCode)
}

function logStack(error: unknown): void {
  // The stack alone: causes hold what providers of credentials and the service have said.
  // biome-ignore lint/suspicious/noConsole: an error that nobody is told of would be lost.
  console.error((error as Error | undefined)?.stack ?? 'an error that is no Error')
}
