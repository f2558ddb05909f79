import type { ReadableStream } from 'node:stream/web'
import { isPromiseLike } from '../../services/is-promise-like.ts'
import { isAsyncIterable, isIterable, isReadable, isWebStream, isWhole } from '../returned/body-kind.ts'
import { describe, invalidBody } from '../returned/invalid-response.ts'
import { type BodySource, nothing } from './body-source.ts'
import { ReadableSource } from './readable-source.ts'

/** @throws AppTheoryError `stream.invalid_body` for what cannot be streamed */
export function openBody(body: unknown): BodySource {
  if (body === undefined || body === null) return nothing
  if (isWhole(body)) return chunksOf([body])
  if (isReadable(body)) return new ReadableSource(body)
  if (isWebStream(body)) return webStreamSource(body)
  if (isAsyncIterable(body)) return iteratorSource(body[Symbol.asyncIterator]())
  if (isIterable(body)) return iteratorSource(body[Symbol.iterator]())
  throw invalidBody(`a body must be text, bytes, a stream or an iterable, not ${describe(body)}`)
}

function chunksOf(chunks: readonly unknown[]): BodySource {
  const iterator = chunks[Symbol.iterator]()
  return { next: () => iterator.next(), release: () => Promise.resolve() }
}

function webStreamSource(stream: ReadableStream<unknown>): BodySource {
  if (stream.locked) throw invalidBody('the body is a ReadableStream that is locked to another reader')
  const reader = stream.getReader()
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    release: () => reader.cancel().catch(ignore),
  }
}

function iteratorSource(iterator: AsyncIterator<unknown> | Iterator<unknown>): BodySource {
  let open = true
  let pending = false
  const settled = (result: IteratorResult<unknown>): IteratorResult<unknown> => {
    pending = false
    if (result.done) open = false
    return result
  }
  const failed = (error: unknown): never => {
    pending = false
    open = false
    throw error
  }
  return {
    next() {
      try {
        const result = iterator.next()
        if (!isPromiseLike(result)) return settled(result)
        pending = true
        return Promise.resolve(result).then(settled, failed)
      } catch (error) {
        return failed(error)
      }
    },
    async release() {
      if (!open) return
      open = false
      const returned = returnOf(iterator).catch(ignore)
      // A generator runs its `return` after the `next` that it is busy with, which may never settle.
      if (!pending) await returned
    },
  }
}

async function returnOf(iterator: AsyncIterator<unknown> | Iterator<unknown>): Promise<unknown> {
  return iterator.return?.()
}

function ignore(): void {}
