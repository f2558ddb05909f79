import { type Clock, systemClock } from '../clock/clock.ts'
import { assertBroadcastOptions } from './broadcast.ts'
import {
  type ChannelTarget,
  type ConnectionRegistry,
  HANDSHAKE_MS,
  type RegisteredConnection,
  type UserTarget,
} from './connection-registry.ts'
import type { BroadcastOptions, BroadcastResult, MessageData, WebSocketManagement } from './management.ts'
import { encodeMessage } from './message.ts'

export interface BroadcastMeans {
  readonly registry: ConnectionRegistry
  /** The management of the connections at an endpoint. */
  readonly management: (endpoint: string) => WebSocketManagement | Promise<WebSocketManagement>
  /** Says which connections are too new to be pruned; the registry's own. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

/**
 * Sends `data` to every connection in a channel or of a user, whichever API it belongs to, and removes from the
 * registry those that turn out to be gone: except in the 30 s after they were added, since while its `$connect`
 * runs a connection is gone as well. What a failure to remove throws is ignored: the next broadcast tries again.
 * Where an endpoint cannot be managed its connections have failed with that error; what is wrong with `data` itself is thrown.
 */
export async function broadcastTo(
  { registry, management, clock = systemClock }: BroadcastMeans,
  target: ChannelTarget | UserTarget,
  data: MessageData,
  options: BroadcastOptions = {},
): Promise<BroadcastResult> {
  // Whoever is there, or nobody.
  assertBroadcastOptions(options)
  encodeMessage(data)
  const found = 'channel' in target ? registry.byChannel(target) : registry.byUser(target)
  const { endpoints, connecting } = await membersOf(found, clock.now())
  const onGone = async (connectionId: string): Promise<void> => {
    try {
      if (!connecting.has(connectionId)) await registry.remove(connectionId)
    } finally {
      await options.onGone?.(connectionId)
    }
  }
  const result: BroadcastResult = { sent: [], gone: [], failed: [] }
  for (const [endpoint, connectionIds] of endpoints) {
    const connections = await managementOrError(management, endpoint)
    if ('error' in connections) {
      const { error } = connections
      result.failed.push(...connectionIds.map((connectionId) => ({ connectionId, error })))
      continue
    }
    const { sent, gone, failed } = await connections.broadcast(connectionIds, data, { ...options, onGone })
    for (const connectionId of sent) result.sent.push(connectionId)
    for (const connectionId of gone) result.gone.push(connectionId)
    for (const failure of failed) result.failed.push(failure)
  }
  return result
}

/** One endpoint must not hide what was sent to the others. */
async function managementOrError(
  management: BroadcastMeans['management'],
  endpoint: string,
): Promise<WebSocketManagement | { readonly error: unknown }> {
  try {
    return await management(endpoint)
  } catch (error) {
    return { error }
  }
}

interface Members {
  readonly endpoints: ReadonlyMap<string, readonly string[]>
  /** Those that may not exist yet. */
  readonly connecting: ReadonlySet<string>
}

async function membersOf(found: AsyncIterable<RegisteredConnection>, now: number): Promise<Members> {
  const endpoints = new Map<string, string[]>()
  const connecting = new Set<string>()
  for await (const { endpoint, connectionId, addedAt } of found) {
    const connectionIds = endpoints.get(endpoint)
    if (connectionIds) connectionIds.push(connectionId)
    else endpoints.set(endpoint, [connectionId])
    if (addedAt && now - addedAt.getTime() < HANDSHAKE_MS) connecting.add(connectionId)
  }
  return { endpoints, connecting }
}
