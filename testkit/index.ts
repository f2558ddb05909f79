export type { HttpApiV2Input } from './events/http-api-v2.ts'
export { buildFunctionUrlEvent, buildHttpApiV2Event } from './events/http-api-v2.ts'
export type { HttpRequestInput } from './events/http-request.ts'
export type { WebSocketEventInput } from './events/websocket.ts'
export { buildWebSocketEvent } from './events/websocket.ts'
export type {
  CapacityTotals,
  DynamoDBException,
  FakeDynamoDBOptions,
  FakeDynamoDBServer,
  Fault,
  FaultError,
  LoggedRequest,
  OperationLog,
  OperationName,
  RequestOutcome,
} from './fake-dynamodb/index.ts'
export { FakeDynamoDB } from './fake-dynamodb/index.ts'
export type { HttpOutcome } from './http-outcome.ts'
export type { InvokeStreamingOptions, LambdaStreamingHandler } from './invoke-streaming.ts'
export type { LambdaContextOptions } from './lambda-context.ts'
export { lambdaContext } from './lambda-context.ts'
export { ManualClock } from './manual-clock.ts'
export { ManualIdGenerator } from './manual-id-generator.ts'
export type { StreamedOutcome, StreamOutcome } from './streaming/streamed-outcome.ts'
export type { LambdaHandler, TestEnv, TestEnvOptions } from './test-env.ts'
export { createTestEnv } from './test-env.ts'
export type { WebSocketFault } from './websocket/connection-script.ts'
export type { WebSocketCall } from './websocket/fake-connections.ts'
export type {
  FakeConnectionOptions,
  FakeWebSocketManagementOptions,
} from './websocket/fake-websocket-management.ts'
export { FakeWebSocketManagement } from './websocket/fake-websocket-management.ts'
export type { WebSocketOutcome } from './websocket-outcome.ts'
