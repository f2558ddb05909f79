import type { Group, PresentConnection, RegisteredConnection } from '../connection-registry.ts'

export interface ItemKey {
  readonly PK: { readonly S: string }
  readonly SK: { readonly S: string }
}

/**
 * A connection in the table: its own item, and the same again for every channel and user that it belongs to.
 */
export interface ConnectionItem extends ItemKey {
  readonly connectionId: { readonly S: string }
  readonly endpoint: { readonly S: string }
  readonly tenantId: { readonly S: string }
  readonly userId?: { readonly S: string }
  /** The channels that it was added to. */
  readonly channels: { readonly L: { readonly S: string }[] }
  /** Counts how often the connection was added. */
  readonly revision: { readonly N: string }
  /** Epoch milliseconds. */
  readonly addedAt: { readonly N: string }
  /** Epoch milliseconds; absent if it is that of `addedAt`. */
  readonly connectedAt?: { readonly N: string }
  /** Epoch seconds. */
  readonly ttl: { readonly N: string }
}

/** The connection's own item also says what has changed since it was added. */
export interface OwnItem extends ConnectionItem {
  /** Channels that it has joined, besides those that it was added to. */
  readonly joinedChannels?: { readonly SS: readonly string[] }
  /** Channels that it was added to and has left. */
  readonly leftChannels?: { readonly SS: readonly string[] }
  /** Counts these changes. */
  readonly changes?: { readonly N: string }
}

/** Stands in the place of a connection that disconnected before it was added. */
export interface DisconnectItem extends ItemKey {
  /** Epoch milliseconds. */
  readonly disconnectedAt: { readonly N: string }
  /** Epoch seconds. */
  readonly ttl: { readonly N: string }
}

export type StoredItem = OwnItem | DisconnectItem

/** The key of the connection's own item. */
export function connectionKey(connectionId: string): ItemKey {
  return { PK: { S: `CONNECTION#${connectionId}` }, SK: { S: 'CONNECTION' } }
}

export function partitionOf(group: Group): string {
  const tenant = encodeURIComponent(group.tenantId)
  return 'channel' in group ? `CHANNEL#${tenant}#${group.channel}` : `USER#${tenant}#${group.userId}`
}

export function memberKey(group: Group, connectionId: string): ItemKey {
  return { PK: { S: partitionOf(group) }, SK: { S: `CONNECTION#${connectionId}` } }
}

/** The keys of the items that make a connection a member of `channels` and of its user. */
export function memberKeys(
  { connectionId, tenantId, userId }: Omit<RegisteredConnection, 'channels'>,
  channels: readonly string[],
): readonly ItemKey[] {
  const groups: Group[] = channels.map((channel) => ({ tenantId, channel }))
  if (userId !== undefined) groups.push({ tenantId, userId })
  return groups.map((group) => memberKey(group, connectionId))
}

export interface AddedConnection {
  readonly connection: RegisteredConnection
  readonly revision: number
  readonly addedAt: number
  readonly connectedAt: Date | undefined
  readonly ttlMs: number
}

export function connectionItem(
  key: ItemKey,
  { connection, revision, addedAt, connectedAt, ttlMs }: AddedConnection,
): ConnectionItem {
  const { connectionId, endpoint, tenantId, channels, userId } = connection
  return {
    ...key,
    connectionId: { S: connectionId },
    endpoint: { S: endpoint },
    tenantId: { S: tenantId },
    ...(userId !== undefined && { userId: { S: userId } }),
    channels: { L: channels.map((channel) => ({ S: channel })) },
    revision: { N: String(revision) },
    addedAt: { N: String(addedAt) },
    ...(connectedAt && { connectedAt: { N: String(connectedAt.getTime()) } }),
    ttl: { N: String(Math.ceil((addedAt + ttlMs) / 1000)) },
  }
}

/** The same connection under another key. */
export function memberItem(
  key: ItemKey,
  { joinedChannels: _, leftChannels: __, changes: ___, ...item }: OwnItem,
): ConnectionItem {
  return { ...item, ...key }
}

export function disconnectItem(connectionId: string, now: number, memoryMs: number): DisconnectItem {
  return {
    ...connectionKey(connectionId),
    disconnectedAt: { N: String(now) },
    ttl: { N: String(Math.ceil((now + memoryMs) / 1000)) },
  }
}

export function isDisconnect(item: StoredItem): item is DisconnectItem {
  return 'disconnectedAt' in item
}

/** DynamoDB deletes expired items within days, and returns them until then. */
export function isExpired({ ttl }: Pick<ConnectionItem, 'ttl'>, now: number): boolean {
  return Number(ttl.N) <= now / 1000
}

export function addedChannels(item: ConnectionItem): readonly string[] {
  return item.channels.L.map(({ S }) => S)
}

/** The channels that the connection is in now. */
export function currentChannels(item: OwnItem): readonly string[] {
  const left = new Set(item.leftChannels?.SS)
  return [...addedChannels(item).filter((channel) => !left.has(channel)), ...(item.joinedChannels?.SS ?? [])]
}

export function connectionOf(item: ConnectionItem): RegisteredConnection {
  return {
    connectionId: item.connectionId.S,
    endpoint: item.endpoint.S,
    tenantId: item.tenantId.S,
    channels: addedChannels(item),
    ...(item.userId && { userId: item.userId.S }),
    addedAt: new Date(Number(item.addedAt.N)),
  }
}

export function presenceOf({
  connectionId,
  userId,
  connectedAt,
  addedAt,
}: ConnectionItem): PresentConnection {
  return {
    connectionId: connectionId.S,
    ...(userId && { userId: userId.S }),
    connectedAt: new Date(Number((connectedAt ?? addedAt).N)),
  }
}
