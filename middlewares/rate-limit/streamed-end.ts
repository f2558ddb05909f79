import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'

/** Called once, when a body has ended, has failed or is not wanted any more. Never rejects. */
type AtEnd = () => Promise<void>

/**
 * The response with a body that waits for `atEnd` before it ends or fails; `undefined` if the body is not
 * streamed.
 */
export function withEndOf(response: unknown, atEnd: AtEnd): unknown {
  if (response instanceof Response) {
    const { status, statusText, headers, body } = response
    return body ? new Response(watched(body, atEnd) as never, { status, statusText, headers }) : undefined
  }
  if (isStream(response)) return watched(response, atEnd)
  const { body } = (response ?? {}) as { readonly body?: unknown }
  return isStream(body) ? { ...(response as object), body: watched(body, atEnd) } : undefined
}

/** The chunks of a body, and how it is told that nobody wants the rest. */
interface Source {
  next(): unknown
  release(): unknown
}

function watched(body: unknown, atEnd: AtEnd): unknown {
  if (isWebStream(body)) {
    const reader = body.getReader()
    const source = { next: () => reader.read(), release: () => reader.cancel() }
    return ReadableStream.from(chunksOf(source, atEnd))
  }
  const iterator = iteratorOf(body as Iterable<unknown>)
  if (!isReadable(body)) {
    return chunksOf({ next: () => iterator.next(), release: () => iterator.return?.() }, atEnd)
  }
  const source = { next: () => iterator.next(), release: () => body.destroy() }
  return Readable.from(chunksOf(source, atEnd), { objectMode: true, highWaterMark: 1 })
}

function chunksOf(source: Source, atEnd: AtEnd): AsyncIterableIterator<unknown> {
  return {
    async next() {
      try {
        const result = (await source.next()) as IteratorResult<unknown>
        if (result.done) await atEnd()
        return result
      } catch (error) {
        await atEnd()
        throw error
      }
    },
    async return() {
      // What the body throws now is of no use to anyone, and it may be busy with a chunk for long.
      void Promise.resolve(source.release()).catch(() => {})
      await atEnd()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function iteratorOf(
  body: Iterable<unknown> | AsyncIterable<unknown>,
): Iterator<unknown> | AsyncIterator<unknown> {
  return Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]()
}

/** Lists, text and bytes are there as a whole. */
function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    return false
  }
  return isWebStream(value) || Symbol.asyncIterator in value || Symbol.iterator in value
}

function isWebStream(value: unknown): value is ReadableStream<unknown> {
  return typeof (value as { getReader?: unknown }).getReader === 'function'
}

function isReadable(value: unknown): value is Readable {
  const { pipe, destroy } = value as Partial<Readable>
  return typeof pipe === 'function' && typeof destroy === 'function'
}
