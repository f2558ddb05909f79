import {
  type BroadcastMeans,
  type BroadcastToOptions,
  broadcastTo,
} from '../../services/websocket/broadcast-to.ts'
import type {
  ChannelTarget,
  ConnectionRegistry,
  PresentConnection,
  UserTarget,
} from '../../services/websocket/connection-registry.ts'
import type {
  BroadcastResult,
  MessageData,
  WebSocketCallOptions,
  WebSocketManagement,
} from '../../services/websocket/management.ts'
import { eachOf, signalOf, untilAborted } from '../../services/websocket/until-aborted.ts'
import type { InvocationBound } from './invocation-bound.ts'
import type { Membership } from './membership.ts'

/**
 * The connections of the API of this invocation, and among them the one that the event is about. No call goes
 * on past the end of the invocation: it is cut off shortly before, with `websocket.unavailable`.
 */
export interface WebSocketConnection extends WebSocketManagement {
  /**
   * The URL of the management API for this invocation's connections, such as
   * `https://abc.execute-api.us-east-1.amazonaws.com/prod`.
   */
  readonly endpoint: string
  /** `undefined` outside a WebSocket event. */
  readonly connectionId: string | undefined
  /**
   * Sends to this connection. While `$connect` runs, the connection does not exist yet: `websocket.gone`.
   *
   * Errors: `websocket.invalid_connection` outside a WebSocket event, and those of `postToConnection`.
   */
  post(data: MessageData, options?: WebSocketCallOptions): Promise<void>
  /** Closes this connection. */
  close(options?: WebSocketCallOptions): Promise<void>
  /**
   * Adds this connection to channels. While `$connect` runs, they are added to those that `register` returns.
   *
   * Errors: `websocket.gone` if the connection is not registered.
   * @throws TypeError if the middleware has no `registry`
   */
  join(...channels: string[]): Promise<void>
  /**
   * Removes this connection from channels.
   * @throws TypeError if the middleware has no `registry`
   */
  leave(...channels: string[]): Promise<void>
  /**
   * The channels that this connection is in. While `$connect` runs, those that it has joined.
   * @throws TypeError if the middleware has no `registry`
   */
  channels(): Promise<readonly string[]>
  /**
   * Sends to every connection in a channel or of a user, by default of this connection's tenant. Connections
   * that are gone are removed from the registry, 30 s after they were added at the earliest.
   * @throws TypeError if the middleware has no `registry`
   */
  broadcastTo(
    target: ChannelTarget | UserTarget,
    data: MessageData,
    options?: BroadcastToOptions,
  ): Promise<BroadcastResult>
  /**
   * The connections in a channel or of a user, by default of this connection's tenant.
   * @throws TypeError if the middleware has no `registry`
   */
  present(
    target: ChannelTarget | UserTarget,
    options?: WebSocketCallOptions,
  ): AsyncIterable<PresentConnection>
}

export interface WebSocketConnectionParts {
  readonly endpoint: string
  readonly connectionId: string | undefined
  readonly management: WebSocketManagement
  readonly registry: ConnectionRegistry | undefined
  /** Of this connection; `undefined` without a registry. */
  readonly membership: Membership | undefined
  readonly managementAt: BroadcastMeans['management']
  readonly clock: BroadcastMeans['clock']
  readonly bound: InvocationBound
  /** The tenant of this connection, if it has one. */
  readonly tenantId: () => Promise<string | undefined>
}

export function webSocketConnection(parts: WebSocketConnectionParts): WebSocketConnection {
  const { endpoint, connectionId, management, managementAt, bound, clock } = parts
  // An event without a connection has an empty ID here, which is rejected.
  const own = connectionId ?? ''

  /** Rejects in time even if `call` does not obey the signal. */
  const cutOff = async <TResult>(
    method: string,
    options: WebSocketCallOptions | undefined,
    call: (options: WebSocketCallOptions) => Promise<TResult>,
  ): Promise<TResult> =>
    bound(signalOf(method, options), (signal) => untilAborted(signal, () => call({ signal })))

  const post = (id: string, data: MessageData, options?: WebSocketCallOptions): Promise<void> =>
    cutOff('post', options, (bounded) => management.postToConnection(id, data, bounded))
  const close = (id: string, options?: WebSocketCallOptions): Promise<void> =>
    cutOff('close', options, (bounded) => management.deleteConnection(id, bounded))

  const registered = async <TTarget extends ChannelTarget | UserTarget>(method: string, target: TTarget) => ({
    registry: given(method, parts.registry),
    target: { ...target, tenantId: target.tenantId ?? (await parts.tenantId()) },
  })

  return {
    endpoint,
    connectionId,
    postToConnection: post,
    getConnection: (id, options) =>
      cutOff('getConnection', options, (bounded) => management.getConnection(id, bounded)),
    deleteConnection: close,
    broadcast: async (ids, data, options) =>
      bound(signalOf('broadcast', { signal: options?.signal }), (signal) =>
        management.broadcast(ids, data, { ...options, signal }),
      ),
    post: (data, options) => post(own, data, options),
    close: (options) => close(own, options),
    join: async (...channels) => {
      const { join } = given('join', parts.membership)
      return cutOff('join', undefined, () => join(channels))
    },
    leave: async (...channels) => {
      const { leave } = given('leave', parts.membership)
      return cutOff('leave', undefined, () => leave(channels))
    },
    channels: async () => {
      const { channels } = given('channels', parts.membership)
      return cutOff('channels', undefined, () => channels())
    },
    async broadcastTo(to, data, options) {
      return bound(signalOf('broadcastTo', { signal: options?.signal }), async (signal) => {
        const { registry, target } = await untilAborted(signal, () => registered('broadcastTo', to))
        return broadcastTo({ registry, management: managementAt, clock }, target, data, {
          ...options,
          signal,
        })
      })
    },
    async *present(of, options) {
      const inTime = <TResult>(call: () => Promise<TResult>) => cutOff('present', options, call)
      const { registry, target } = await inTime(() => registered('present', of))
      yield* eachOf(registry.present(target), inTime)
    },
  }
}

function given<TPart>(method: string, part: TPart | undefined): TPart {
  if (part) return part
  throw new TypeError(`${method} needs the option 'registry' of webSocketManagement`)
}
