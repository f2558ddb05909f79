import { type Clock, systemClock } from '../clock/clock.ts'
import { checkOptions } from '../options/check-options.ts'
import { eitherOf, listOf, nonEmptyString, type OptionRulesOf } from '../options/option-rules.ts'
import { broadcastRules } from './broadcast.ts'
import {
  type ChannelTarget,
  type ConnectionRegistry,
  HANDSHAKE_MS,
  type RegisteredConnection,
  type UserTarget,
} from './connection-registry.ts'
import type { BroadcastOptions, BroadcastResult, MessageData, WebSocketManagement } from './management.ts'
import { encodeMessage } from './message.ts'
import { eachOf, untilAborted } from './until-aborted.ts'

/** What {@link broadcastTo} needs: where connections are registered, and how to reach them. */
export interface BroadcastMeans {
  /** Finds the connections of the target. Those that are gone are removed from it. */
  readonly registry: Pick<ConnectionRegistry, 'byChannel' | 'byUser' | 'remove'>
  /** The management of the connections at an endpoint. */
  readonly management: (endpoint: string) => WebSocketManagement | Promise<WebSocketManagement>
  /** Decides which connections are too new to be removed. Use the registry's. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

/** The options of {@link broadcastTo}. */
export interface BroadcastToOptions extends BroadcastOptions {
  /** IDs of connections that get nothing, such as the sender. @defaultValue none */
  readonly except?: string | readonly string[] | undefined
}

const optionRules: OptionRulesOf<BroadcastToOptions> = {
  ...broadcastRules,
  except: eitherOf(nonEmptyString, listOf(nonEmptyString)),
}

/**
 * Sends `data` to every connection in a channel or of a user, at any endpoint, and removes connections that
 * are gone from the registry. A connection that was added less than 30 s ago stays: while its `$connect`
 * runs, API Gateway reports it as gone. If a removal fails, the next broadcast tries again.
 *
 * If an endpoint cannot be managed, its connections are in `failed`. An error of `data` itself is thrown.
 *
 * @example
 * ```ts
 * const registry = new DynamoDBConnectionRegistry({ tableName: 'connections' })
 * const means = { registry, management: (endpoint: string) => new WebSocketManagementClient({ endpoint }) }
 * const { sent, gone, failed } = await broadcastTo(means, { channel: 'news' }, { headline: 'hello' })
 * ```
 *
 * @throws TypeError that names the option (rejects)
 * @throws AppTheoryError `websocket.invalid_data`, `websocket.payload_too_large`,
 * `websocket.invalid_connection` (rejects)
 */
export async function broadcastTo(
  { registry, management, clock = systemClock }: BroadcastMeans,
  target: ChannelTarget | UserTarget,
  data: MessageData,
  options: BroadcastToOptions = {},
): Promise<BroadcastResult> {
  checkOptions('broadcastTo', options, optionRules)
  encodeMessage(data)
  const { except = [], ...broadcastOptions } = options
  const { signal } = options
  const found = 'channel' in target ? registry.byChannel(target) : registry.byUser(target)
  const inTime = eachOf(found, (next) => untilAborted(signal, next))
  const excluded = new Set(typeof except === 'string' ? [except] : except)
  const { endpoints, connecting } = await membersOf(inTime, excluded, clock.now())
  const onGone = async (connectionId: string): Promise<void> => {
    try {
      if (!connecting.has(connectionId)) await registry.remove(connectionId)
    } finally {
      await options.onGone?.(connectionId)
    }
  }
  const result: BroadcastResult = { sent: [], gone: [], failed: [] }
  for (const [endpoint, connectionIds] of endpoints) {
    const connections = await managementOrError(management, endpoint, signal)
    if ('error' in connections) {
      const { error } = connections
      for (const connectionId of connectionIds) result.failed.push({ connectionId, error })
      continue
    }
    const { sent, gone, failed } = await connections.broadcast(connectionIds, data, {
      ...broadcastOptions,
      onGone,
    })
    for (const connectionId of sent) result.sent.push(connectionId)
    for (const connectionId of gone) result.gone.push(connectionId)
    for (const failure of failed) result.failed.push(failure)
  }
  return result
}

/** An endpoint that fails may not hide what was sent to the others. */
async function managementOrError(
  management: BroadcastMeans['management'],
  endpoint: string,
  signal: AbortSignal | undefined,
): Promise<WebSocketManagement | { readonly error: unknown }> {
  try {
    return await untilAborted(signal, () => management(endpoint))
  } catch (error) {
    return { error }
  }
}

interface Members {
  readonly endpoints: ReadonlyMap<string, readonly string[]>
  /** Connections that may not exist yet. */
  readonly connecting: ReadonlySet<string>
}

async function membersOf(
  found: AsyncIterable<RegisteredConnection>,
  excluded: ReadonlySet<string>,
  now: number,
): Promise<Members> {
  const endpoints = new Map<string, string[]>()
  const connecting = new Set<string>()
  for await (const { endpoint, connectionId, addedAt } of found) {
    if (excluded.has(connectionId)) continue
    const connectionIds = endpoints.get(endpoint)
    if (connectionIds) connectionIds.push(connectionId)
    else endpoints.set(endpoint, [connectionId])
    if (addedAt && now - addedAt.getTime() < HANDSHAKE_MS) connecting.add(connectionId)
  }
  return { endpoints, connecting }
}
