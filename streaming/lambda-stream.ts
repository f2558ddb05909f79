import type { ResponseMetadata } from './response-metadata.ts'

/** What this package uses of the stream that Lambda hands to a streaming handler. */
export interface LambdaResponseStream {
  write(chunk: string | Uint8Array, encoding?: BufferEncoding, callback?: () => void): boolean
  end(callback?: () => void): unknown
  on(event: string, listener: (...values: never[]) => void): unknown
  cork?(): void
  uncork?(): void
  setContentType?(contentType: string): void
  readonly destroyed?: boolean
}

interface AwsLambdaGlobal {
  readonly streamifyResponse?: <T>(handler: T) => T
  readonly HttpResponseStream?: {
    readonly from: (stream: LambdaResponseStream, prelude: unknown) => LambdaResponseStream
  }
}

/** Says to this package's testkit that a function takes a response stream; Lambda has a symbol of its own. */
export const streamingBrand: unique symbol = Symbol.for('apptheory-middy.streaming')

/** Content type of a response that begins with a prelude. */
const integrationResponse = 'application/vnd.awslambda.http-integration-response'
const delimiterBytes = 8

/**
 * Marks `handler` for Lambda's runtime as one that streams. Outside Lambda there is nobody to tell, and the
 * function stays as it is.
 */
export function markStreaming<T extends object>(handler: T): T {
  Object.defineProperty(handler, streamingBrand, { value: true })
  return awsLambda()?.streamifyResponse?.(handler) ?? handler
}

/**
 * Arranges for `metadata` to go out before the first byte, and returns the stream to write to. Lambda sends
 * it with the first `write()`, and loses it if there is none.
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

/** @throws TypeError where the function was called as one that does not stream */
export function asResponseStream(stream: unknown): LambdaResponseStream {
  if (typeof (stream as Partial<LambdaResponseStream> | undefined)?.write === 'function') {
    return stream as LambdaResponseStream
  }
  throw new TypeError(
    'a streaming handler is called with (event, responseStream, context): is the function configured to ' +
      'stream?',
  )
}
