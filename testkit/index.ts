export type {
  QueueDelivery,
  QueueHandler,
  QueueMapping,
  QueueMappingOptions,
} from './event-sources/connect-queue.ts'
export { connectQueue } from './event-sources/connect-queue.ts'
export type { StreamMapping } from './event-sources/connect-stream.ts'
export { connectStream } from './event-sources/connect-stream.ts'
export type { FilterCriteria } from './event-sources/event-filter.ts'
export type { FakeQueueOptions } from './event-sources/fake-queue.ts'
export { FakeQueue } from './event-sources/fake-queue.ts'
export type { QueuedMessage, SendOptions } from './event-sources/queued-message.ts'
export type { DiscardCondition, StreamDiscard } from './event-sources/stream-discard.ts'
export type { StreamDelivery } from './event-sources/stream-lane.ts'
export type { StreamHandler, StreamMappingOptions } from './event-sources/stream-mapping-options.ts'
export type { AlbInput } from './events/alb.ts'
export { buildAlbEvent } from './events/alb.ts'
export type { AppSyncResolverInput } from './events/appsync.ts'
export { buildAppSyncResolverEvent } from './events/appsync.ts'
export type {
  HttpApiAuthorizerInput,
  RequestAuthorizerInput,
  TokenAuthorizerInput,
  WebSocketAuthorizerEvent,
  WebSocketAuthorizerInput,
} from './events/authorizer-request.ts'
export {
  buildHttpApiAuthorizerEvent,
  buildRequestAuthorizerEvent,
  buildTokenAuthorizerEvent,
  buildWebSocketAuthorizerEvent,
} from './events/authorizer-request.ts'
export type {
  CloudWatchLogsInput,
  CloudWatchLogsKinesisInput,
  LogEventInput,
} from './events/cloudwatch-logs.ts'
export { buildCloudWatchLogsEvent, buildCloudWatchLogsKinesisEvent } from './events/cloudwatch-logs.ts'
export type { DynamoDBChangeInput, DynamoDBStreamInput } from './events/dynamodb-stream.ts'
export { buildDynamoDBStreamEvent } from './events/dynamodb-stream.ts'
export type { EventBridgeInput } from './events/eventbridge.ts'
export { buildEventBridgeEvent } from './events/eventbridge.ts'
export type { HttpRequestInput } from './events/http/http-request.ts'
export type { FunctionUrlInput, HttpApiV2Input } from './events/http-api-v2.ts'
export { buildFunctionUrlEvent, buildHttpApiV2Event } from './events/http-api-v2.ts'
export type { KinesisInput, KinesisRecordInput, KinesisWindowEvent } from './events/kinesis.ts'
export { buildKinesisEvent } from './events/kinesis.ts'
export type { RestApiV1Input } from './events/rest-api-v1.ts'
export { buildRestApiV1Event } from './events/rest-api-v1.ts'
export type { S3Input } from './events/s3.ts'
export { buildS3Event } from './events/s3.ts'
export type { SchedulerInput } from './events/scheduler.ts'
export { buildSchedulerEvent } from './events/scheduler.ts'
export type { SnsAttributeInput, SnsInput } from './events/sns.ts'
export { buildSnsEvent } from './events/sns.ts'
export type { SnsInSqsInput } from './events/sns-in-sqs.ts'
export { buildSnsInSqsEvent } from './events/sns-in-sqs.ts'
export type { SqsAttributeInput, SqsInput, SqsMessageInput } from './events/sqs.ts'
export { buildSqsEvent } from './events/sqs.ts'
export type { StepFunctionsTaskInput } from './events/step-functions.ts'
export { buildStepFunctionsTaskEvent } from './events/step-functions.ts'
export type { TumblingWindow, TumblingWindowInput } from './events/tumbling-window.ts'
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
export type { OutcomeOf } from './invokers/invoke.ts'
export type { LambdaStreamingHandler } from './invokers/invoke-streaming.ts'
export type { AsyncOutcome, AuthorizerEvent, DirectOutcome, Invoker } from './invokers/invokers.ts'
export {
  invokeAlb,
  invokeDirectly,
  invokeDynamoDBStream,
  invokeEventBridge,
  invokeFunctionUrl,
  invokeHttpApiV2,
  invokeKinesis,
  invokeRestApiV1,
  invokeSns,
  invokeSqs,
} from './invokers/invokers.ts'
export type { LambdaHandler } from './invokers/lambda-handler.ts'
export type { LambdaContextOptions } from './lambda-context.ts'
export { lambdaContext } from './lambda-context.ts'
export { MalformedResponseError } from './malformed-response-error.ts'
export { ManualClock } from './manual-clock.ts'
export { ManualIdGenerator } from './manual-id-generator.ts'
export type { AuthorizerOutcome } from './outcomes/authorizer-outcome.ts'
export type { BatchOutcome } from './outcomes/batch-outcome.ts'
export type { HttpOutcome } from './outcomes/http-outcome.ts'
export type { WebSocketOutcome } from './outcomes/websocket-outcome.ts'
export type { InvokeStreamingOptions } from './streaming/stream-recorder.ts'
export type { StreamedOutcome, StreamOutcome } from './streaming/streamed-outcome.ts'
export type {
  Invoke,
  InvokeMany,
  InvokeStreaming,
  InvokeWebSocket,
  TestEnv,
  TestEnvOptions,
} from './test-env.ts'
export { createTestEnv } from './test-env.ts'
export type { WebSocketFault } from './websocket/connection-script.ts'
export type { WebSocketCall } from './websocket/fake-connections.ts'
export type {
  FakeConnectionOptions,
  FakeWebSocketManagementOptions,
} from './websocket/fake-websocket-management.ts'
export { FakeWebSocketManagement } from './websocket/fake-websocket-management.ts'
