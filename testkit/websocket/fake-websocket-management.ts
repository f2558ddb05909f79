import { type Clock, systemClock } from '../../services/clock/clock.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import { aClock, aString, nonEmptyString, type OptionRulesOf } from '../../services/options/option-rules.ts'
import { broadcast } from '../../services/websocket/broadcast.ts'
import type {
  BroadcastOptions,
  BroadcastResult,
  ConnectionInfo,
  MessageData,
  WebSocketCallOptions,
  WebSocketManagement,
} from '../../services/websocket/management.ts'
import { managementError } from '../../services/websocket/management-error.ts'
import { assertConnectionId, encodeMessage } from '../../services/websocket/message.ts'
import { sdk } from '../../services/websocket/sdk.ts'
import type {
  ApiGatewayManagementApiClient,
  ApiGatewayManagementApiClientConfig,
  ManagementSdk,
} from '../../services/websocket/sdk-types.ts'
import { signalOf, untilAborted } from '../../services/websocket/until-aborted.ts'
import { requirePeer } from '../require-peer.ts'
import type { WebSocketFault } from './connection-script.ts'
import { type ConnectionAnswer, connectionRequestOf, errorAnswer } from './connections-wire.ts'
import { FakeConnections, type WebSocketCall } from './fake-connections.ts'
import { type SdkHandler, sdkHandler } from './sdk-handler.ts'

/** What API Gateway reports about a connection that {@link FakeWebSocketManagement.connect} opens. */
export interface FakeConnectionOptions {
  /** The address of the client. @defaultValue `203.0.113.7` */
  readonly sourceIp?: string | undefined
  /** The `User-Agent` of the client. @defaultValue `fake` */
  readonly userAgent?: string | undefined
}

/** The options of {@link FakeWebSocketManagement}. */
export interface FakeWebSocketManagementOptions {
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /**
   * The endpoint that the client has in errors and results.
   * @defaultValue `https://api1234567.execute-api.us-east-1.amazonaws.com/prod`
   */
  readonly endpoint?: string | undefined
}

const optionRules: OptionRulesOf<FakeWebSocketManagementOptions> = { clock: aClock, endpoint: nonEmptyString }
const connectionRules: OptionRulesOf<FakeConnectionOptions> = { sourceIp: aString, userAgent: aString }

/**
 * The connections of a WebSocket API in memory: as a `WebSocketManagement`, and under the real client of the
 * SDK.
 *
 * A connection exists from `connect` to `disconnect`. Every other one is gone, as on API Gateway.
 * @throws TypeError that names the option
 *
 * @example
 * ```ts
 * const fake = new FakeWebSocketManagement()
 * fake.connect('ann')
 * await fake.broadcast(['ann', 'bob'], 'hello') // { sent: ['ann'], gone: ['bob'], failed: [] }
 * ```
 */
export class FakeWebSocketManagement implements WebSocketManagement {
  /** The endpoint of its own calls. `at` makes those for another one. */
  readonly endpoint: string
  readonly #connections: FakeConnections

  constructor(options: FakeWebSocketManagementOptions = {}) {
    checkOptions('FakeWebSocketManagement', options, optionRules)
    this.#connections = new FakeConnections(options.clock ?? systemClock)
    this.endpoint = options.endpoint ?? 'https://api1234567.execute-api.us-east-1.amazonaws.com/prod'
  }

  /** Every call that was received, including each attempt of the SDK's client. */
  get calls(): readonly WebSocketCall[] {
    return this.#connections.calls
  }

  /** Opens a connection. @throws TypeError that names the option */
  connect(connectionId: string, options: FakeConnectionOptions = {}): void {
    assertConnectionId(connectionId)
    checkOptions('FakeWebSocketManagement.connect', options, connectionRules)
    const { sourceIp = '203.0.113.7', userAgent = 'fake' } = options
    this.#connections.open(connectionId, { sourceIp, userAgent })
  }

  /** Closes a connection: it is gone. */
  disconnect(connectionId: string): void {
    this.#connections.close(connectionId)
  }

  /** Whether `connect` opened the connection, and nothing has closed it since. */
  isConnected(connectionId: string): boolean {
    return this.#connections.isOpen(connectionId)
  }

  /** The messages that were posted to a connection, in order, including those that failed. */
  postsTo(connectionId: string): readonly (string | Uint8Array)[] {
    return this.calls.flatMap((call) =>
      call.connectionId === connectionId && call.data !== undefined ? [call.data] : [],
    )
  }

  /**
   * Makes later calls fail.
   * @returns a function that removes the fault
   */
  inject(fault: WebSocketFault): () => void {
    return this.#connections.script.inject(fault)
  }

  /** Removes all calls, connections and faults. */
  reset(): void {
    this.#connections.reset()
  }

  /** The same connections at another endpoint: the option `management` of `webSocketManagement`. */
  readonly at = (endpoint: string): WebSocketManagement => {
    const post = async (connectionId: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> => {
      await this.#answered({ operation: 'PostToConnection', endpoint, connectionId }, signal, bytes)
    }
    return {
      postToConnection: async (connectionId, data, options) => {
        assertConnectionId(connectionId)
        await post(connectionId, encodeMessage(data), signalOf('postToConnection', options))
      },
      getConnection: async (connectionId, options) => {
        const signal = signalOf('getConnection', options)
        const call = { operation: 'GetConnection', endpoint, connectionId } as const
        return connectionInfo(await this.#answered(call, signal))
      },
      deleteConnection: async (connectionId, options) => {
        const signal = signalOf('deleteConnection', options)
        await this.#answered({ operation: 'DeleteConnection', endpoint, connectionId }, signal)
      },
      broadcast: async (connectionIds, data, options) => {
        const bytes = encodeMessage(data)
        const send = (connectionId: string) => post(connectionId, bytes, options?.signal)
        return broadcast(connectionIds, send, options)
      },
    }
  }

  /**
   * Sends `data` to an open connection: see {@link FakeWebSocketManagement.postsTo}.
   * @throws AppTheoryError `websocket.gone` if it is not open, `websocket.invalid_data`,
   * `websocket.payload_too_large`
   */
  postToConnection(connectionId: string, data: MessageData, options?: WebSocketCallOptions): Promise<void> {
    return this.at(this.endpoint).postToConnection(connectionId, data, options)
  }

  /**
   * When the connection was opened and last used, and the client that `connect` described.
   * @throws AppTheoryError `websocket.gone` if it is not open
   */
  getConnection(connectionId: string, options?: WebSocketCallOptions): Promise<ConnectionInfo> {
    return this.at(this.endpoint).getConnection(connectionId, options)
  }

  /**
   * Closes an open connection, as the server does.
   * @throws AppTheoryError `websocket.gone` if it is not open
   */
  deleteConnection(connectionId: string, options?: WebSocketCallOptions): Promise<void> {
    return this.at(this.endpoint).deleteConnection(connectionId, options)
  }

  /**
   * Sends `data` to each of `connectionIds`, once. Those that are not open are in `gone`.
   * @throws AppTheoryError `websocket.invalid_data`, `websocket.payload_too_large`
   * @throws TypeError that names the option
   */
  broadcast(
    connectionIds: Iterable<string>,
    data: MessageData,
    options?: BroadcastOptions,
  ): Promise<BroadcastResult> {
    return this.at(this.endpoint).broadcast(connectionIds, data, options)
  }

  /**
   * A request handler for any client of the SDK. Everything above it is the SDK's own, including retries.
   *
   * @example
   * ```ts
   * const fake = new FakeWebSocketManagement()
   * const clientOptions = { requestHandler: fake.requestHandler() }
   * const connections = new WebSocketManagementClient({ endpoint: fake.endpoint, clientOptions })
   * ```
   */
  requestHandler(): SdkHandler {
    return sdkHandler((request) => {
      const asked = connectionRequestOf(request.method, request.path)
      if (!asked) return errorAnswer('ForbiddenException', 'Forbidden')
      const endpoint = `${request.protocol}//${request.host}${asked.basePath}`
      const { operation, connectionId } = asked
      return this.#connections.answer({ operation, endpoint, connectionId }, request.body)
    })
  }

  /**
   * A real client of the SDK on these connections.
   *
   * Errors: `peer.missing` if `@aws-sdk/client-apigatewaymanagementapi` is not installed.
   */
  client(config: ApiGatewayManagementApiClientConfig = {}): ApiGatewayManagementApiClient {
    const { ApiGatewayManagementApiClient } = requireSdk()
    return new ApiGatewayManagementApiClient({
      endpoint: this.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'FAKEACCESSKEYID', secretAccessKey: 'fake-secret-access-key' },
      ...config,
      requestHandler: this.requestHandler(),
    })
  }

  /** The body of the answer. @throws the error of the SDK's client for an answer that is an error */
  async #answered(
    call: Omit<WebSocketCall, 'data'>,
    signal: AbortSignal | undefined,
    bytes?: Uint8Array,
  ): Promise<string> {
    assertConnectionId(call.connectionId)
    let answer: ConnectionAnswer
    try {
      answer = await untilAborted(signal, () => this.#connections.answer(call, bytes) ?? noAnswer())
    } catch (error) {
      throw managementError(error, 'sending')
    }
    if (answer.statusCode < 300) return answer.body
    const error = Object.assign(new Error(answer.body || 'Unknown'), {
      name: answer.headers['x-amzn-errortype'] ?? 'Unknown',
      $metadata: { httpStatusCode: answer.statusCode },
    })
    throw managementError(error, 'sending')
  }
}

function noAnswer(): Promise<never> {
  return new Promise(() => {})
}

function connectionInfo(body: string): ConnectionInfo {
  const { connectedAt, lastActiveAt, identity } = JSON.parse(body)
  return { connectedAt: new Date(connectedAt), lastActiveAt: new Date(lastActiveAt), identity }
}

/** On demand: the SDK is an optional peer, and only needed here. */
function requireSdk(): ManagementSdk {
  return sdk.require('FakeWebSocketManagement.client()', requirePeer)
}
