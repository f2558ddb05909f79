import type { Context } from 'aws-lambda'
import type { Clock } from '../../services/clock/clock.ts'
import { runOnRuntimeStream } from '../streaming/run-on-runtime-stream.ts'
import { type InvokeStreamingOptions, StreamRecorder } from '../streaming/stream-recorder.ts'
import type { StreamedOutcome } from '../streaming/streamed-outcome.ts'
import { copyOfEvent } from './copy-of-event.ts'

/** A function as Lambda calls it when it streams: what `streamifyResponse` returns is one. */
export type LambdaStreamingHandler<TEvent = never> = (
  event: TEvent,
  responseStream: never,
  context: never,
) => unknown

/** Invokes `handler` on a stream with the rules of Lambda's runtime, and records what it sends. */
export async function invokeStreaming(
  handler: LambdaStreamingHandler,
  event: unknown,
  environment: { readonly context: Context; readonly clock: Clock },
  options: InvokeStreamingOptions = {},
): Promise<StreamedOutcome> {
  const recorder = new StreamRecorder(options)
  const { onStart } = recorder
  const fate = await runOnRuntimeStream({
    ...environment,
    handler,
    event: copyOfEvent(event),
    onStart,
    sink: recorder,
  })
  return recorder.outcome(fate)
}
