import { streamErrorCodeOf } from './error-trailers.ts'
import type { Prelude } from './prelude-decoder.ts'

/**
 * How an invocation went, to the runtime:
 * - `completed`: the stream was ended, with whatever status
 * - `late_error`: it failed after the first byte, or its reader left before the end
 * - `early_error`: it failed before the first byte; a client gets 502
 * - `runtime_crash`: the process of the runtime died
 * - `hang`: the stream was not ended before the deadline
 */
export type StreamOutcome = 'completed' | 'late_error' | 'early_error' | 'runtime_crash' | 'hang'

/** What a streaming function sent. */
export interface StreamedOutcome {
  /** How the invocation went. */
  readonly outcome: StreamOutcome
  /** 200 where the function sent no prelude: its status is then lost. */
  readonly statusCode: number
  /** The headers of the response. Names lower-case. */
  readonly headers: Readonly<Record<string, string>>
  /** Headers that have several values. Names lower-case; empty if there are none. */
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>
  /** The values of `set-cookie`; empty if there are none. */
  readonly cookies: readonly string[]
  /** The writes of the body, in order; an empty write sends nothing. */
  readonly chunks: readonly Uint8Array[]
  /** The body. */
  readonly body: Uint8Array
  /** The body as UTF-8 text. */
  readonly text: string
  /** The code of the late error, where the invocation failed with it. */
  readonly streamErrorCode: string | undefined
  /** What the runtime sent after the body of an invocation that failed. Names lower-case. */
  readonly trailers: Readonly<Record<string, string>>
}

/** What is known when a stream is over. */
export interface StreamRecord {
  /** Status, headers and cookies. Absent if the function sent none. */
  readonly prelude: Prelude | undefined
  /** The writes of the body, in order. */
  readonly chunks: readonly Uint8Array[]
  /** Whether any byte was sent, of prelude or body. */
  readonly hasStarted: boolean
  /** What the runtime sent after the body. Absent if the stream was not ended. */
  readonly trailers: Readonly<Record<string, string>> | undefined
  /** How the stream ended: by its function, by its reader, with the process, or not at all. */
  readonly fate: 'ended' | 'reader_left' | 'crashed' | 'hung'
}

/** How a stream ended. */
export type StreamFate = Pick<StreamRecord, 'fate' | 'trailers'>

export function streamedOutcome(record: StreamRecord): StreamedOutcome {
  const { prelude, chunks, fate, trailers } = record
  const body = Buffer.concat(chunks)
  return {
    outcome: outcomeOf(record),
    statusCode: prelude?.statusCode ?? 200,
    headers: lowerCase(prelude?.headers),
    multiValueHeaders: lowerCase(prelude?.multiValueHeaders),
    cookies: prelude?.cookies ?? [],
    chunks,
    body,
    text: body.toString('utf8'),
    streamErrorCode: fate === 'reader_left' ? 'stream.client_disconnected' : streamErrorCodeOf(trailers),
    trailers: trailers ?? {},
  }
}

function lowerCase<TValue>(headers: Readonly<Record<string, TValue>> = {}): Record<string, TValue> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function outcomeOf({ fate, trailers, hasStarted }: StreamRecord): StreamOutcome {
  if (fate === 'crashed') return 'runtime_crash'
  if (fate === 'hung') return 'hang'
  if (fate === 'reader_left') return 'late_error'
  if (!trailers?.['lambda-runtime-function-error-type']) return 'completed'
  return hasStarted ? 'late_error' : 'early_error'
}
