export type { BufferedResponse } from './buffer-response.ts'
export { bufferResponse } from './buffer-response.ts'
export type { StreamifyExecutionMode } from './execution-mode.ts'
export { streamifyExecutionMode } from './execution-mode.ts'
export { html } from './html.ts'
export type { LambdaResponseStream } from './lambda-stream.ts'
export type { LateMutation } from './late-mutation.ts'
export type { ResponseMetadata } from './response-metadata.ts'
export type { SseEvent, SseOptions, SseResponse } from './sse.ts'
export { sse } from './sse.ts'
export type { StreamedRequest } from './stream-error.ts'
export type { EarlyError, LateError, StreamOptions } from './stream-options.ts'
export type {
  BodyChunk,
  HeaderMap,
  HeaderValue,
  JsonObject,
  StreamableBody,
  StreamedResponse,
  StreamedResult,
  WebHeaders,
  WebResponse,
} from './streamed-response.ts'
export type { StreamableChain, StreamableHandler, StreamingHandler } from './streamify-response.ts'
export { streamifyResponse } from './streamify-response.ts'
