import { isAppTheoryError } from '../../errors.ts'
import { checkOptions } from '../options/check-options.ts'
import { broadcast } from './broadcast.ts'
import { ConnectionOrder } from './connection-order.ts'
import { missingRegion } from './endpoint.ts'
import type {
  BroadcastOptions,
  BroadcastResult,
  ConnectionInfo,
  MessageData,
  WebSocketCallOptions,
  WebSocketManagement,
} from './management.ts'
import { managementError } from './management-error.ts'
import { assertConnectionId, encodeMessage } from './message.ts'
import { sdk } from './sdk.ts'
import {
  callSignal,
  clientOptionRules,
  sdkClientOf,
  type WebSocketManagementClientOptions,
} from './sdk-client.ts'
import type { ApiGatewayManagementApiClient, GetConnectionCommandOutput } from './sdk-types.ts'
import { type Command, watchPhase } from './send-phase.ts'
import { Slots } from './slots.ts'
import { signalOf, untilAborted } from './until-aborted.ts'
import { refusal } from './websocket-error.ts'

export { createSdkClient } from './sdk-client.ts'

// The SDK's own agent has as many. It counts the wait for one of them as time to connect.
const MAX_SOCKETS = 50

/**
 * Manages the connections of one WebSocket API through `@aws-sdk/client-apigatewaymanagementapi`.
 *
 * Errors: the codes `websocket.*`; `peer.missing` if the SDK's client is not installed. The constructor
 * throws `websocket.missing_endpoint` and `websocket.invalid_endpoint`.
 *
 * @example
 * ```ts
 * const connections = new WebSocketManagementClient({ endpoint: 'wss://chat.example.com' })
 * const { gone } = await connections.broadcast(['L0SM9cOFvHcCIhw='], { text: 'hello' })
 * ```
 *
 * @throws TypeError that names the option
 */
export class WebSocketManagementClient implements WebSocketManagement {
  readonly #client: () => ApiGatewayManagementApiClient | Promise<ApiGatewayManagementApiClient>
  readonly #order: ConnectionOrder = new ConnectionOrder()
  /** Only for a request handler that was made here: others have their own number of sockets. */
  readonly #sockets: Slots | undefined
  #hasRegion = false

  constructor(options: WebSocketManagementClientOptions) {
    checkOptions('WebSocketManagementClient', options, clientOptionRules)
    this.#client = sdkClientOf(options)
    const isOurs = !options.client && !options.clientOptions?.requestHandler
    this.#sockets = isOurs ? new Slots(MAX_SOCKETS) : undefined
  }

  /**
   * Sends `data`, at most 128 KB: text and bytes as they are, anything else as JSON.
   * @throws AppTheoryError `websocket.gone`, `websocket.invalid_data`, `websocket.payload_too_large`,
   * `websocket.throttled`, `websocket.forbidden`, `websocket.unavailable`, or another code `websocket.*` of
   * `docs/errors.md`
   */
  async postToConnection(
    connectionId: string,
    data: MessageData,
    options?: WebSocketCallOptions,
  ): Promise<void> {
    assertConnectionId(connectionId)
    await this.#post(connectionId, encodeMessage(data), signalOf('postToConnection', options))
  }

  /**
   * When a client connected and was last active, and where it connected from.
   * @throws AppTheoryError `websocket.gone`, `websocket.throttled`, `websocket.forbidden`,
   * `websocket.unavailable`, or another code `websocket.*` of `docs/errors.md`
   */
  async getConnection(connectionId: string, options?: WebSocketCallOptions): Promise<ConnectionInfo> {
    assertConnectionId(connectionId)
    const output = await this.#call(
      () => new sdk.module.GetConnectionCommand({ ConnectionId: connectionId }),
      (client, command, http) => client.send(command, http),
      signalOf('getConnection', options),
    )
    return connectionInfo(output)
  }

  /**
   * Closes the connection, after the messages that are being sent to it.
   * @throws AppTheoryError `websocket.gone`, `websocket.throttled`, `websocket.forbidden`,
   * `websocket.unavailable`, or another code `websocket.*` of `docs/errors.md`
   */
  async deleteConnection(connectionId: string, options?: WebSocketCallOptions): Promise<void> {
    assertConnectionId(connectionId)
    const signal = signalOf('deleteConnection', options)
    const close = async (): Promise<unknown> =>
      this.#call(
        () => new sdk.module.DeleteConnectionCommand({ ConnectionId: connectionId }),
        (client, command, http) => client.send(command, http),
        signal,
      ).catch(unlessClosedBefore)
    await this.#order.run(connectionId, close, signal)
  }

  /**
   * Sends `data` to each of `connectionIds`, once, at most `concurrency` at a time. A connection that fails
   * is in the result; only an error of `data` itself is thrown.
   * @throws AppTheoryError `websocket.invalid_data`, `websocket.payload_too_large`
   * @throws TypeError that names the option
   */
  async broadcast(
    connectionIds: Iterable<string>,
    data: MessageData,
    options?: BroadcastOptions,
  ): Promise<BroadcastResult> {
    const bytes = encodeMessage(data)
    const send = async (connectionId: string): Promise<void> => {
      assertConnectionId(connectionId)
      await this.#post(connectionId, bytes, options?.signal)
    }
    return broadcast(connectionIds, send, options)
  }

  async #post(connectionId: string, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    const post = async (): Promise<unknown> =>
      this.#call(
        () => new sdk.module.PostToConnectionCommand({ ConnectionId: connectionId, Data: bytes }),
        (client, command, http) => client.send(command, http),
        signal,
      )
    await this.#order.run(connectionId, post, signal)
  }

  async #call<TCommand extends Command, TOutput>(
    makeCommand: () => TCommand,
    send: (client: ApiGatewayManagementApiClient, command: TCommand, http: HttpOptions) => Promise<TOutput>,
    signal: AbortSignal | undefined,
  ): Promise<TOutput> {
    return untilAborted(signal, async () => {
      const client = await this.#client()
      await this.#assertRegion(client)
      const command = makeCommand()
      const phase = watchPhase(command, { sockets: this.#sockets, signal })
      try {
        if (!signal) return await send(client, command, {})
        return await callSignal.run(signal, () => send(client, command, { abortSignal: signal }))
      } catch (error) {
        throw managementError(error, phase())
      }
    })
  }

  async #assertRegion(client: ApiGatewayManagementApiClient): Promise<void> {
    if (this.#hasRegion) return
    const region = await client.config.region().catch((): undefined => undefined)
    if (!region) throw missingRegion()
    this.#hasRegion = true
  }
}

/** As the clients of the SDK take it. */
interface HttpOptions {
  readonly abortSignal?: AbortSignal
}

/** If an earlier attempt closed the connection and its answer was lost, the connection is gone by now. */
function unlessClosedBefore(error: unknown): void {
  if (isAppTheoryError(error, 'websocket.gone')) {
    const { $metadata } = error.cause as { $metadata?: { attempts?: number } }
    if (($metadata?.attempts ?? 1) > 1) return
  }
  throw error
}

function connectionInfo(output: GetConnectionCommandOutput): ConnectionInfo {
  const { ConnectedAt, LastActiveAt, Identity } = output
  if (!ConnectedAt) {
    throw refusal(
      'websocket.invalid_endpoint',
      'the endpoint does not serve the @connections of a WebSocket API',
    )
  }
  return {
    connectedAt: ConnectedAt,
    ...(LastActiveAt && { lastActiveAt: LastActiveAt }),
    identity: { sourceIp: Identity?.SourceIp ?? '', userAgent: Identity?.UserAgent ?? '' },
  }
}
