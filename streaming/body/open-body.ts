import type { ReadableStream } from 'node:stream/web'
import { isPromiseLike } from '../../services/is-promise-like.ts'
import { attempt } from '../attempt.ts'
import { isAsyncIterable, isIterable, isReadable, isWebStream, isWhole } from '../returned/body-kind.ts'
import { describe, invalidBody } from '../returned/invalid-response.ts'
import { ReadableSource } from './readable-source.ts'

/** Chunks of a body, one at a time, whatever the body is. */
export interface BodySource {
  /** At once if the body has it at once. Not called again after the end or an error. */
  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>>
  /**
   * Closes the body: `destroy()`, `cancel()` or `return()`, whose errors are ignored. Settles after the
   * body's cleanup, if that can be awaited.
   */
  release(): Promise<void>
}

/** @throws AppTheoryError `stream.invalid_body` for a body that cannot be streamed */
export function openBody(body: unknown): BodySource {
  if (body === undefined || body === null) return nothing
  if (isWhole(body)) return iteratorSource([body].values())
  if (isReadable(body)) return new ReadableSource(body)
  if (isWebStream(body)) return webStreamSource(body)
  if (isAsyncIterable(body)) return iteratorSource(body[Symbol.asyncIterator]())
  if (isIterable(body)) return iteratorSource(body[Symbol.iterator]())
  throw invalidBody(`a body must be text, bytes, a stream or an iterable, not ${describe(body)}`)
}

const nothing: BodySource = {
  next: () => ({ done: true, value: undefined }),
  release: async () => {},
}

function webStreamSource(stream: ReadableStream<unknown>): BodySource {
  if (stream.locked) throw invalidBody('the body is a ReadableStream that is locked to another reader')
  const reader = stream.getReader()
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    release: async () => void (await attempt(() => reader.cancel())),
  }
}

function iteratorSource(iterator: AsyncIterator<unknown> | Iterator<unknown>): BodySource {
  let isOpen = true
  let isPending = false
  const settled = (result: IteratorResult<unknown>): IteratorResult<unknown> => {
    isPending = false
    return result
  }
  const failed = (error: unknown): never => {
    isOpen = false
    throw error
  }
  return {
    next() {
      try {
        const result = iterator.next()
        if (!isPromiseLike(result)) return result
        isPending = true
        return Promise.resolve(result).then(settled, failed)
      } catch (error) {
        return failed(error)
      }
    },
    async release() {
      if (!isOpen) return
      const returned = attempt(() => iterator.return?.())
      // A generator runs its `return` after the `next` that it is busy with, which may never settle.
      if (!isPending) await returned
    },
  }
}
