import type { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'

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
/** Headers by name. Case does not matter; of two spellings of a name the later one counts. */
export type HeaderMap = Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>

/** A response as API Gateway's proxy integrations know it, whose body may be a stream. */
export interface StreamedResponse {
  /** The HTTP status, 200 to 599; a text of digits counts as a number. @defaultValue 200 */
  readonly statusCode?: number | string | undefined
  /**
   * The headers of the response. `content-length` and other framing headers are removed.
   * @defaultValue none
   */
  readonly headers?: HeaderMap | undefined
  /** More headers, as lists. They are sent beside those in `headers`. @defaultValue none */
  readonly multiValueHeaders?: HeaderMap | undefined
  /** Values of `set-cookie`, one for each header. @defaultValue none */
  readonly cookies?: readonly string[] | undefined
  /** Whether text in the body is base64 and is sent as the bytes that it stands for. @defaultValue false */
  readonly isBase64Encoded?: boolean | undefined
  /** What is sent. Absent or null: an empty body. */
  readonly body?: StreamableBody
}

/** A web `Response`: this realm's, another one's, or a polyfill's. */
export interface WebResponse {
  /** The HTTP status. */
  readonly status: number
  /** The headers, with `set-cookie` among them. */
  readonly headers: WebHeaders
  /** The stream of the body, or null. */
  readonly body: unknown
  /** Whether the body was read already. Such a response is rejected. */
  readonly bodyUsed: boolean
  /** Where `fetch` got the response from; empty for one that was constructed. */
  readonly url?: string
  /** Part of every `Response`, and not called: the body is read from `body`. */
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Of a {@link WebResponse}. */
export interface WebHeaders {
  /** The value of a header, several joined by commas; null if it is absent. */
  get(name: string): string | null
  /** Calls `callback` for each header. */
  forEach(callback: (value: string, name: string) => void): void
  /** The values of `set-cookie`, one by one. Absent in older polyfills. */
  getSetCookie?(): string[]
  /** All headers as lists, in `node-fetch` 2 only. */
  raw?(): Record<string, string[]>
}

/** An object that is not a response: it is sent as JSON. */
export type JsonObject = object & {
  readonly [key in keyof StreamedResponse | typeof Symbol.iterator | 'then']?: never
}

/**
 * What a streaming handler may return: a response, a web `Response`, a bare body, or an object to send as
 * JSON.
 */
export type StreamedResult = StreamedResponse | WebResponse | StreamableBody | JsonObject
