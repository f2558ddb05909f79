import { attempt, type Failure } from './attempt.ts'
import { HandlerPhase } from './chain/handler-phase.ts'
import { chunkEncoder } from './chunk-encoder.ts'
import { ChunkSource } from './chunk-source.ts'
import { Exchange, type StreamedCall } from './exchange.ts'
import { type OpenResponse, openResponse } from './open-response.ts'
import { responseMetadata } from './response-metadata.ts'
import { ResponseSender } from './response-sender.ts'
import { asResponse, withJsonBody } from './returned/as-response.ts'
import { earlyErrorCode, errorResponseOf, runtimeError } from './stream-error.ts'
import type { ResolvedStreamOptions } from './stream-options.ts'

/** One invocation of a streaming function. */
export interface StreamedInvocation extends StreamedCall {
  /** Produces the response. A chain passes its handler's through `phase`. */
  respond(phase: HandlerPhase): unknown
  /** Called once, after the last byte. */
  requestEnd?(): unknown
}

/**
 * Runs one invocation from handler to last byte. Rejects only with errors that the runtime survives, and with
 * a TypeError if the function was called as one that does not stream.
 * @see docs/streaming.md for the order of things
 */
export async function streamResponse(
  invocation: StreamedInvocation,
  options: ResolvedStreamOptions,
): Promise<void> {
  const exchange = new Exchange(invocation, options)
  const phase = new HandlerPhase(exchange)
  const opening = new ResponseOpening(exchange, phase)
  const sender = new ResponseSender(exchange, phase)
  let failure: Failure | undefined
  let hookFailure: Failure | undefined
  try {
    const opened = await opening.open(invocation)
    failure = await (opened ? sender.send(opened) : sender.abandon())
  } finally {
    exchange.close()
    await opening.reported
    await phase.end()
    hookFailure = await attempt(() => invocation.requestEnd?.())
  }
  if (failure && options.lateError === 'trailer') throw runtimeError(failure.error)
  if (hookFailure) throw runtimeError(hookFailure.error)
}

/** Finds out what to send: what the invocation responds with or, if that fails, an error response. */
class ResponseOpening {
  readonly #exchange: Exchange
  readonly #phase: HandlerPhase
  /** Settles when `onEarlyError` is done. */
  reported: unknown

  constructor(exchange: Exchange, phase: HandlerPhase) {
    this.#exchange = exchange
    this.#phase = phase
  }

  /** @returns undefined if the reader was gone before anything could be sent */
  async open(invocation: StreamedInvocation): Promise<OpenResponse | undefined> {
    const exchange = this.#exchange
    try {
      return await this.#openReturned(await invocation.respond(this.#phase))
    } catch (error) {
      if (exchange.isReaderGone) return undefined
      exchange.interruption.clear()
      exchange.maxBytes = Number.POSITIVE_INFINITY
      const opened = await this.#openErrorResponse(error)
      const { statusCode } = opened.metadata
      const { onEarlyError } = exchange.options
      this.reported = attempt(() => onEarlyError({ code: earlyErrorCode(error), error, statusCode }))
      return opened
    }
  }

  async #openReturned(returned: unknown): Promise<OpenResponse> {
    let response = asResponse(returned)
    const chunks = this.#phase.untouched(response.body)
    if (!chunks) response = withJsonBody(response)
    try {
      // What the chain made of a body may begin late, as a compression does.
      if (this.#phase.isRead)
        return await openResponse(response, { ...this.#exchange, commit: 'immediately' })
      return await openResponse(response, this.#exchange, chunks)
    } catch (error) {
      if (!this.#phase.isRead) throw error
      // The handler's body has had its first chunk, so that this failure is late, whatever the chain made of
      // the body.
      const { failure } = this.#phase
      const rest = failedChunks(failure ? failure.error : error)
      const metadata = responseMetadata(response, this.#exchange.event)
      return { response, metadata, first: undefined, chunks: 0, rest }
    }
  }

  async #openErrorResponse(error: unknown): Promise<OpenResponse> {
    const { options, event, context } = this.#exchange
    const request = { event, context }
    try {
      return await openResponse(
        withJsonBody(asResponse(await options.errorResponse(error, request))),
        this.#exchange,
      )
    } catch {
      // Nothing of the error can be told: this is the response to an unknown one.
      return await openResponse(errorResponseOf(undefined, request), this.#exchange)
    }
  }
}

function failedChunks(error: unknown): ChunkSource {
  const fail = (): never => {
    throw error
  }
  return new ChunkSource({ next: fail, release: () => Promise.resolve() }, chunkEncoder(false))
}
