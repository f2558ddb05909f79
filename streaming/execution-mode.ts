import type { Context } from 'aws-lambda'
import type { ChainRequest, HandlerPhase } from './chain/handler-phase.ts'
import { markStreaming } from './lambda-stream.ts'
import { resolveStreamOptions, type StreamOptions } from './stream-options.ts'
import { streamResponse } from './stream-response.ts'
import type { StreamingHandler } from './streamify-response.ts'

/** What Middy 7 takes as `executionMode`. */
export type StreamifyExecutionMode = (...parameters: never[]) => unknown

interface MiddyRequest extends ChainRequest {
  readonly event: unknown
  readonly context: Context
}

type Handler = (event: unknown, context: unknown, ...rest: readonly unknown[]) => unknown

interface MiddyCore {
  readonly middyRequest: (event: unknown, context: unknown) => MiddyRequest
  readonly runRequest: (
    request: MiddyRequest,
    before: unknown,
    handler: Handler,
    after: unknown,
    onError: unknown,
    plugin: MiddyPlugin,
  ) => Promise<unknown>
}

interface MiddyPlugin {
  readonly requestStart: (request: MiddyRequest) => unknown
  readonly requestEnd: (request: MiddyRequest) => unknown
}

interface MiddyHandler extends StreamingHandler {
  handler(replacement: Handler): MiddyHandler
}

/**
 * An execution mode for Middy 7, in the place of Middy's own `executionModeStreamifyResponse`.
 *
 * The first chunk of the body is pulled before the `after` middlewares run, so that `onError` middlewares
 * answer a body that fails at once. `requestEnd` is called when the last byte has left.
 *
 * @example
 * ```ts
 * export const handler = middy({ executionMode: streamifyExecutionMode() })
 *   .use(httpErrorHandler())
 *   .handler(async () => ({ statusCode: 200, body: createReadStream('report.csv') }))
 * ```
 *
 * @throws TypeError that names the option
 */
export function streamifyExecutionMode(options?: StreamOptions): StreamifyExecutionMode {
  const resolved = resolveStreamOptions('streamifyExecutionMode', options)
  const executionMode = (
    core: MiddyCore,
    before: unknown,
    initialHandler: Handler,
    after: readonly unknown[],
    onError: unknown,
    plugin: MiddyPlugin,
  ): MiddyHandler => {
    let lambdaHandler = initialHandler
    const streamified: StreamingHandler = (event, stream, context) => {
      const request = core.middyRequest(event, context)
      const respond = (phase: HandlerPhase): unknown => {
        plugin.requestStart(request)
        const handler: Handler = async (...parameters) =>
          await phase.begin(await lambdaHandler(...parameters), request, after.length > 0)
        return core.runRequest(request, before, handler, after, onError, plugin)
      }
      const requestEnd = (): unknown => plugin.requestEnd(request)
      return streamResponse(
        { event: request.event, context: request.context, stream, respond, requestEnd },
        resolved,
      )
    }
    const middy = markStreaming(streamified) as unknown as MiddyHandler
    middy.handler = (replacement) => {
      lambdaHandler = replacement
      return middy
    }
    return middy
  }
  return executionMode as StreamifyExecutionMode
}
