export type { BroadcastMeans, BroadcastToOptions } from './broadcast-to.ts'
export { broadcastTo } from './broadcast-to.ts'
export type {
  AddOptions,
  ChannelTarget,
  ConnectionRegistry,
  PresentConnection,
  RegisteredConnection,
  RemoveOptions,
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
  WebSocketCallOptions,
  WebSocketManagement,
} from './management.ts'
export { WebSocketManagementClient } from './management-client.ts'
export type { MemoryConnectionRegistryOptions } from './memory/memory-connection-registry.ts'
export { MemoryConnectionRegistry } from './memory/memory-connection-registry.ts'
export type { WebSocketManagementClientOptions } from './sdk-client.ts'
export type { WebSocketEvent, WebSocketRequestContext } from './websocket-event.ts'
