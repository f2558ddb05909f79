import { attempt, type Failure } from './attempt.ts'
import { HandlerPhase } from './chain/handler-phase.ts'
import { Exchange, type OpenResponse, type StreamedCall } from './exchange.ts'
import { ResponseSender } from './response-sender.ts'
import { asResponse, withJsonBody } from './returned/as-response.ts'
import { earlyErrorCode, errorResponseOf, runtimeError } from './stream-error.ts'
import type { ResolvedStreamOptions } from './stream-options.ts'
import type { StreamedResponse } from './streamed-response.ts'

/** One invocation of a streaming function. */
export interface StreamedInvocation extends StreamedCall {
  /** Returns what the function responds with. A chain passes its handler's response through `phase`. */
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
  const sender = new ResponseSender(exchange, phase)
  let reported: unknown
  let failure: Failure | undefined
  let hookFailure: Failure | undefined
  try {
    let opened: OpenResponse | undefined
    try {
      opened = await openReturned(await invocation.respond(phase), exchange, phase)
    } catch (error) {
      if (!exchange.isReaderGone) {
        opened = await openErrorResponse(error, exchange)
        const { statusCode } = opened.metadata
        reported = attempt(() => options.onEarlyError({ code: earlyErrorCode(error), error, statusCode }))
      }
    }
    failure = await (opened ? sender.send(opened) : sender.abandon())
  } finally {
    exchange.close()
    await reported
    await phase.end()
    hookFailure = await attempt(() => invocation.requestEnd?.())
  }
  if (failure && options.lateError === 'trailer') throw runtimeError(failure.error)
  if (hookFailure) throw runtimeError(hookFailure.error)
}

function openReturned(
  returned: unknown,
  exchange: Exchange,
  phase: HandlerPhase,
): OpenResponse | Promise<OpenResponse> {
  const opened = phase.openedFor(returned)
  if (opened) return opened
  const response = asResponse(returned)
  const own = phase.untouched(response.body)
  if (own) return exchange.open(response, own)
  return phase.isRead ? openRead(response, exchange, phase) : exchange.open(withJsonBody(response))
}

/** Opens a response whose body the chain made of the handler's. It may begin late, as a compression does. */
async function openRead(
  response: StreamedResponse,
  exchange: Exchange,
  phase: HandlerPhase,
): Promise<OpenResponse> {
  try {
    return await exchange.open(withJsonBody(response), undefined, 'immediately')
  } catch (error) {
    // The first chunk of the handler's body is there: this failure is late.
    const body = failing(phase.failure ? phase.failure.error : error)
    return exchange.open({ ...response, body }, undefined, 'immediately')
  }
}

// biome-ignore lint/correctness/useYield: a body that fails at its first chunk
function* failing(error: unknown): Generator<never> {
  throw error
}

async function openErrorResponse(error: unknown, exchange: Exchange): Promise<OpenResponse> {
  const { options, event, context } = exchange
  const request = { event, context }
  exchange.interruption.reason = undefined
  exchange.maxBytes = Number.POSITIVE_INFINITY
  try {
    return await exchange.open(withJsonBody(asResponse(await options.errorResponse(error, request))))
  } catch {
    // The error cannot be read: this is the response to an unknown one.
    return await exchange.open(errorResponseOf(undefined, request))
  }
}
