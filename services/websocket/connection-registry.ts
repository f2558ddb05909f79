import { assertConnectionId } from './message.ts'
import { refusal } from './websocket-error.ts'

/** An open connection, its tenant and its user. */
export interface RegisteredConnection {
  /** The ID that API Gateway gave the connection: `requestContext.connectionId`. */
  readonly connectionId: string
  /** The endpoint that manages it: connections of one registry may belong to different APIs. */
  readonly endpoint: string
  /** The tenant that the connection belongs to. Channels and users are looked up within it. */
  readonly tenantId: string
  /**
   * The channels that it is added to: at most 90, with names of at most 32 KB together. It can join more
   * later.
   */
  readonly channels: readonly string[]
  /** The user behind the connection, for `byUser`. Absent if the user is not known. */
  readonly userId?: string
  /** When the connection was added. The registry sets it; absent in what `add` is given. */
  readonly addedAt?: Date
}

/** The options of `ConnectionRegistry.add`. */
export interface AddOptions {
  /**
   * When the client connected. With it, the connection is not added if it has disconnected meanwhile.
   * @defaultValue when it is added
   */
  readonly connectedAt?: Date | undefined
}

/** The options of `ConnectionRegistry.remove`. */
export interface RemoveOptions {
  /**
   * Whether the client has disconnected. If the connection is not registered yet, an `add` for a client that
   * connected before is then ignored, for 5 minutes.
   * @defaultValue false
   */
  readonly disconnected?: boolean | undefined
}

/** The connections in a channel of a tenant. */
export interface ChannelTarget {
  /** The name of the channel, at most 512 bytes. */
  readonly channel: string
  /** The tenant whose channel is meant. @defaultValue `default` */
  readonly tenantId?: string | undefined
}

/** The connections of a user of a tenant. */
export interface UserTarget {
  /** The user, as `add` got it. */
  readonly userId: string
  /** The tenant whose user is meant. @defaultValue `default` */
  readonly tenantId?: string | undefined
}

/** A connection that is open now, without what only a sender needs. */
export interface PresentConnection {
  /** The ID that API Gateway gave the connection. */
  readonly connectionId: string
  /** The user behind the connection. Absent if `add` got none. */
  readonly userId?: string
  /** When the client connected, or when the connection was added if `add` got no `connectedAt`. */
  readonly connectedAt: Date
}

/**
 * The open connections, and the channels that they are in. Tenants never see each other's connections.
 *
 * Errors: `websocket.invalid_connection` for an ID or a name that cannot be one; `websocket.unavailable`.
 */
export interface ConnectionRegistry {
  /** Adds a connection, or replaces it with all its channels. It expires a little more than 2 h later. */
  add(connection: RegisteredConnection, options?: AddOptions): Promise<void>
  /** Removes a connection from the registry and from its channels, if it is there. */
  remove(connectionId: string, options?: RemoveOptions): Promise<void>
  /**
   * Adds a connection to more channels. The names of all its channels have at most 256 KB together.
   *
   * Errors: `websocket.gone` if the connection is not registered.
   */
  join(connectionId: string, channels: readonly string[]): Promise<void>
  /** Removes a connection from some of its channels. */
  leave(connectionId: string, channels: readonly string[]): Promise<void>
  /** The channels that a connection is in now; none if it is not registered. */
  channels(connectionId: string): Promise<readonly string[]>
  /** The connections in a channel, each once. Their `channels` are those that they were added to. */
  byChannel(target: ChannelTarget): AsyncIterable<RegisteredConnection>
  /** The connections of a user, each once. Their `channels` are those that they were added to. */
  byUser(target: UserTarget): AsyncIterable<RegisteredConnection>
  /** The connections in a channel or of a user, each once. */
  present(target: ChannelTarget | UserTarget): AsyncIterable<PresentConnection>
}

/** The tenant of a connection that belongs to none. */
export const DEFAULT_TENANT_ID: string = 'default'

/**
 * How long a connection stays registered, in milliseconds: API Gateway closes it after 2 h, and `$disconnect`
 * is not guaranteed to arrive.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const CONNECTION_TTL_MS: number = (2 * 60 + 10) * 60_000

/**
 * How long after it was added a connection may not exist yet, in milliseconds. It is added while `$connect`
 * runs, for at most 29 s. It exists once API Gateway has the response.
 */
export const HANDSHAKE_MS: number = 30_000

/**
 * How long a disconnect is remembered, in milliseconds. API Gateway stops waiting for `$connect` after 29 s,
 * but its function may run on.
 */
export const DISCONNECT_MEMORY_MS: number = 5 * 60_000

// A connection with its channels must fit into one transaction of DynamoDB: 100 actions, and 4 MB, of which
// each item lists these channels.
const MAX_CHANNELS = 90
const MAX_CHANNEL_BYTES = 32 * 1024
// All channels of a connection are in one item of DynamoDB, which has at most 400 KB.
const MAX_CURRENT_CHANNEL_BYTES = 256 * 1024
// A key of DynamoDB has at most 2048 bytes: the longest channel, and its escaped tenant.
const MAX_ESCAPED_TENANT_BYTES = 1500

/** The connection with each channel once. Errors: `websocket.invalid_connection`. */
export function checkedConnection(connection: RegisteredConnection): RegisteredConnection {
  const { connectionId, endpoint, tenantId, userId } = connection
  assertConnectionId(connectionId)
  assertName('endpoint', endpoint)
  assertTenantId(tenantId)
  if (userId !== undefined) assertName('userId', userId)
  const channels = checkedChannels(connection.channels)
  if (channels.length > MAX_CHANNELS || bytesOf(channels) > MAX_CHANNEL_BYTES) throw invalid('channels')
  return { connectionId, endpoint, tenantId, channels, ...(userId !== undefined && { userId }) }
}

/** Each channel once. Errors: `websocket.invalid_connection`. */
export function checkedChannels(channels: readonly string[]): readonly string[] {
  if (!Array.isArray(channels)) throw invalid('channels')
  for (const channel of channels) assertName('channels', channel)
  return [...new Set(channels)]
}

/** All of a connection's channels fit into the registry. Errors: `websocket.invalid_connection`. */
export function assertChannelsFit(channels: Iterable<string>): void {
  if (bytesOf(channels) > MAX_CURRENT_CHANNEL_BYTES) throw invalid('channels')
}

function bytesOf(channels: Iterable<string>): number {
  let bytes = 0
  for (const channel of channels) bytes += Buffer.byteLength(channel)
  return bytes
}

/** A group of connections that can be looked up. */
export type Group =
  | { readonly tenantId: string; readonly channel: string }
  | { readonly tenantId: string; readonly userId: string }

/** The target with its tenant. Errors: `websocket.invalid_connection`. */
export function checkedTarget(target: ChannelTarget | UserTarget): Group {
  const { tenantId = DEFAULT_TENANT_ID } = target
  assertTenantId(tenantId)
  if ('channel' in target) {
    assertName('channel', target.channel)
    return { tenantId, channel: target.channel }
  }
  assertName('userId', target.userId)
  return { tenantId, userId: target.userId }
}

/** The name of a channel, user or tenant: a non-empty, well-formed string of at most 512 bytes in UTF-8. */
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

/** `websocket.gone` */
export function notRegistered(connectionId: string): Error {
  return refusal(
    'websocket.gone',
    'the connection is not registered: it has disconnected, has expired, or was never added',
    { connectionId },
  )
}
