import type { Context } from 'aws-lambda'
import { chunkEncoder, wholeBody } from './chunk-encoder.ts'
import { type StartedBody, startBody } from './first-chunk.ts'
import { markStreaming } from './lambda-stream.ts'
import { isBodiless } from './response-metadata.ts'
import { checkSize } from './response-size.ts'
import { type ResolvedStreamOptions, resolveStreamOptions, type StreamOptions } from './stream-options.ts'
import { type Release, type StreamedInvocation, streamResponse, type Wait } from './stream-response.ts'
import { asResponse, type StreamedResponse } from './streamed-response.ts'
import type { StreamingHandler } from './streamify-response.ts'

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

/** What Middy hands over, and what it is used with. */
interface MiddyChain {
  readonly core: MiddyCore
  readonly before: unknown
  readonly after: unknown
  readonly onError: unknown
  readonly plugin: MiddyPlugin
  readonly options: ResolvedStreamOptions
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
  const resolved = resolveStreamOptions('streamifyExecutionMode', options)
  const executionMode = (
    core: MiddyCore,
    before: unknown,
    initialHandler: Handler,
    after: unknown,
    onError: unknown,
    plugin: MiddyPlugin,
  ): MiddyHandler => {
    const chain = { core, before, after, onError, plugin, options: resolved }
    let lambdaHandler = initialHandler
    const streamified: StreamingHandler = (event, stream, context) => {
      const request = core.middyRequest(event, context)
      return streamResponse(new MiddyInvocation(chain, { request, stream, lambdaHandler }), resolved)
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

/** One invocation of a chain: its handler also waits for the first chunk of the body. */
class MiddyInvocation implements StreamedInvocation {
  readonly event: unknown
  readonly context: Context
  readonly stream: unknown
  readonly #chain: MiddyChain
  readonly #request: MiddyRequest
  readonly #lambdaHandler: Handler
  #returned: StreamedResponse | undefined
  #started: StartedBody | undefined
  #isOver = false
  #giveUp: (() => void) | undefined

  constructor(
    chain: MiddyChain,
    invocation: {
      readonly request: MiddyRequest
      readonly stream: unknown
      readonly lambdaHandler: Handler
    },
  ) {
    this.#chain = chain
    this.#request = invocation.request
    this.#lambdaHandler = invocation.lambdaHandler
    this.event = invocation.request.event
    this.context = invocation.request.context
    this.stream = invocation.stream
  }

  respond(wait: Wait): unknown {
    const { core, before, after, onError, plugin } = this.#chain
    plugin.requestStart(this.#request)
    const handler: Handler = async (...parameters) =>
      this.#withFirstChunk(await this.#lambdaHandler(...parameters), (promise) =>
        wait(this.#whileWanted(promise)),
      )
    return core.runRequest(this.#request, before, handler, after, onError, plugin)
  }

  /** The handler's own response, which a body that still runs may go on changing. */
  watched(): readonly StreamedResponse[] {
    return this.#returned ? [this.#returned] : []
  }

  requestEnd(release: Release): unknown {
    const { plugin } = this.#chain
    this.#isOver = true
    this.#giveUp?.()
    // A middleware may have replaced the handler's body.
    const released = this.#started && release(this.#started)
    return released ? released.then(() => plugin.requestEnd(this.#request)) : plugin.requestEnd(this.#request)
  }

  /** `returned`, with the first chunk of its body pulled. */
  #withFirstChunk(returned: unknown, wait: Wait): unknown {
    if (returned === undefined || returned === null || this.#chain.options.commit === 'immediately') {
      return returned
    }
    const response = asResponse(returned)
    if (this.#isReady(response) || isBodiless(Number(response.statusCode), this.event)) return returned
    return this.#pullFirstChunk(returned, response, wait)
  }

  /** Nothing to wait for, and nothing that could be wrong with it. */
  #isReady({ body, isBase64Encoded }: StreamedResponse): boolean {
    if (body === undefined || body === null) return true
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) return false
    return isBase64Encoded !== true && this.#chain.options.maxResponseBytes === Number.POSITIVE_INFINITY
  }

  async #pullFirstChunk(returned: unknown, response: StreamedResponse, wait: Wait): Promise<unknown> {
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

  /** As `promise`; fails where Middy has given the handler up, and the invocation is over. */
  #whileWanted<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject
      promise.then(resolve, reject)
    })
  }

  #check(chunk: unknown, { isBase64Encoded }: StreamedResponse): void {
    const encoder = chunkEncoder(isBase64Encoded === true)
    checkSize(0, encoder.encode(chunk), this.#chain.options.maxResponseBytes)
  }
}
