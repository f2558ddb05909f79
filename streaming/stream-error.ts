import { STATUS_CODES } from 'node:http'
import { type AnyErrorCode, AppTheoryError } from '../errors.ts'
import {
  ENVELOPE_CONTENT_TYPE,
  errorCodeOf,
  errorEnvelope,
  property,
  publicErrorOf,
} from '../public-error.ts'
import { requestIdOf } from '../request-id.ts'
import { responseMetadata } from './response-metadata.ts'
import type { BodyChunk, HeaderMap, StreamedResponse } from './streamed-response.ts'

// Lambda's side of the Runtime API refuses error trailers of more than a few KB, and base64 adds a third.
const maxMessageLength = 256
const maxLoggedLength = 8192

/** The code of a late error: {@link errorCodeOf}, else `app.internal`. */
export function streamErrorCode(error: unknown): AnyErrorCode {
  return errorCodeOf(error) ?? 'app.internal'
}

/**
 * The last event of an event stream that failed, after `sent`, the last chunk: the code of the error, and its
 * message if the error exposes it.
 */
export function errorEvent(error: unknown, sent: BodyChunk): string {
  const tail = Buffer.from(sent.slice(-4)).toString('latin1')
  const separator = /(?:^|\n\n|\r\r|\r\n\r\n)$/.test(tail) ? '' : '\n\n'
  const told = { code: streamErrorCode(error), message: exposedMessage(error) }
  return `${separator}event: error\ndata: ${JSON.stringify({ error: told })}\n\n`
}

/** A complete response to `error`, as {@link StreamOptions.errorResponse} describes it. */
export function errorResponseOf(error: unknown, { event, context }: StreamedRequest): StreamedResponse {
  return {
    statusCode: publicErrorOf(error).statusCode,
    headers: { ...sendableHeaders(property(error, 'headers')), 'content-type': ENVELOPE_CONTENT_TYPE },
    body: JSON.stringify(errorEnvelope(error, requestIdOf(event, context))),
  }
}

/** The arguments of the invocation that failed. */
export interface StreamedRequest {
  /** The event that the function was invoked with. */
  readonly event: unknown
  /** The context that the function was invoked with. */
  readonly context: unknown
}

/** The error's own code, else the one that its `statusCode` stands for. */
export function earlyErrorCode(error: unknown): AnyErrorCode {
  return publicErrorOf(error).code
}

/**
 * The error to reject with in the place of `error`. The runtime puts its name, message and stack into HTTP
 * trailers. A name that is not a header value, or a text that is too long, would end the process. The runtime
 * logs `cause`, which describes the original error.
 */
export function runtimeError(error: unknown): Error {
  const code = streamErrorCode(error)
  const { statusCode } = publicErrorOf(error)
  const message = exposedMessage(error) ?? STATUS_CODES[statusCode] ?? 'failed'
  const failure = new Error(`${code}: ${message.slice(0, maxMessageLength)}`)
  failure.name = `Function.${code.replace(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())}`
  failure.stack = `${failure.name}: ${code}`
  return Object.assign(failure, { cause: loggable(error) })
}

/** Whether `error` means that the reader is gone. */
export function isDisconnect(error: unknown): boolean {
  return streamErrorCode(error) === 'stream.client_disconnected'
}

export function clientDisconnected(cause?: unknown): AppTheoryError {
  return new AppTheoryError('stream.client_disconnected', 'the reader of the response is gone', { cause })
}

function exposedMessage(error: unknown): string | undefined {
  const { exposed, message } = publicErrorOf(error)
  return exposed ? message : undefined
}

function sendableHeaders(headers: unknown): HeaderMap {
  try {
    return responseMetadata({ headers: headers as HeaderMap }, undefined).headers
  } catch {
    return {}
  }
}

function loggable(error: unknown): object {
  const bounded = (text: unknown): string => String(text ?? '').slice(0, maxLoggedLength)
  try {
    return {
      errorType: bounded(property(error, 'name') ?? typeof error),
      errorMessage: bounded(property(error, 'message') ?? error),
      stack: bounded(property(error, 'stack')).split('\n'),
    }
  } catch {
    return { errorType: typeof error }
  }
}
