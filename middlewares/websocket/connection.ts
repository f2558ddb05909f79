import { type BroadcastMeans, broadcastTo } from '../../services/websocket/broadcast-to.ts'
import type { ChannelTarget, UserTarget } from '../../services/websocket/connection-registry.ts'
import type {
  BroadcastOptions,
  BroadcastResult,
  MessageData,
  WebSocketManagement,
} from '../../services/websocket/management.ts'

/** The connections of the API of this invocation, and among them the one that it is about. */
export interface WebSocketConnection extends WebSocketManagement {
  readonly endpoint: string
  /** None outside a WebSocket event. */
  readonly connectionId: string | undefined
  /**
   * Sends to this connection. While `$connect` runs it does not exist yet: `websocket.gone`.
   *
   * Errors: `websocket.invalid_connection` outside a WebSocket event, and those of `postToConnection`.
   */
  post(data: MessageData): Promise<void>
  /** Closes this connection. */
  close(): Promise<void>
  /**
   * Sends to every connection in a channel or of a user, by default of this connection's tenant, and removes
   * those from the registry that have been gone for 30 s or more.
   * @throws TypeError where the middleware has no `registry`
   */
  broadcastTo(
    target: ChannelTarget | UserTarget,
    data: MessageData,
    options?: BroadcastOptions,
  ): Promise<BroadcastResult>
}

export interface WebSocketConnectionParts {
  readonly endpoint: string
  readonly connectionId: string | undefined
  readonly management: WebSocketManagement
  readonly registry: BroadcastMeans['registry'] | undefined
  readonly managementAt: BroadcastMeans['management']
  readonly clock: BroadcastMeans['clock']
  /** The tenant of this connection, where one is known. */
  readonly tenantId: () => Promise<string | undefined>
}

export function webSocketConnection(parts: WebSocketConnectionParts): WebSocketConnection {
  const { endpoint, connectionId, management, registry, managementAt } = parts
  // Refused as blank where there is none.
  const own = connectionId ?? ''
  return {
    endpoint,
    connectionId,
    postToConnection: (id, data) => management.postToConnection(id, data),
    getConnection: (id) => management.getConnection(id),
    deleteConnection: (id) => management.deleteConnection(id),
    broadcast: (ids, data, options) => management.broadcast(ids, data, options),
    post: (data) => management.postToConnection(own, data),
    close: () => management.deleteConnection(own),
    async broadcastTo(target, data, options) {
      if (!registry) throw new TypeError("broadcastTo needs the option 'registry' of webSocketManagement")
      const tenantId = target.tenantId ?? (await parts.tenantId())
      const means = { registry, management: managementAt, clock: parts.clock }
      return broadcastTo(means, { ...target, tenantId }, data, options)
    },
  }
}
