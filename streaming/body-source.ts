import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { types } from 'node:util'
import { AppTheoryError } from '../errors.ts'
import { describe, isAsyncIterable, isIterable, isReadable, isWebStream } from './streamed-response.ts'

/** Chunks of a body, one at a time, whatever the body is. */
export interface BodySource {
  /** At once where the body has it at once. Not called again after the end or an error. */
  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>>
  /**
   * Tells the body that nobody wants the rest: `destroy()`, `cancel()` or `return()`. What the body throws at
   * that is of no consequence any more. Settles when the body has cleaned up, as far as that can be waited for.
   */
  release(): Promise<void>
}

/** @throws AppTheoryError `stream.invalid_body` for what cannot be streamed */
export function openBody(body: unknown): BodySource {
  if (body === undefined || body === null) return nothing
  if (typeof body === 'string' || types.isUint8Array(body)) return chunksOf([body])
  if (isReadable(body)) return new ReadableSource(body)
  if (isWebStream(body)) return webStreamSource(body)
  if (isAsyncIterable(body)) return iteratorSource(body[Symbol.asyncIterator]())
  if (isIterable(body)) return iteratorSource(body[Symbol.iterator]())
  throw invalidBody(`a body must be text, bytes, a stream or an iterable, not ${describe(body)}`)
}

/** A body without chunks. */
export const nothing: BodySource = {
  next: ended,
  release: () => Promise.resolve(),
}

function chunksOf(chunks: readonly unknown[]): BodySource {
  const iterator = chunks[Symbol.iterator]()
  return { next: () => iterator.next(), release: () => Promise.resolve() }
}

/**
 * Takes from a stream what it has buffered, at once where there is something. Its own iterator waits for every chunk, and
 * joins, and so copies, two that are there.
 */
class ReadableSource implements BodySource {
  readonly #given: Readable
  readonly #stream: Readable
  #isStarted = false
  #end: (() => IteratorResult<unknown>) | undefined
  #wake: (() => void) | undefined

  constructor(stream: Readable) {
    this.#given = stream
    // Streams from before `readable-stream` 3 do not say what they have.
    this.#stream =
      typeof stream.readableLength === 'number' ? stream : new Readable({ objectMode: true }).wrap(stream)
    // It stays for good: after its release a stream may still report the error that its destruction caused.
    stream.on('error', (error) => this.#stop(() => fail(error)))
  }

  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    if (!this.#isStarted) this.#start()
    return this.#taken() ?? this.#awaited()
  }

  async release(): Promise<void> {
    if (typeof this.#given.destroy === 'function') this.#given.destroy()
    if (this.#stream !== this.#given) this.#stream.destroy()
  }

  #start(): void {
    this.#isStarted = true
    const stream = this.#stream
    if (stream.errored) this.#stop(() => fail(stream.errored))
    else if (stream.readableEnded) this.#stop(ended)
    else if (stream.destroyed) this.#stop(closedTooEarly)
    else {
      stream.on('readable', () => this.#wake?.())
      stream.on('end', () => this.#stop(ended))
      stream.on('close', () => this.#stop(closedTooEarly))
    }
  }

  #taken(): IteratorResult<unknown> | undefined {
    const stream = this.#stream
    if (!stream.destroyed) {
      if (stream.readableLength === 0) stream.read(0)
      if (stream.readableLength > 0) {
        // Without a size it would take what comes in meanwhile as well, and join the two.
        const value = stream.readableObjectMode ? stream.read() : stream.read(stream.readableLength)
        if (value !== null) return { done: false, value }
      }
    }
    return this.#end?.()
  }

  async #awaited(): Promise<IteratorResult<unknown>> {
    for (;;) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      const taken = this.#taken()
      if (taken) return taken
    }
  }

  /** The first end holds. */
  #stop(end: () => IteratorResult<unknown>): void {
    this.#end ??= end
    this.#wake?.()
  }
}

function ended(): IteratorResult<unknown> {
  return { done: true, value: undefined }
}

function closedTooEarly(): never {
  throw new Error('the body was closed before its end')
}

function fail(error: unknown): never {
  throw error
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
        if (!isThenable(result)) return settled(result)
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

function isThenable<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Partial<Promise<T>>).then === 'function'
}

/** An error for a body, or a piece of one, that cannot be sent. */
export function invalidBody(message: string, cause?: unknown): AppTheoryError {
  return new AppTheoryError('stream.invalid_body', message, cause === undefined ? {} : { cause })
}

function ignore(): void {}
