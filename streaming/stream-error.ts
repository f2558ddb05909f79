import { STATUS_CODES } from 'node:http'
import { AppTheoryError, type ErrorCode, errorRegistry } from '../errors.ts'
import { responseMetadata } from './response-metadata.ts'
import type { HeaderMap, StreamedResponse } from './streamed-response.ts'

// Lambda's side of the Runtime API refuses error trailers of more than a few KB, and base64 adds a third.
const maxMessageLength = 256
const maxLoggedLength = 8192

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'app.bad_request',
  401: 'app.unauthorized',
  403: 'app.forbidden',
  404: 'app.not_found',
  408: 'app.timeout',
  409: 'app.conflict',
  413: 'app.too_large',
  422: 'app.validation_failed',
  429: 'app.rate_limited',
  503: 'app.overloaded',
}

/** The error's own code if it is one of this package's, else `app.internal`. */
export function streamErrorCode(error: unknown): ErrorCode {
  const code = property(error, 'code')
  return typeof code === 'string' && Object.hasOwn(errorRegistry, code) ? (code as ErrorCode) : 'app.internal'
}

/** What a client is told of an error: its code, and its message only if it exposes one. */
export function publicError(error: unknown, code: ErrorCode = streamErrorCode(error)): object {
  const message = exposedMessage(error)
  return { error: { code, ...(message !== undefined && { message }) } }
}

/** The last event of an event stream that failed, to follow upon `sent`, the end of what went before. */
export function errorEvent(error: unknown, sent: string): string {
  const isBetweenEvents = sent === '' || /(?:\n\n|\r\r|\r\n\r\n)$/.test(sent)
  return `${isBetweenEvents ? '' : '\n\n'}event: error\ndata: ${JSON.stringify(publicError(error))}\n\n`
}

/** A complete response to `error`, as {@link StreamOptions.errorResponse} describes it. */
export function errorResponseOf(error: unknown): StreamedResponse {
  return {
    statusCode: errorStatusOf(error),
    headers: { ...sendableHeaders(property(error, 'headers')), 'content-type': 'application/json' },
    body: JSON.stringify(publicError(error, earlyErrorCode(error))),
  }
}

/** The error's own code, else the one that its `statusCode` stands for. */
export function earlyErrorCode(error: unknown): ErrorCode {
  const code = streamErrorCode(error)
  if (code !== 'app.internal') return code
  const statusCode = errorStatusOf(error)
  return codeOfStatus[statusCode] ?? (statusCode < 500 ? 'app.bad_request' : 'app.internal')
}

/** The answer when even the error response cannot be sent. */
export const lastResort: StreamedResponse = {
  statusCode: 500,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code: 'app.internal' } }),
}

/**
 * What the runtime is given in the place of `error`. The runtime puts name, message and stack into HTTP trailers, and
 * dies of a name that is no header value or of a text that is too long. What was lost is in the log, under `cause`.
 */
export function runtimeError(error: unknown): Error {
  const code = streamErrorCode(error)
  const message = exposedMessage(error) ?? STATUS_CODES[errorRegistry[code].statusCode] ?? 'failed'
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

function errorStatusOf(error: unknown): number {
  const statusCode = Number(property(error, 'statusCode'))
  return Number.isInteger(statusCode) && statusCode >= 400 && statusCode <= 599 ? statusCode : 500
}

// As @middy/util and http-errors have it: without `expose`, an error of the client's is shown, one of ours is not.
function exposedMessage(error: unknown): string | undefined {
  const message = property(error, 'message')
  const expose =
    property(error, 'expose') ?? (property(error, 'statusCode') !== undefined && errorStatusOf(error) < 500)
  return expose === true && typeof message === 'string' ? message.slice(0, 1000) : undefined
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
