import type { RegisteredConnection } from '../connection-registry.ts'

/** A connection as DynamoDB has it: once as itself, and once in every group that it belongs to. */
export interface ConnectionItem {
  readonly PK: { readonly S: string }
  readonly SK: { readonly S: string }
  readonly connectionId: { readonly S: string }
  readonly endpoint: { readonly S: string }
  readonly tenantId: { readonly S: string }
  readonly userId?: { readonly S: string }
  readonly channels: { readonly L: { readonly S: string }[] }
  /** Which writing of the connection this is; of use in its own item. */
  readonly revision: { readonly N: string }
  /** Epoch milliseconds. */
  readonly addedAt: { readonly N: string }
  /** Epoch seconds. */
  readonly ttl: { readonly N: string }
}

export interface ItemKey {
  readonly PK: { readonly S: string }
  readonly SK: { readonly S: string }
}

/** The key of the item of the connection itself. */
export function connectionKey(connectionId: string): ItemKey {
  return { PK: { S: `CONNECTION#${connectionId}` }, SK: { S: 'CONNECTION' } }
}

export function channelPartition(tenantId: string, channel: string): string {
  return `CHANNEL#${encodeURIComponent(tenantId)}#${channel}`
}

export function userPartition(tenantId: string, userId: string): string {
  return `USER#${encodeURIComponent(tenantId)}#${userId}`
}

/** The keys of the items that make a connection a member of its channels and of its user. */
export function membershipKeys(
  connection: Pick<RegisteredConnection, 'connectionId' | 'tenantId' | 'channels' | 'userId'>,
): readonly ItemKey[] {
  const { connectionId, tenantId, channels, userId } = connection
  const partitions = channels.map((channel) => channelPartition(tenantId, channel))
  if (userId !== undefined) partitions.push(userPartition(tenantId, userId))
  return partitions.map((partition) => ({
    PK: { S: partition },
    SK: { S: `CONNECTION#${connectionId}` },
  }))
}

export function connectionItem(
  key: ItemKey,
  connection: RegisteredConnection,
  {
    revision,
    addedAt,
    ttlMs,
  }: { readonly revision: number; readonly addedAt: number; readonly ttlMs: number },
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
    ttl: { N: String(Math.ceil((addedAt + ttlMs) / 1000)) },
  }
}

export function connectionOf(item: ConnectionItem): RegisteredConnection {
  return {
    connectionId: item.connectionId.S,
    endpoint: item.endpoint.S,
    tenantId: item.tenantId.S,
    channels: item.channels.L.map(({ S }) => S),
    ...(item.userId && { userId: item.userId.S }),
    addedAt: new Date(Number(item.addedAt.N)),
  }
}
