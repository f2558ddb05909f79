import type { AnyErrorCode } from '../errors.ts'
import { type Clock, systemClock } from '../services/clock/clock.ts'
import { checkOptions } from '../services/options/check-options.ts'
import {
  aClock,
  aFunction,
  type OptionRule,
  type OptionRulesOf,
  oneOf,
  timerMs,
} from '../services/options/option-rules.ts'
import type { LateMutation } from './late-mutation.ts'
import { errorResponseOf, type StreamedRequest } from './stream-error.ts'
import type { StreamedResponse } from './streamed-response.ts'

/** An error after the prelude was sent. */
export interface LateError {
  /** The error's own code if it is one of this package's or of an `AppTheoryError`, else `app.internal`. */
  readonly code: AnyErrorCode
  /** The value that was thrown. */
  readonly error: unknown
  /** How many chunks of the body were sent, empty ones included. */
  readonly chunks: number
  /** How many bytes of the body were sent. */
  readonly bytes: number
}

/** An error before the prelude: a complete response answers it. */
export interface EarlyError {
  /** The error's own code, else the one that its `statusCode` stands for. */
  readonly code: AnyErrorCode
  /** The value that was thrown. */
  readonly error: unknown
  /** The status of the response that the client gets. */
  readonly statusCode: number
}

/** The options of {@link streamifyResponse} and {@link streamifyExecutionMode}. */
export interface StreamOptions {
  /**
   * When status and headers are sent. `first-chunk`: with the first chunk, so that a body that fails at once
   * still becomes an HTTP error. `immediately`: before the first chunk, for bodies that start slowly.
   * @defaultValue `first-chunk`
   */
  readonly commit?: 'first-chunk' | 'immediately' | undefined
  /**
   * What happens after a late error. `trailer`: the invocation fails, and Lambda sends its error trailers.
   * `end`: the stream ends as if it were complete.
   * @defaultValue `trailer`
   */
  readonly lateError?: 'trailer' | 'end' | undefined
  /** The largest body, in bytes. A chunk that would exceed it is not sent. @defaultValue no limit */
  readonly maxResponseBytes?: number | undefined
  /**
   * How long before the deadline of the invocation the body is stopped, in milliseconds.
   * @defaultValue 100
   */
  readonly timeoutEarlyMs?: number | undefined
  /** Called with every late error, and awaited. @defaultValue logs the error if `lateError` is `end` */
  readonly onLateError?: ((failure: LateError) => unknown) | undefined
  /**
   * Called, when the body has ended, with every change of the response after its prelude.
   * @defaultValue none
   */
  readonly onLateMutation?: ((mutation: LateMutation) => unknown) | undefined
  /**
   * Called with every error that `errorResponse` answers, and awaited.
   * @defaultValue logs errors of status 500 and above
   */
  readonly onEarlyError?: ((failure: EarlyError) => unknown) | undefined
  /**
   * The response to an error that no middleware has answered, if the prelude has not been sent.
   * @defaultValue status and headers from the error's `statusCode` and `headers`, else 500 `app.internal`.
   * The body is AppTheory's envelope, `{"error":{"code","message","request_id"}}`. It has the message of an
   * error that exposes it.
   */
  readonly errorResponse?:
    | ((error: unknown, request: StreamedRequest) => StreamedResponse | Promise<StreamedResponse>)
    | undefined
  /** Its timers watch the deadline. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

export type ResolvedStreamOptions = Pick<StreamOptions, 'onLateMutation'> & {
  readonly [K in Exclude<keyof StreamOptions, 'onLateMutation'>]-?: Exclude<StreamOptions[K], undefined>
}

const aNumberOfBytes: OptionRule = {
  expected: 'a number of bytes, 0 or more',
  accepts: (value) => typeof value === 'number' && value >= 0,
}

const rules: OptionRulesOf<StreamOptions> = {
  commit: oneOf('first-chunk', 'immediately'),
  lateError: oneOf('trailer', 'end'),
  maxResponseBytes: aNumberOfBytes,
  timeoutEarlyMs: timerMs(0),
  onLateError: aFunction,
  onLateMutation: aFunction,
  onEarlyError: aFunction,
  errorResponse: aFunction,
  clock: aClock,
}

/**
 * @param owner - the function that takes the options
 * @throws TypeError that names the option
 */
export function resolveStreamOptions(owner: string, options: StreamOptions = {}): ResolvedStreamOptions {
  checkOptions(owner, options, rules)
  const { lateError = 'trailer' } = options
  return {
    commit: options.commit ?? 'first-chunk',
    lateError,
    maxResponseBytes: options.maxResponseBytes ?? Number.POSITIVE_INFINITY,
    timeoutEarlyMs: options.timeoutEarlyMs ?? 100,
    onLateError: options.onLateError ?? (lateError === 'end' ? logLateError : ignore),
    onLateMutation: options.onLateMutation,
    onEarlyError: options.onEarlyError ?? logEarlyError,
    errorResponse: options.errorResponse ?? errorResponseOf,
    clock: options.clock ?? systemClock,
  }
}

// With 'trailer' the runtime logs the error of the invocation.
function logLateError({ code, error, chunks, bytes }: LateError): void {
  // biome-ignore lint/suspicious/noConsole: on Lambda the console is the log
  console.error(`response failed after ${chunks} chunks, ${bytes} bytes: ${code}`, error)
}

function logEarlyError({ code, error, statusCode }: EarlyError): void {
  if (statusCode < 500) return
  // biome-ignore lint/suspicious/noConsole: on Lambda the console is the log
  console.error(`answered with status ${statusCode}: ${code}`, error)
}

function ignore(): void {}
