import type { Context } from 'aws-lambda'
import { type Clock, timersOf } from '../../services/clock/clock.ts'
import { isPromiseLike } from '../../services/is-promise-like.ts'
import { type RuntimeSink, RuntimeStream } from './runtime-stream.ts'
import type { StreamFate } from './streamed-outcome.ts'

export interface RuntimeRun {
  readonly handler: (event: never, responseStream: never, context: never) => unknown
  readonly event: unknown
  readonly context: Context
  readonly clock: Clock
  readonly sink: RuntimeSink
  /** Gets a function that makes the reader go away. */
  readonly onStart?: ((leave: () => void) => void) | undefined
  /** Called with the error of the function. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Runs one invocation as Lambda's runtime does, up to the end of its stream, its death or the deadline. */
export async function runOnRuntimeStream(run: RuntimeRun): Promise<StreamFate> {
  const stream = new RuntimeStream(run.sink)
  run.onStart?.(() => stream.leave())
  let stopTimer = (): void => {}
  const deadline = new Promise<StreamFate>((resolve) => {
    const hung = (): void => resolve({ fate: 'hung', trailers: undefined })
    stopTimer = timersOf(run.clock).schedule(run.context.getRemainingTimeInMillis(), hung)
  })
  const death = stream.death.then((reason): StreamFate => {
    run.onError?.(reason)
    return { fate: 'crashed', trailers: undefined }
  })
  try {
    return await Promise.race([death, processInvoke(run, stream), deadline])
  } finally {
    stopTimer()
  }
}

async function processInvoke(run: RuntimeRun, stream: RuntimeStream): Promise<StreamFate> {
  try {
    const result = run.handler(run.event as never, stream.handle as never, run.context as never)
    if (!isPromiseLike(result)) throw new Error('Streaming does not support non-async handlers.')
    await result
    if (!stream.ended && !stream.readerLeft) return { fate: 'hung', trailers: undefined }
  } catch (error) {
    // The runtime lets a turn of the event loop pass before it reports an error.
    await new Promise(setImmediate)
    run.onError?.(error)
    stream.fail(error)
  }
  await stream.done()
  // A death in the same turn wins.
  await new Promise(setImmediate)
  return {
    fate: stream.readerLeft && !stream.finished ? 'reader_left' : 'ended',
    trailers: stream.trailers && { ...stream.trailers },
  }
}
