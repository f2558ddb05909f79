import type { Context } from 'aws-lambda'
import type { Clock } from '../services/clock/clock.ts'
import { PreludeDecoder } from './streaming/prelude-decoder.ts'
import { runOnRuntimeStream } from './streaming/run-on-runtime-stream.ts'
import { type StreamedOutcome, streamedOutcome } from './streaming/streamed-outcome.ts'

/** A function as Lambda calls it when it streams: what `streamifyResponse` returns is one. */
export type LambdaStreamingHandler<TEvent = never> = (
  event: TEvent,
  responseStream: never,
  context: never,
) => unknown

export interface InvokeStreamingOptions {
  /** The reader goes away as soon as it has that many bytes of the body; with 0, at the prelude. @defaultValue stays */
  readonly leaveAfterBytes?: number | undefined
  /** Takes a chunk of the body; while its promise is pending, the reader reads no more. @defaultValue reads at once */
  readonly onChunk?: ((chunk: Uint8Array) => Promise<void> | void) | undefined
}

/** Invokes `handler` on a stream with the rules of Lambda's runtime, and records what it sends. */
export async function invokeStreaming<TEvent>(
  handler: LambdaStreamingHandler<TEvent>,
  event: TEvent,
  environment: { readonly context: Context; readonly clock: Clock },
  options: InvokeStreamingOptions = {},
): Promise<StreamedOutcome> {
  const { leaveAfterBytes = Number.POSITIVE_INFINITY, onChunk } = options
  const chunks: Uint8Array[] = []
  let decoder: PreludeDecoder | undefined
  let received = 0
  let leave = (): void => {}
  const fate = await runOnRuntimeStream({
    ...environment,
    handler: handler as never,
    event,
    onStart: (leaveNow) => {
      leave = leaveNow
    },
    sink: {
      async write(bytes, contentType) {
        decoder ??= new PreludeDecoder(contentType)
        const payload = decoder.decode(bytes)
        received += payload.length
        if (payload.length > 0) {
          chunks.push(Uint8Array.from(payload))
          await onChunk?.(payload)
        }
        if (decoder.prelude && received >= leaveAfterBytes) leave()
      },
    },
  })
  return streamedOutcome({ ...fate, prelude: decoder?.prelude, chunks, hasStarted: decoder !== undefined })
}
