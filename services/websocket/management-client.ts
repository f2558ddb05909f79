import { type OptionSchema, validateOptions } from '@middy/util'
import { isAppTheoryError } from '../../errors.ts'
import { type Clock, systemClock } from '../clock/clock.ts'
import { type RandomSource, systemRandom } from '../ids/random.ts'
import { aFunction, anObject, clientRule, clockRule, someText } from '../option-rules.ts'
import { regionOfHost } from './aws-host.ts'
import { broadcast } from './broadcast.ts'
import { ConnectionOrder } from './connection-order.ts'
import { type CredentialsSource, guardedCredentials } from './credentials.ts'
import { missingRegion, normalizeEndpoint } from './endpoint.ts'
import type {
  BroadcastOptions,
  BroadcastResult,
  ConnectionInfo,
  MessageData,
  WebSocketManagement,
} from './management.ts'
import { managementError, type SendPhase } from './management-error.ts'
import { assertConnectionId, encodeMessage } from './message.ts'
import { retryStrategy } from './retry.ts'
import { credentialSdk, sdk } from './sdk.ts'
import type {
  ApiGatewayManagementApiClient,
  ApiGatewayManagementApiClientConfig,
  GetConnectionCommandOutput,
} from './sdk-types.ts'
import { Slots } from './slots.ts'
import { refusal } from './websocket-error.ts'

export interface WebSocketManagementClientOptions {
  /** Such as `https://abc123.execute-api.us-east-1.amazonaws.com/prod`; `wss://` and a bare host do as well. */
  readonly endpoint?: string | undefined
  /** @defaultValue the one that the endpoint names, else `AWS_REGION`, `AWS_DEFAULT_REGION`, the shared config */
  readonly region?: string | undefined
  /**
   * @defaultValue the SDK's provider chain: environment, SSO, shared config, process, web identity, container,
   * instance metadata
   */
  readonly credentials?: CredentialsSource | undefined
  /** Requests for one call, the first included, where the service throttles or fails. @defaultValue 3 */
  readonly maxAttempts?: number | undefined
  /** A client of the SDK to send with, as it is: with an endpoint of its own, and instead of all the options above. */
  readonly client?: ApiGatewayManagementApiClient | undefined
  /**
   * What else the client of the SDK takes.
   * @defaultValue a `requestHandler` that waits 2 s for a connection and 5 s for an answer
   */
  readonly clientOptions?: Partial<ApiGatewayManagementApiClientConfig> | undefined
  /** Makes the client of the SDK, for tracing or a class of one's own. @defaultValue `new ApiGatewayManagementApiClient` */
  readonly createClient?:
    | ((config: ApiGatewayManagementApiClientConfig) => ApiGatewayManagementApiClient)
    | undefined
  /** Whose timers the waits between attempts follow. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Where the jitter of those waits comes from. @defaultValue the system's */
  readonly random?: RandomSource | undefined
}

const optionSchema: OptionSchema = {
  type: 'object',
  properties: {
    endpoint: { type: 'string' },
    region: someText,
    credentials: { oneOf: [aFunction, anObject] },
    maxAttempts: { type: 'integer', minimum: 1, maximum: 20 },
    client: clientRule,
    clientOptions: anObject,
    createClient: aFunction,
    clock: clockRule,
    random: aFunction,
  },
  additionalProperties: false,
}

// What the SDK's own agent has. It counts the wait for one of them as time to connect.
const MAX_SOCKETS = 50

/**
 * Manages the connections of one WebSocket API through `@aws-sdk/client-apigatewaymanagementapi`.
 *
 * @example
 * ```ts
 * const connections = new WebSocketManagementClient({ endpoint: 'wss://abc123.execute-api.us-east-1.amazonaws.com/prod' })
 * const { gone } = await connections.broadcast(connectionIds, { text: 'hello' })
 * ```
 *
 * Errors: `peer.missing` where the SDK's client is not installed; the codes `websocket.*`. `websocket.missing_endpoint` and `websocket.invalid_endpoint` are thrown here.
 * @throws TypeError that names the option
 */
export class WebSocketManagementClient implements WebSocketManagement {
  readonly #client: () => ApiGatewayManagementApiClient | Promise<ApiGatewayManagementApiClient>
  readonly #order: ConnectionOrder = new ConnectionOrder()
  /** None for a request handler that somebody else has made: it has as many sockets as they said. */
  readonly #sockets: Slots | undefined
  #hasRegion = false

  constructor(options: WebSocketManagementClientOptions) {
    validateOptions('apptheory-middy', optionSchema, { ...options })
    const { createClient = createSdkClient } = options
    const given = options.client && usable(options.client, options)
    const config = given ? {} : configOf(options)
    this.#client = sdk.onceLoaded('WebSocketManagementClient', () => given ?? createClient(config))
    const isOurs = !options.client && !options.clientOptions?.requestHandler
    this.#sockets = isOurs ? new Slots(MAX_SOCKETS) : undefined
  }

  async postToConnection(connectionId: string, data: MessageData): Promise<void> {
    assertConnectionId(connectionId)
    await this.#post(connectionId, encodeMessage(data))
  }

  async getConnection(connectionId: string): Promise<ConnectionInfo> {
    assertConnectionId(connectionId)
    const client = await this.#client()
    const command = new sdk.module.GetConnectionCommand({ ConnectionId: connectionId })
    return connectionInfo(await this.#send(client, command, () => client.send(command)))
  }

  async deleteConnection(connectionId: string): Promise<void> {
    assertConnectionId(connectionId)
    const send = async () => {
      const client = await this.#client()
      const command = new sdk.module.DeleteConnectionCommand({ ConnectionId: connectionId })
      return this.#send(client, command, () => client.send(command))
    }
    await this.#order.run(connectionId, () => send().catch(unlessClosedBefore))
  }

  async broadcast(
    connectionIds: Iterable<string>,
    data: MessageData,
    options?: BroadcastOptions,
  ): Promise<BroadcastResult> {
    const bytes = encodeMessage(data)
    const send = async (connectionId: string): Promise<void> => {
      assertConnectionId(connectionId)
      await this.#post(connectionId, bytes)
    }
    return broadcast(connectionIds, send, options)
  }

  async #post(connectionId: string, bytes: Uint8Array): Promise<void> {
    const send = async () => {
      const client = await this.#client()
      const command = new sdk.module.PostToConnectionCommand({ ConnectionId: connectionId, Data: bytes })
      return this.#send(client, command, () => client.send(command))
    }
    await this.#order.run(connectionId, send)
  }

  async #send<TOutput>(
    client: ApiGatewayManagementApiClient,
    command: Command,
    send: () => Promise<TOutput>,
  ): Promise<TOutput> {
    await this.#assertRegion(client)
    const phase = watchPhase(command, this.#sockets)
    try {
      return await send()
    } catch (error) {
      throw managementError(error, phase())
    }
  }

  async #assertRegion(client: ApiGatewayManagementApiClient): Promise<void> {
    if (this.#hasRegion) return
    const region = await client.config.region().catch((): undefined => undefined)
    if (!region) throw missingRegion()
    this.#hasRegion = true
  }
}

/** The answer to an attempt before may have been lost: it has closed the connection that is now gone. */
function unlessClosedBefore(error: unknown): void {
  if (isAppTheoryError(error, 'websocket.gone')) {
    const { $metadata } = error.cause as { $metadata?: { attempts?: number } }
    if (($metadata?.attempts ?? 1) > 1) return
  }
  throw error
}

/** What the commands of the client have in common, whatever they send and return. */
interface Command {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: <THandler extends (args: never) => unknown>(next: THandler) => THandler,
      options: { name: string; relation: 'before' | 'after'; toMiddleware: string; override: boolean },
    ): void
  }
}

function configOf(options: WebSocketManagementClientOptions): ApiGatewayManagementApiClientConfig {
  const { clientOptions = {}, clock = systemClock, random = systemRandom } = options
  const endpoint = normalizeEndpoint(options.endpoint ?? clientOptions.endpoint)
  const region = options.region ?? clientOptions.region ?? regionFor(endpoint)
  const credentials = options.credentials ?? (clientOptions.credentials as CredentialsSource | undefined)
  const maxAttempts = options.maxAttempts ?? clientOptions.maxAttempts ?? 3
  return {
    requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
    ...(typeof maxAttempts === 'number' && {
      retryStrategy: retryStrategy({ maxAttempts, clock, random }),
    }),
    ...clientOptions,
    endpoint,
    ...(region !== undefined && { region }),
    credentials: guardedCredentials(credentials ?? providerChain()),
    maxAttempts,
    // With an endpoint the SDK refuses both, and would take them from the environment.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  }
}

/** The SDK's own chain of providers. It is loaded now, and made when credentials are first asked for. */
function providerChain(): CredentialsSource {
  const chain = credentialSdk.onceLoaded("WebSocketManagementClient without the option 'credentials'", () =>
    credentialSdk.module.defaultProvider(),
  )
  return async (properties?: Record<string, unknown>) => (await chain())(properties)
}

/** `undefined` leaves it to the SDK, which then asks the shared config. */
function regionFor(endpoint: string): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return regionOfHost(new URL(endpoint).hostname) ?? (AWS_REGION || AWS_DEFAULT_REGION || undefined)
}

const clientExcludes = ['endpoint', 'region', 'credentials', 'maxAttempts', 'clientOptions', 'createClient']

function usable(
  client: ApiGatewayManagementApiClient,
  options: WebSocketManagementClientOptions,
): ApiGatewayManagementApiClient {
  const excluded = clientExcludes.find((name) => Object.hasOwn(options, name) && Reflect.get(options, name))
  if (excluded) throw new TypeError(`Option '${excluded}' has no meaning beside 'client'`)
  // Without an endpoint of its own it would call a host of the service that has no connections.
  if (client.config.isCustomEndpoint) return client
  throw refusal('websocket.missing_endpoint', 'the client has no endpoint of its own')
}

/** Follows how far the current attempt at sending `command` has come, and lets it wait for one of `sockets`. */
function watchPhase({ middlewareStack }: Command, sockets: Slots | undefined): () => SendPhase {
  let phase: SendPhase = 'preparing'
  const entering = (entered: SendPhase) => {
    return <THandler extends (args: never) => unknown>(next: THandler): THandler =>
      ((args: never) => {
        phase = entered
        if (entered !== 'sending' || !sockets) return next(args)
        return sockets.run(async () => next(args))
      }) as THandler
  }
  const at = { toMiddleware: 'httpSigningMiddleware', override: true }
  middlewareStack.addRelativeTo(entering('signing'), { ...at, name: 'appTheorySigning', relation: 'before' })
  middlewareStack.addRelativeTo(entering('sending'), { ...at, name: 'appTheorySending', relation: 'after' })
  return () => phase
}

function connectionInfo(output: GetConnectionCommandOutput): ConnectionInfo {
  const { ConnectedAt, LastActiveAt, Identity } = output
  if (!ConnectedAt) {
    throw refusal('websocket.invalid_endpoint', 'what answered is not the @connections of a WebSocket API')
  }
  return {
    connectedAt: ConnectedAt,
    ...(LastActiveAt && { lastActiveAt: LastActiveAt }),
    identity: { sourceIp: Identity?.SourceIp ?? '', userAgent: Identity?.UserAgent ?? '' },
  }
}

/** The SDK's own client. */
export function createSdkClient(config: ApiGatewayManagementApiClientConfig): ApiGatewayManagementApiClient {
  return new sdk.module.ApiGatewayManagementApiClient(config)
}
