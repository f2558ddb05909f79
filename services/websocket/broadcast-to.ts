import type {
  ChannelTarget,
  ConnectionRegistry,
  RegisteredConnection,
  UserTarget,
} from './connection-registry.ts'
import type { BroadcastOptions, BroadcastResult, MessageData, WebSocketManagement } from './management.ts'

export interface BroadcastMeans {
  readonly registry: ConnectionRegistry
  /** The management of the connections at an endpoint. */
  readonly management: (endpoint: string) => WebSocketManagement | Promise<WebSocketManagement>
}

/**
 * Sends `data` to every connection in a channel or of a user, whichever API it belongs to, and removes from the
 * registry those that turn out to be gone. What a failure to remove throws is ignored: the next broadcast tries
 * again.
 */
export async function broadcastTo(
  { registry, management }: BroadcastMeans,
  target: ChannelTarget | UserTarget,
  data: MessageData,
  options: BroadcastOptions = {},
): Promise<BroadcastResult> {
  const members = 'channel' in target ? registry.byChannel(target) : registry.byUser(target)
  const onGone = async (connectionId: string): Promise<void> => {
    try {
      await registry.remove(connectionId)
    } finally {
      await options.onGone?.(connectionId)
    }
  }
  const result: BroadcastResult = { sent: [], gone: [], failed: [] }
  for (const [endpoint, connectionIds] of await byEndpoint(members)) {
    const connections = await management(endpoint)
    const { sent, gone, failed } = await connections.broadcast(connectionIds, data, { ...options, onGone })
    for (const connectionId of sent) result.sent.push(connectionId)
    for (const connectionId of gone) result.gone.push(connectionId)
    for (const failure of failed) result.failed.push(failure)
  }
  return result
}

async function byEndpoint(
  connections: AsyncIterable<RegisteredConnection>,
): Promise<ReadonlyMap<string, string[]>> {
  const endpoints = new Map<string, string[]>()
  for await (const { endpoint, connectionId } of connections) {
    const connectionIds = endpoints.get(endpoint)
    if (connectionIds) connectionIds.push(connectionId)
    else endpoints.set(endpoint, [connectionId])
  }
  return endpoints
}
