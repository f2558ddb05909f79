import { STATUS_CODES } from 'node:http'
import { type AnyErrorCode, AppTheoryError } from '../errors.ts'
import { ENVELOPE_CONTENT_TYPE, errorCodeOf, errorEnvelope, publicErrorOf } from '../public-error.ts'
import { requestIdOf } from '../request-id.ts'
import { responseMetadata } from './response-metadata.ts'
import type { BodyChunk, HeaderMap, StreamedResponse } from './streamed-response.ts'

// Lambda's side of the Runtime API refuses error trailers of more than a few KB, and base64 adds a third.
const maxMessageLength = 256
const maxLoggedLength = 8192

/** The code that the stream's reader is told: {@link errorCodeOf}, else `app.internal`. */
export function streamErrorCode(error: unknown): AnyErrorCode {
  return errorCodeOf(error) ?? 'app.internal'
}

/** What a reader is told of a late error: its code, and its message only if it exposes one. */
function lateErrorBody(error: unknown): object {
  const message = exposedMessage(error)
  return { error: { code: streamErrorCode(error), ...(message !== undefined && { message }) } }
}

/** The last event of an event stream that failed, to follow upon `sent`, the last chunk before it. */
export function errorEvent(error: unknown, sent: BodyChunk): string {
  const tail = typeof sent === 'string' ? sent : Buffer.from(sent.subarray(-4)).toString('latin1')
  const isBetweenEvents = tail === '' || /(?:\n\n|\r\r|\r\n\r\n)$/.test(tail)
  return `${isBetweenEvents ? '' : '\n\n'}event: error\ndata: ${JSON.stringify(lateErrorBody(error))}\n\n`
}

/** A complete response to `error`, as {@link StreamOptions.errorResponse} describes it. */
export function errorResponseOf(error: unknown, { event, context }: StreamedRequest): StreamedResponse {
  return {
    statusCode: publicErrorOf(error).statusCode,
    headers: { ...sendableHeaders(property(error, 'headers')), 'content-type': ENVELOPE_CONTENT_TYPE },
    body: JSON.stringify(errorEnvelope(error, requestIdOf(event, context))),
  }
}

/** What failed, as it was given to the function. */
export interface StreamedRequest {
  readonly event: unknown
  readonly context: unknown
}

/** The error's own code, else the one that its `statusCode` stands for. */
export function earlyErrorCode(error: unknown): AnyErrorCode {
  return publicErrorOf(error).code
}

/**
 * What the runtime is given in the place of `error`. The runtime puts name, message and stack into HTTP
 * trailers, and dies of a name that is not a header value or of a text that is too long. What was lost is in
 * the log, under `cause`.
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

/** Whether the reader is gone. */
export function isDisconnect(error: unknown): boolean {
  return streamErrorCode(error) === 'stream.client_disconnected'
}

export function clientDisconnected(cause?: unknown): AppTheoryError {
  return new AppTheoryError(
    'stream.client_disconnected',
    'the reader of the response is gone',
    cause === undefined ? {} : { cause },
  )
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
  const bounded = (name: string): string => String(property(error, name) ?? '').slice(0, maxLoggedLength)
  try {
    if (!(error instanceof Error))
      return {
        errorType: typeof error,
        errorMessage: bounded('message') || String(error).slice(0, maxLoggedLength),
      }
    return {
      errorType: bounded('name'),
      errorMessage: bounded('message'),
      stack: bounded('stack').split('\n'),
    }
  } catch {
    return { errorType: typeof error }
  }
}

/** An error may be anything, and reading it may fail. */
function property(error: unknown, name: string): unknown {
  try {
    return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  } catch {
    return undefined
  }
}
