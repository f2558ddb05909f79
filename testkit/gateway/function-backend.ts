import type { Context } from 'aws-lambda'
import type { Clock } from '../../services/clock/clock.ts'
import { type HttpOutcome, httpOutcome } from '../outcomes/http-outcome.ts'
import { runOnRuntimeStream } from '../streaming/run-on-runtime-stream.ts'
import type { LambdaRuntime } from './lambda-runtime.ts'
import type { StreamedAnswer } from './streamed-answer.ts'
import { within } from './within.ts'

/** The function behind a gateway, wherever it runs. */
export interface FunctionBackend {
  /** @returns what it answered at once, or whether what it streamed reached the client */
  answer(event: unknown, context: Context, streamed: StreamedAnswer): Promise<HttpOutcome | boolean>
  close(): Promise<void>
}

type Handler = (event: never, ...rest: never[]) => unknown

/** A function in this process. */
export function inProcessBackend(
  handler: Handler,
  { clock, onError }: { readonly clock: Clock; readonly onError?: ((error: unknown) => void) | undefined },
): FunctionBackend {
  const answer: FunctionBackend['answer'] = async (event, context, streamed) => {
    if (!isStreaming(handler)) {
      const leftMs = context.getRemainingTimeInMillis()
      return httpOutcome(await within(clock, leftMs, handler(event as never, context as never)))
    }
    const onStart = (leave: () => void): void => streamed.onLeave(leave)
    return streamed.finish(
      await runOnRuntimeStream({ handler, event, context, clock, sink: streamed, onStart, onError }),
    )
  }
  return { answer, close: async () => {} }
}

/** A function in a child process, on Lambda's runtime interface client. */
export function runtimeBackend(runtime: LambdaRuntime, timeoutMs: number): FunctionBackend {
  return {
    async answer(event, context, streamed) {
      const options = { timeoutMs, requestId: context.awsRequestId }
      const reply = await runtime.invoke(event, streamed, options, (leave) => streamed.onLeave(leave))
      if ('fate' in reply) return streamed.finish(reply)
      if (reply.kind === 'error') throw new Error(`the function failed: ${reply.payload}`)
      return httpOutcome(JSON.parse(reply.payload))
    },
    close: runtime.close,
  }
}

// What `awslambda.streamifyResponse` and `streamifyResponse` mark; the latter marks with the former where it
// exists.
const marks = [Symbol.for('aws.lambda.runtime.handler.streaming'), Symbol.for('apptheory-middy.streaming')]

function isStreaming(handler: Handler): boolean {
  return marks.some((mark) => Boolean(Reflect.get(handler, mark)))
}
