import type { ResponseMetadata } from './response-metadata.ts'

/** The members of Lambda's response stream that this package uses. */
export interface LambdaResponseStream {
  /** Sends a chunk. Returns `false` if the buffer is full: wait for the event `drain` then. */
  write(chunk: string | Uint8Array, encoding?: BufferEncoding, callback?: () => void): boolean
  /** Ends the response. Its callback is called when everything has been sent. */
  end(callback?: () => void): unknown
  /** Listens to an event of the stream, such as `drain`, `error` or `close`. */
  on(event: string, listener: (...values: never[]) => void): unknown
  /** Keeps chunks back, so that several leave together. Absent on streams that cannot do so. */
  cork?(): void
  /** Sends the chunks that `cork` kept back. */
  uncork?(): void
  /** Sets the content type of the invocation's result, before the first chunk. */
  setContentType?(contentType: string): void
  /** Whether the stream is closed, so that nothing can be sent any more. */
  readonly destroyed?: boolean
}

interface AwsLambdaGlobal {
  readonly streamifyResponse?: <T>(handler: T) => T
  readonly HttpResponseStream?: {
    readonly from: (stream: LambdaResponseStream, prelude: unknown) => LambdaResponseStream
  }
}

/** Marks a function that takes a response stream for this package's testkit. Lambda has its own symbol. */
export const streamingBrand: unique symbol = Symbol.for('apptheory-middy.streaming')

/** Content type of a response that begins with a prelude. */
const integrationResponse = 'application/vnd.awslambda.http-integration-response'
const delimiterBytes = 8

/** Marks `handler` as streaming for Lambda's runtime. Outside Lambda the function is returned unchanged. */
export function markStreaming<T extends object>(handler: T): T {
  Object.defineProperty(handler, streamingBrand, { value: true })
  return awsLambda()?.streamifyResponse?.(handler) ?? handler
}

/**
 * Returns the stream to write to, which sends `metadata` before the first byte. Lambda sends the metadata
 * with the first `write()`. Without a `write()` the metadata is lost.
 */
export function withPrelude(stream: LambdaResponseStream, metadata: ResponseMetadata): LambdaResponseStream {
  const from = awsLambda()?.HttpResponseStream?.from
  if (from) return from(stream, metadata)
  stream.setContentType?.(integrationResponse)
  stream.write(JSON.stringify(metadata))
  stream.write(new Uint8Array(delimiterBytes))
  return stream
}

function awsLambda(): AwsLambdaGlobal | undefined {
  return (globalThis as { readonly awslambda?: unknown }).awslambda as AwsLambdaGlobal | undefined
}

/** @throws TypeError if the function was called as one that does not stream */
export function asResponseStream(stream: unknown): LambdaResponseStream {
  if (typeof (stream as Partial<LambdaResponseStream> | undefined)?.write === 'function') {
    return stream as LambdaResponseStream
  }
  throw new TypeError(
    'a streaming handler is called with (event, responseStream, context): is the function configured to ' +
      'stream?',
  )
}
