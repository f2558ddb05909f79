export type { Authorizer, AuthorizerContext } from './authorizer.ts'
export type { Gateway, GatewayOptions, InProcessGatewayOptions, RicGatewayOptions } from './gateway.ts'
export { startGateway } from './gateway.ts'
export type {
  LambdaRuntime,
  RecordOptions,
  RuntimeAnswer,
  RuntimeInvokeOptions,
} from './lambda-runtime.ts'
export { startLambdaRuntime } from './lambda-runtime.ts'
export type { FunctionFile } from './runtime-process.ts'
export type { WebSocketGateway, WebSocketGatewayOptions } from './websocket-gateway.ts'
export { startWebSocketGateway } from './websocket-gateway.ts'
export type { RouteHandler, RouteOptions } from './websocket-routes.ts'
