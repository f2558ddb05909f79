import type { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { types } from 'node:util'

/** A body that is there as a whole: text or bytes. */
export function isWhole(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || types.isUint8Array(value)
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

/** Any of these is sent chunk by chunk. */
export function isStream(value: unknown): boolean {
  return isReadable(value) || isWebStream(value) || isAsyncIterable(value) || isIterable(value)
}

/**
 * An object of this program's own, of any realm: neither a list, nor an iterable, nor a built-in such as
 * `Date`.
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]' && !isStream(value)
}

export function hasMethod(value: unknown, name: string | symbol): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function'
}
