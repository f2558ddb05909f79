import type { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { types } from 'node:util'
import { AppTheoryError } from '../errors.ts'

/** A piece of a body: text is sent as UTF-8, bytes as they are. */
export type BodyChunk = string | Uint8Array

/** What can be streamed. `Readable` may be in object mode, as long as its objects are chunks. */
export type StreamableBody =
  | BodyChunk
  | Readable
  | ReadableStream<BodyChunk>
  | AsyncIterable<BodyChunk>
  | Iterable<BodyChunk>
  | null
  | undefined

/** The value of a header; a list is a header that is sent more than once. Without a value it is left out. */
export type HeaderValue = string | number | boolean | null | undefined
export type HeaderMap = Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>

/** A response as API Gateway's proxy integrations know it, whose body may be a stream. */
export interface StreamedResponse {
  /** 200 to 599. @defaultValue 200 */
  readonly statusCode?: number | string | undefined
  readonly headers?: HeaderMap | undefined
  readonly multiValueHeaders?: HeaderMap | undefined
  /** Values of `set-cookie`. */
  readonly cookies?: readonly string[] | undefined
  /** Whether text in the body is base64. */
  readonly isBase64Encoded?: boolean | undefined
  readonly body?: StreamableBody
}

/** What a streaming handler may return: a response, or a bare body with status 200. */
export type StreamedResult = StreamedResponse | StreamableBody

const responseKeys = [
  'statusCode',
  'headers',
  'multiValueHeaders',
  'cookies',
  'isBase64Encoded',
  'body',
] as const

/**
 * Reads what a handler returned as a response. A bare body is the body of one.
 * @throws AppTheoryError `stream.invalid_response` for what is neither
 */
export function asResponse(returned: unknown): StreamedResponse {
  if (isPlainResponse(returned)) return returned
  if (returned === undefined || returned === null || isBody(returned)) {
    return { body: returned as StreamableBody }
  }
  if (typeof returned === 'object' && responseKeys.some((key) => key in returned)) {
    return returned as StreamedResponse
  }
  throw new AppTheoryError(
    'stream.invalid_response',
    `a streaming handler returns a response or a body, not ${describe(returned)}`,
  )
}

// By its prototype, because a stream may have a status too: an `http.IncomingMessage` is a body.
function isPlainResponse(value: unknown): value is StreamedResponse {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'statusCode')) return false
  return Object.getPrototypeOf(value) === Object.prototype
}

function isBody(value: unknown): boolean {
  if (typeof value === 'string' || types.isUint8Array(value)) return true
  return isReadable(value) || isWebStream(value) || isAsyncIterable(value) || isIterable(value)
}

/** By shape, because a stream of another copy of `readable-stream` is one as well. */
export function isReadable(value: unknown): value is Readable {
  return hasMethod(value, 'pipe') && hasMethod(value, 'on')
}

/** By shape, because polyfills are streams as well. */
export function isWebStream(value: unknown): value is ReadableStream<unknown> {
  return hasMethod(value, 'getReader')
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return hasMethod(value, Symbol.asyncIterator)
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return hasMethod(value, Symbol.iterator)
}

function hasMethod(value: unknown, name: string | symbol): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function'
}

/** What kind of value it is, for a message: never its contents. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
  return `an object of type ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`
}
