export type { BroadcastMeans } from './broadcast-to.ts'
export { broadcastTo } from './broadcast-to.ts'
export type {
  ChannelTarget,
  ConnectionRegistry,
  RegisteredConnection,
  UserTarget,
} from './connection-registry.ts'
export type { AwsCredentials, CredentialsSource } from './credentials.ts'
export { normalizeEndpoint } from './endpoint.ts'
export type { EndpointRules, WebSocketOrigin } from './event-endpoint.ts'
export { endpointFromOrigin } from './event-endpoint.ts'
export type {
  BroadcastOptions,
  BroadcastResult,
  ConnectionInfo,
  MessageData,
  WebSocketManagement,
} from './management.ts'
export type { WebSocketManagementClientOptions } from './management-client.ts'
export { WebSocketManagementClient } from './management-client.ts'
export type { MemoryConnectionRegistryOptions } from './memory-connection-registry.ts'
export { MemoryConnectionRegistry } from './memory-connection-registry.ts'
export type { WebSocketEvent, WebSocketRequestContext } from './websocket-event.ts'
