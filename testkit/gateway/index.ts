export type { Gateway, GatewayOptions } from './gateway.ts'
export { startGateway } from './gateway.ts'
export type {
  LambdaRuntime,
  RecordOptions,
  RuntimeAnswer,
  RuntimeInvokeOptions,
  StreamFate,
} from './lambda-runtime.ts'
export { startLambdaRuntime } from './lambda-runtime.ts'
export type { FunctionFile } from './runtime-process.ts'
