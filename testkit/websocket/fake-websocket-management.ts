import { createRequire } from 'node:module'
import { type Clock, systemClock } from '../../services/clock/clock.ts'
import { broadcast } from '../../services/websocket/broadcast.ts'
import type {
  BroadcastOptions,
  BroadcastResult,
  ConnectionInfo,
  MessageData,
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
import type { WebSocketFault } from './connection-script.ts'
import { type ConnectionAnswer, connectionRequestOf, errorAnswer } from './connections-wire.ts'
import { FakeConnections, type WebSocketCall } from './fake-connections.ts'
import { type SdkHandler, sdkHandler } from './sdk-handler.ts'

export interface FakeConnectionOptions {
  /** @defaultValue `203.0.113.7` */
  readonly sourceIp?: string | undefined
  /** @defaultValue `fake` */
  readonly userAgent?: string | undefined
}

export interface FakeWebSocketManagementOptions {
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined
  /** The endpoint of calls that name none. @defaultValue `https://api1234567.execute-api.us-east-1.amazonaws.com/prod` */
  readonly endpoint?: string | undefined
}

/**
 * The connections of a WebSocket API in memory: as the port itself, and under the real client of the SDK.
 *
 * A connection exists from `connect` to `disconnect`; any other is gone, as on API Gateway.
 *
 * @example
 * ```ts
 * const fake = new FakeWebSocketManagement()
 * fake.connect('ann')
 * await fake.broadcast(['ann', 'bob'], 'hello') // { sent: ['ann'], gone: ['bob'], failed: [] }
 * ```
 */
export class FakeWebSocketManagement implements WebSocketManagement {
  readonly endpoint: string
  readonly #connections: FakeConnections

  constructor(options: FakeWebSocketManagementOptions = {}) {
    this.#connections = new FakeConnections(options.clock ?? systemClock)
    this.endpoint = options.endpoint ?? 'https://api1234567.execute-api.us-east-1.amazonaws.com/prod'
  }

  /** Every call that arrived, the attempts of the SDK's client one by one. */
  get calls(): readonly WebSocketCall[] {
    return this.#connections.calls
  }

  /** Makes a connection exist. */
  connect(connectionId: string, options: FakeConnectionOptions = {}): void {
    assertConnectionId(connectionId)
    const { sourceIp = '203.0.113.7', userAgent = 'fake' } = options
    this.#connections.open(connectionId, { sourceIp, userAgent })
  }

  /** Makes a connection be gone. */
  disconnect(connectionId: string): void {
    this.#connections.close(connectionId)
  }

  isConnected(connectionId: string): boolean {
    return this.#connections.isOpen(connectionId)
  }

  /** What was posted to a connection, in order, whether it arrived or not. */
  postsTo(connectionId: string): readonly (string | Uint8Array)[] {
    return this.calls.flatMap((call) =>
      call.connectionId === connectionId && call.data !== undefined ? [call.data] : [],
    )
  }

  /**
   * Makes calls to come go wrong.
   * @returns a function that takes the fault back
   */
  inject(fault: WebSocketFault): () => void {
    return this.#connections.script.inject(fault)
  }

  /** Forgets calls, connections and faults. */
  reset(): void {
    this.#connections.reset()
  }

  /** The same connections as they are managed at `endpoint`: give it to `webSocketManagement` as `management`. */
  readonly at = (endpoint: string): WebSocketManagement => {
    const post = async (connectionId: string, bytes: Uint8Array): Promise<void> => {
      this.#answered({ operation: 'PostToConnection', endpoint, connectionId }, bytes)
    }
    return {
      postToConnection: async (connectionId, data) => {
        assertConnectionId(connectionId)
        await post(connectionId, encodeMessage(data))
      },
      getConnection: async (connectionId) =>
        connectionInfo(this.#answered({ operation: 'GetConnection', endpoint, connectionId })),
      deleteConnection: async (connectionId) => {
        this.#answered({ operation: 'DeleteConnection', endpoint, connectionId })
      },
      broadcast: async (connectionIds, data, options) => {
        const bytes = encodeMessage(data)
        return broadcast(connectionIds, (connectionId) => post(connectionId, bytes), options)
      },
    }
  }

  postToConnection(connectionId: string, data: MessageData): Promise<void> {
    return this.at(this.endpoint).postToConnection(connectionId, data)
  }

  getConnection(connectionId: string): Promise<ConnectionInfo> {
    return this.at(this.endpoint).getConnection(connectionId)
  }

  deleteConnection(connectionId: string): Promise<void> {
    return this.at(this.endpoint).deleteConnection(connectionId)
  }

  broadcast(
    connectionIds: Iterable<string>,
    data: MessageData,
    options?: BroadcastOptions,
  ): Promise<BroadcastResult> {
    return this.at(this.endpoint).broadcast(connectionIds, data, options)
  }

  /**
   * A handler for any client of the SDK, whose requests these connections then answer: everything above it is the
   * SDK's own, retries included. Such as `clientOptions: { requestHandler: fake.requestHandler() }`.
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
   * A real client of the SDK that these connections answer.
   *
   * Errors: `peer.missing` where `@aws-sdk/client-apigatewaymanagementapi` is not installed.
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

  /** The body of the answer; throws what the client of the SDK would have made of an error. */
  #answered(call: Omit<WebSocketCall, 'data'>, bytes?: Uint8Array): string {
    assertConnectionId(call.connectionId)
    let answer: ConnectionAnswer
    try {
      answer = this.#connections.answer(call, bytes)
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

function connectionInfo(body: string): ConnectionInfo {
  const { connectedAt, lastActiveAt, identity } = JSON.parse(body)
  return { connectedAt: new Date(connectedAt), lastActiveAt: new Date(lastActiveAt), identity }
}

/** The SDK is an optional peer: the port does without it. */
function requireSdk(): ManagementSdk {
  return sdk.require('FakeWebSocketManagement.client()', createRequire(import.meta.url))
}
