import { assertConnectionId } from './message.ts'
import { refusal } from './websocket-error.ts'

/** An open connection, and who should hear what is sent to whom. */
export interface RegisteredConnection {
  readonly connectionId: string
  /** Where it is managed; connections of one registry may belong to different APIs. */
  readonly endpoint: string
  readonly tenantId: string
  /** At most 90, whose names have at most 32 KB together. */
  readonly channels: readonly string[]
  readonly userId?: string
  /** When it was added: the registry says it of what it finds. */
  readonly addedAt?: Date
}

export interface ChannelTarget {
  readonly channel: string
  /** @defaultValue `default` */
  readonly tenantId?: string | undefined
}

export interface UserTarget {
  readonly userId: string
  /** @defaultValue `default` */
  readonly tenantId?: string | undefined
}

/** Knows which connections are open. Tenants never see one another's. */
export interface ConnectionRegistry {
  /** Adds a connection, or replaces what is known of it. It is forgotten a little more than 2 h later. */
  add(connection: RegisteredConnection): Promise<void>
  /** Forgets a connection. One that is not known is no error. */
  remove(connectionId: string): Promise<void>
  /** Those in a channel, each once. */
  byChannel(target: ChannelTarget): AsyncIterable<RegisteredConnection>
  /** Those of a user, each once. */
  byUser(target: UserTarget): AsyncIterable<RegisteredConnection>
}

/** The tenant of a connection that belongs to none. */
export const DEFAULT_TENANT_ID: string = 'default'

/**
 * How long a connection is remembered, in milliseconds: API Gateway closes it after 2 h, whether `$disconnect`
 * comes through or not.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const CONNECTION_TTL_MS: number = (2 * 60 + 10) * 60_000

/**
 * How long after it was added a connection may still not exist, in milliseconds: it is added while `$connect` runs,
 * which API Gateway gives 29 s, and until that has answered it is `websocket.gone`.
 */
export const HANDSHAKE_MS: number = 30_000

// A connection with all its channels must fit into one transaction of DynamoDB, which has 100 actions.
const MAX_CHANNELS = 90
// And so must what it says: 4 MB, and each of these items lists all channels.
const MAX_CHANNEL_BYTES = 32 * 1024
// A key of DynamoDB has at most 2048 bytes: those of the longest channel, and of its tenant, escaped.
const MAX_ESCAPED_TENANT_BYTES = 1500

/** The connection with each channel once. `websocket.invalid_connection` where a part of it is missing. */
export function checkedConnection(connection: RegisteredConnection): RegisteredConnection {
  const { connectionId, endpoint, tenantId, userId } = connection
  assertConnectionId(connectionId)
  assertName('endpoint', endpoint)
  assertTenantId(tenantId)
  if (userId !== undefined) assertName('userId', userId)
  if (!Array.isArray(connection.channels)) throw invalid('channels')
  const channels = [...new Set(connection.channels)]
  for (const channel of channels) assertName('channels', channel)
  const bytes = channels.reduce((sum, channel) => sum + Buffer.byteLength(channel), 0)
  if (channels.length > MAX_CHANNELS || bytes > MAX_CHANNEL_BYTES) throw invalid('channels')
  return { connectionId, endpoint, tenantId, channels, ...(userId !== undefined && { userId }) }
}

/** The target with its tenant. `websocket.invalid_connection` where a part of it is no name. */
export function checkedChannel({ tenantId = DEFAULT_TENANT_ID, channel }: ChannelTarget): {
  readonly tenantId: string
  readonly channel: string
} {
  assertTenantId(tenantId)
  assertName('channel', channel)
  return { tenantId, channel }
}

/** The target with its tenant. `websocket.invalid_connection` where a part of it is no name. */
export function checkedUser({ tenantId = DEFAULT_TENANT_ID, userId }: UserTarget): {
  readonly tenantId: string
  readonly userId: string
} {
  assertTenantId(tenantId)
  assertName('userId', userId)
  return { tenantId, userId }
}

/** The name of a channel, user or tenant: text that is not empty and has a form in UTF-8, of at most 512 bytes. */
function assertName(part: string, value: unknown): asserts value is string {
  const isText = typeof value === 'string' && value !== '' && value.isWellFormed()
  if (isText && Buffer.byteLength(value) <= 512) return
  throw invalid(part)
}

function assertTenantId(value: unknown): asserts value is string {
  assertName('tenantId', value)
  if (encodeURIComponent(value).length > MAX_ESCAPED_TENANT_BYTES) throw invalid('tenantId')
}

function invalid(part: string): Error {
  return refusal('websocket.invalid_connection', `${part} of a connection is missing, empty or too long`, {
    part,
  })
}
