import type { Context } from 'aws-lambda'
import { chunkEncoder, wholeBody } from './chunk-encoder.ts'
import { type StartedBody, startBody } from './first-chunk.ts'
import { type LambdaResponseStream, markStreaming } from './lambda-stream.ts'
import { isBodiless } from './response-metadata.ts'
import { checkSize } from './response-size.ts'
import { type ResolvedStreamOptions, resolveStreamOptions, type StreamOptions } from './stream-options.ts'
import { streamResponse, type Wait } from './stream-response.ts'
import { asResponse, type StreamedResponse } from './streamed-response.ts'
import { asResponseStream, type StreamingHandler } from './streamify-response.ts'

/** What Middy 7 takes as `executionMode`. */
export type StreamifyExecutionMode = (...parameters: never[]) => unknown

interface MiddyRequest {
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
 * @example
 * ```ts
 * export const handler = middy({ executionMode: streamifyExecutionMode() })
 *   .use(httpErrorHandler())
 *   .handler(async () => ({ statusCode: 200, body: createReadStream('report.csv') }))
 * ```
 *
 * The first chunk of the body is pulled before the `after` middlewares run, so that `onError` middlewares answer a
 * body that fails at once. `requestEnd` is called when the last byte has left.
 * @throws TypeError that names the option
 */
export function streamifyExecutionMode(options?: StreamOptions): StreamifyExecutionMode {
  const resolved = resolveStreamOptions(options)
  const executionMode = (
    core: MiddyCore,
    before: unknown,
    initialHandler: Handler,
    after: unknown,
    onError: unknown,
    plugin: MiddyPlugin,
  ): MiddyHandler => {
    let lambdaHandler = initialHandler
    const streamified = async (
      event: unknown,
      responseStream: LambdaResponseStream,
      context: Context,
    ): Promise<void> => {
      const stream = asResponseStream(responseStream)
      const request = core.middyRequest(event, context)
      const phase = new HandlerPhase(request.event, resolved)
      const respond = (wait: Wait): Promise<unknown> => {
        plugin.requestStart(request)
        return core.runRequest(request, before, phase.handler(lambdaHandler, wait), after, onError, plugin)
      }
      const requestEnd = (): unknown => {
        const released = phase.release()
        return released ? released.then(() => plugin.requestEnd(request)) : plugin.requestEnd(request)
      }
      const watched = phase.watched
      await streamResponse({ event: request.event, context, stream, respond, watched, requestEnd }, resolved)
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

/** The handler of one invocation, with the first chunk of its body. */
class HandlerPhase {
  readonly #event: unknown
  readonly #options: ResolvedStreamOptions
  #returned: StreamedResponse | undefined
  #started: StartedBody | undefined
  #isOver = false

  constructor(event: unknown, options: ResolvedStreamOptions) {
    this.#event = event
    this.#options = options
  }

  handler(lambdaHandler: Handler, wait: Wait): Handler {
    return async (event, context, ...rest) => {
      const returned = await lambdaHandler(event, context, ...rest)
      if (returned === undefined || returned === null || this.#options.commit === 'immediately') {
        return returned
      }
      const response = asResponse(returned)
      return this.#isReady(response) ? returned : await this.#withFirstChunk(returned, response, wait)
    }
  }

  /** The handler's own response, which a body that still runs may go on changing. */
  readonly watched = (): readonly StreamedResponse[] => (this.#returned ? [this.#returned] : [])

  /** Gives up the handler's body, which a middleware may have replaced. */
  release(): Promise<void> | undefined {
    this.#isOver = true
    return this.#started?.release()
  }

  /** Nothing to wait for, and nothing that could be wrong with it. */
  #isReady({ body, isBase64Encoded }: StreamedResponse): boolean {
    if (body === undefined || body === null) return true
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) return false
    return isBase64Encoded !== true && this.#options.maxResponseBytes === Number.POSITIVE_INFINITY
  }

  async #withFirstChunk(returned: unknown, response: StreamedResponse, wait: Wait): Promise<unknown> {
    if (isBodiless(Number(response.statusCode), this.#event)) return returned
    const check = (chunk: unknown): void => this.#check(chunk, response)
    this.#started = await startBody(wholeBody(response), { wait, check })
    if (!this.#started) return returned
    // A handler that Middy has given up may still answer.
    if (this.#isOver) await this.#started.release()
    if (response.body === returned) return this.#started.body
    this.#returned = response
    // A copy, because a handler may return the same object every time.
    return { ...response, body: this.#started.body }
  }

  #check(chunk: unknown, { isBase64Encoded }: StreamedResponse): void {
    const encoder = chunkEncoder(isBase64Encoded === true)
    checkSize(0, encoder.encode(chunk), this.#options.maxResponseBytes)
  }
}
