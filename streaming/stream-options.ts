import type { AnyErrorCode } from '../errors.ts'
import { type Clock, systemClock } from '../services/clock/clock.ts'
import { aClock, checkOptions, type OptionCheck, type OptionChecks, timerMs } from './check-options.ts'
import type { LateMutation } from './late-mutation.ts'
import { errorResponseOf } from './stream-error.ts'
import type { StreamedResponse } from './streamed-response.ts'

/** A response that failed after its prelude was sent. */
export interface LateError {
  /** The error's own code if it is one of this package's or of an `AppTheoryError`, else `app.internal`. */
  readonly code: AnyErrorCode
  readonly error: unknown
  /** How many chunks of the body were sent, empty ones included. */
  readonly chunks: number
  /** How many bytes of the body were sent. */
  readonly bytes: number
}

/** An error that was answered with a complete response. */
export interface EarlyError {
  readonly code: AnyErrorCode
  readonly error: unknown
  /** Of the response that the client gets instead. */
  readonly statusCode: number
}

export interface StreamOptions {
  /**
   * When status and headers are sent: with the first chunk, so that a body that fails at once still becomes an HTTP
   * error, or before it, for bodies that start slowly.
   * @defaultValue `first-chunk`
   */
  readonly commit?: 'first-chunk' | 'immediately' | undefined
  /**
   * What a late error does to the invocation: it fails, and Lambda sends its error trailers, or the stream ends as if
   * it were complete.
   * @defaultValue `trailer`
   */
  readonly lateError?: 'trailer' | 'end' | undefined
  /** How much of the body is sent at most. A chunk that would exceed it is not sent. @defaultValue no limit of ours */
  readonly maxResponseBytes?: number | undefined
  /** How long before the deadline of the invocation the body is stopped, in milliseconds. @defaultValue 100 */
  readonly timeoutEarlyMs?: number | undefined
  /** Hears of every late error, and is awaited. @defaultValue logs it where the invocation does not fail with it */
  readonly onLateError?: ((failure: LateError) => unknown) | undefined
  /** Hears of every change of a response after its prelude, when the body has ended. @defaultValue nobody */
  readonly onLateMutation?: ((mutation: LateMutation) => unknown) | undefined
  /** Hears of every error that `errorResponse` answered, and is awaited. @defaultValue logs those from status 500 on */
  readonly onEarlyError?: ((failure: EarlyError) => unknown) | undefined
  /**
   * The response to an error that nobody has answered and that came before the prelude.
   * @defaultValue status and headers from the error's `statusCode` and `headers`, else 500 `app.internal`; the body
   * is `{"error":{"code","message"}}`, with the message of an error that exposes it
   */
  readonly errorResponse?: ((error: unknown) => StreamedResponse | Promise<StreamedResponse>) | undefined
  /** Its timers watch the deadline. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

export type ResolvedStreamOptions = Pick<StreamOptions, 'onLateMutation'> & {
  readonly [K in Exclude<keyof StreamOptions, 'onLateMutation'>]-?: Exclude<StreamOptions[K], undefined>
}

const aFunction: OptionCheck = [(value) => typeof value === 'function', 'a function']

const checks: OptionChecks<StreamOptions> = {
  commit: oneOf('first-chunk', 'immediately'),
  lateError: oneOf('trailer', 'end'),
  maxResponseBytes: [(value) => typeof value === 'number' && value >= 0, 'a number of bytes, 0 or more'],
  timeoutEarlyMs: timerMs(0),
  onLateError: aFunction,
  onLateMutation: aFunction,
  onEarlyError: aFunction,
  errorResponse: aFunction,
  clock: aClock,
}

/** @throws TypeError that names the option */
export function resolveStreamOptions(options: StreamOptions = {}): ResolvedStreamOptions {
  checkOptions(options, checks)
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

// With 'trailer' the runtime itself logs what the invocation failed with.
function logLateError({ code, error, chunks, bytes }: LateError): void {
  // biome-ignore lint/suspicious/noConsole: on Lambda the console is the log, and a lost error helps nobody
  console.error(`response failed after ${chunks} chunks, ${bytes} bytes: ${code}`, error)
}

function logEarlyError({ code, error, statusCode }: EarlyError): void {
  if (statusCode < 500) return
  // biome-ignore lint/suspicious/noConsole: on Lambda the console is the log, and a lost error helps nobody
  console.error(`answered with status ${statusCode}: ${code}`, error)
}

function oneOf(one: string, other: string): OptionCheck {
  return [(value) => value === one || value === other, `'${one}' or '${other}'`]
}

function ignore(): void {}
