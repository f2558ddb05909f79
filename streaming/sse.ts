import { types } from 'node:util'
import { AppTheoryError } from '../errors.ts'
import { type Clock, systemClock, timersOf } from '../services/clock/clock.ts'
import { checkOptions } from '../services/options/check-options.ts'
import { aClock, integer, type OptionRulesOf, timerMs } from '../services/options/option-rules.ts'
import { type BodySource, openBody } from './body/open-body.ts'
import { describe } from './returned/invalid-response.ts'
import type { StreamedResponse } from './streamed-response.ts'

/** One server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface SseEvent {
  /**
   * What the event carries: text as it is, bytes as the UTF-8 text that they are, anything else as JSON.
   * @defaultValue empty text, as for `null`
   */
  readonly data?: unknown
  /** The type of the event. One line. @defaultValue `message`, to a browser */
  readonly event?: string | undefined
  /** What a browser sends as `last-event-id` when it comes back. One line. @defaultValue none */
  readonly id?: string | undefined
  /**
   * How long a browser waits before it comes back, in milliseconds.
   * @defaultValue that of the browser, or of the event before
   */
  readonly retry?: number | undefined
}

/** The options of {@link sse}. */
export interface SseOptions {
  /** Sends a comment whenever nothing else was sent for so long, in milliseconds. @defaultValue none */
  readonly heartbeatMs?: number | undefined
  /**
   * How long a browser waits before it comes back, in milliseconds: goes before the first event.
   * @defaultValue none
   */
  readonly retryMs?: number | undefined
  /** Its timers time the heartbeats. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

/** A response with server-sent events. */
export interface SseResponse extends StreamedResponse {
  /** Always 200. */
  readonly statusCode: number
  /** `content-type: text/event-stream; charset=utf-8` and `cache-control: no-cache`. */
  readonly headers: Readonly<Record<string, string>>
  /** The framed events, and the comments of the heartbeat. */
  readonly body: AsyncIterable<string>
}

const rules: OptionRulesOf<SseOptions> = { heartbeatMs: timerMs(1), retryMs: integer(0), clock: aClock }
const heartbeat = ':\n\n'
const lineEnd = /\r\n|\r|\n/

/**
 * A response that sends `events` as they come.
 *
 * An event that cannot be framed fails the stream with `stream.invalid_event`. Such an event has a line break
 * in `event` or `id`, or a `retry` that is not a whole number.
 *
 * @example
 * ```ts
 * export const handler = streamifyResponse(async () => sse(progress(), { heartbeatMs: 15_000 }))
 *
 * async function* progress() {
 *   yield { event: 'progress', data: { percent: 50 } }
 *   yield { event: 'progress', data: { percent: 100 } }
 * }
 * ```
 *
 * @throws TypeError that names the option
 */
export function sse(
  events: AsyncIterable<SseEvent> | Iterable<SseEvent>,
  options: SseOptions = {},
): SseResponse {
  checkOptions('sse', options, rules)
  const { heartbeatMs, retryMs, clock = systemClock } = options
  const prefix = retryMs === undefined ? '' : `retry: ${retryMs}\n\n`
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    body: { [Symbol.asyncIterator]: () => framed(openBody(events), prefix, clock, heartbeatMs) },
  }
}

/**
 * An event as it is sent, up to the empty line that ends it. White space around `id` and `event` is removed.
 * An event without data has one empty line of it, because a browser dispatches nothing without any.
 */
export function formatSseEvent(sent: unknown): string {
  if (typeof sent !== 'object' || sent === null) {
    throw invalidEvent(`an event must be an object with data, not ${describe(sent)}`)
  }
  const { data, event, id, retry }: SseEvent = sent
  const lines = textOf(data)
    .split(lineEnd)
    .map((line) => `data: ${line}\n`)
  return `${field('id', id)}${field('event', event)}${retryField(retry)}${lines.join('')}\n`
}

function field(name: 'id' | 'event', value: unknown): string {
  if (value === undefined) return ''
  if (typeof value !== 'string' || /[\r\n\0]/.test(value)) {
    throw invalidEvent(`${name} of an event must be text of one line`)
  }
  const trimmed = value.trim()
  return trimmed && `${name}: ${trimmed}\n`
}

function retryField(retry: unknown): string {
  if (retry === undefined) return ''
  if (Number.isSafeInteger(retry) && (retry as number) >= 0) return `retry: ${retry}\n`
  throw invalidEvent('retry of an event must be a whole number of milliseconds')
}

function textOf(data: unknown): string {
  if (data === undefined || data === null) return ''
  if (typeof data === 'string') return data
  if (types.isUint8Array(data)) return Buffer.from(data).toString()
  const json = JSON.stringify(data)
  if (json !== undefined) return json
  throw invalidEvent(`the data of an event must be text, bytes or JSON, not ${describe(data)}`)
}

function invalidEvent(message: string): AppTheoryError {
  return new AppTheoryError('stream.invalid_event', message)
}

/** @param prefix - text before the first event */
function framed(
  events: BodySource,
  prefix: string,
  clock: Clock,
  heartbeatMs: number | undefined,
): AsyncIterator<string> {
  // An event that was asked for, and has not come before the last heartbeat.
  let pending: Promise<IteratorResult<unknown>> | undefined
  let stopTimer = (): void => {}
  let unsent = prefix
  const send = (text: string): IteratorResult<string> => {
    const value = unsent + text
    unsent = ''
    return { done: false, value }
  }
  /** Resolves to undefined if no event comes within the time of a heartbeat. */
  const eventOrSilence = async (
    event: Promise<IteratorResult<unknown>>,
  ): Promise<IteratorResult<unknown> | undefined> => {
    if (heartbeatMs === undefined) return event
    try {
      return await new Promise((resolve, reject) => {
        stopTimer = timersOf(clock).schedule(heartbeatMs, () => resolve(undefined))
        event.then(resolve, reject)
      })
    } finally {
      stopTimer()
    }
  }
  return {
    async next() {
      pending ??= Promise.resolve(events.next())
      const result = await eventOrSilence(pending)
      if (!result) return send(heartbeat)
      pending = undefined
      if (!result.done) return send(formatSseEvent(result.value))
      return unsent ? send('') : result
    },
    async return() {
      stopTimer()
      await events.release()
      return { done: true, value: undefined }
    },
  }
}
