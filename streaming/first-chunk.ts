import type { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import type { BodySource } from './body-source.ts'
import { openBody } from './open-body.ts'
import type { Wait } from './stream-response.ts'
import { isAsyncIterable, isIterable, isReadable, isWebStream } from './streamed-response.ts'

/** A body whose first chunk is there, of the kind that it was before, so that middlewares can still wrap it. */
export interface StartedBody {
  readonly body: unknown
  /** Gives the body up, where nobody streams it. */
  release(): Promise<void>
}

export interface StartBodyOptions {
  readonly wait: Wait
  /** Throws for a first chunk that cannot be sent. */
  readonly check: (chunk: unknown) => void
}

/**
 * Waits for the first chunk of a body, and fails as the body fails.
 * @returns undefined for a body that is no stream, and so has nothing to wait for
 */
export async function startBody(
  body: unknown,
  { wait, check }: StartBodyOptions,
): Promise<StartedBody | undefined> {
  if (body === undefined || body === null) return undefined
  if (typeof body !== 'object' || body instanceof Uint8Array) {
    check(body)
    return undefined
  }
  if (isReadable(body) && isAsyncIterable(body)) return await startReadable(body, { wait, check })
  if (!isWebStream(body) && !isAsyncIterable(body) && !isIterable(body)) return undefined
  const source = openBody(body)
  return await releasedOnError(source, async () => {
    const first = await wait(Promise.resolve(source.next()))
    if (!first.done) check(first.value)
    const resumed = resumedSource(source, first)
    return { body: isWebStream(body) ? webStreamOf(resumed) : iterableOf(resumed), release: source.release }
  })
}

async function startReadable(stream: Readable, { wait, check }: StartBodyOptions): Promise<StartedBody> {
  stream.on('error', () => {})
  const release = async (): Promise<void> => {
    stream.destroy()
  }
  return await releasedOnError({ release }, async () => {
    if (stream.errored) throw stream.errored
    // Most have something at once, when they are asked.
    if (isStillEmpty(stream)) stream.read(0)
    if (isStillEmpty(stream)) await wait(readable(stream))
    if (stream.readableObjectMode && stream.readableLength > 0) {
      const first = stream.read()
      check(first)
      stream.unshift(first)
    }
    return { body: stream, release }
  })
}

function isStillEmpty(stream: Readable): boolean {
  return stream.readableLength === 0 && !stream.readableEnded && !stream.destroyed
}

/** Resolves when there is something to read, without reading it. */
function readable(stream: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown): void => {
      for (const event of events) stream.off(event, settle)
      stream.off('error', settle)
      if (error === undefined) resolve()
      else reject(error)
    }
    for (const event of events) stream.on(event, settle)
    stream.on('error', settle)
  })
}

const events = ['readable', 'end', 'close'] as const

async function releasedOnError<T>(source: Pick<BodySource, 'release'>, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    void source.release()
    throw error
  }
}

function resumedSource(source: BodySource, first: IteratorResult<unknown>): BodySource {
  let waiting: IteratorResult<unknown> | undefined = first
  return {
    next() {
      const result = waiting ?? source.next()
      waiting = first.done ? first : undefined
      return result
    },
    release: source.release,
  }
}

function iterableOf(source: BodySource): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => source.next(),
      async return() {
        await source.release()
        return { done: true, value: undefined }
      },
    }),
  }
}

function webStreamOf(source: BodySource): ReadableStream<unknown> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => source.release(),
  })
}
