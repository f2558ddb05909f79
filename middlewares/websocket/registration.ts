import { DEFAULT_TENANT_ID, type RegisteredConnection } from '../../services/websocket/connection-registry.ts'
import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'

/** What the registry stores of a connection, besides its ID and endpoint. */
export type Registration = Partial<Pick<RegisteredConnection, 'tenantId' | 'channels' | 'userId'>>

/** Tenant and user of the authorizer's answer. */
export function registrationByAuthorizer({ requestContext: { authorizer } }: WebSocketEvent): Registration {
  const { tenantId, principalId } = authorizer ?? {}
  return {
    ...(typeof tenantId === 'string' && { tenantId }),
    ...(typeof principalId === 'string' && { userId: principalId }),
  }
}

/**
 * The connection of a `$connect`, in the channels that it is registered with and those that it has joined.
 */
export function registeredConnection(
  { requestContext: { connectionId } }: WebSocketEvent,
  endpoint: string,
  { tenantId = DEFAULT_TENANT_ID, channels = [], userId }: Registration,
  joined: ReadonlySet<string>,
): RegisteredConnection {
  return {
    connectionId,
    endpoint,
    tenantId,
    channels: joined.size > 0 ? [...channels, ...joined] : channels,
    ...(userId !== undefined && { userId }),
  }
}

export function connectedAtOf({ requestContext: { connectedAt } }: WebSocketEvent): Date | undefined {
  return Number.isSafeInteger(connectedAt) ? new Date(connectedAt) : undefined
}
