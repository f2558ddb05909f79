import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import type { Failure } from '../attempt.ts'
import type { ChunkSource } from '../chunk-source.ts'
import type { BodyChunk } from '../streamed-response.ts'

/**
 * A streaming body as `after` middlewares get it: a `Readable`, or a web stream if it was one, that reads the
 * chunks no faster than it is read. It never fails. If the chunks fail, it ends, and the failure is kept.
 */
export class GuardedBody {
  readonly body: Readable | ReadableStream<unknown>
  /** What the body is as text, and in JSON. */
  readonly placeholder = '[apptheory-middy: a streamed body]'
  failure: Failure | undefined
  readonly #chunks: ChunkSource
  readonly #lastWords: (error: unknown, last: BodyChunk) => string
  #last: BodyChunk = ''
  #push: ((chunk: BodyChunk | null) => void) | undefined
  #wasAsked = false

  /** @param lastWords - the text with which a body ends that fails after the chunk `last` */
  constructor(chunks: ChunkSource, isWeb: boolean, lastWords: (error: unknown, last: BodyChunk) => string) {
    this.#chunks = chunks
    this.#lastWords = lastWords
    this.body = isWeb ? this.#webStream() : this.#readable()
    const shown = { value: () => this.placeholder, configurable: true }
    Object.defineProperties(this.body, { toJSON: shown, toString: shown })
  }

  /** Whether a middleware reads the body, or has begun to. */
  get isRead(): boolean {
    if (this.#wasAsked) return true
    return 'locked' in this.body ? this.body.locked : this.body.readableFlowing !== null
  }

  /** Ends the body as if its chunks had failed with `error`. */
  fail(error: unknown): void {
    if (!this.#push) return
    this.failure = { error }
    const words = this.#lastWords(error, this.#last)
    if (words !== '') this.#push(words)
    this.close()
  }

  /** Ends the body. */
  close(): void {
    const push = this.#push
    this.#push = undefined
    push?.(null)
  }

  async #feed(): Promise<void> {
    this.#wasAsked = true
    try {
      const { bytes, last } = await this.#chunks.next()
      if (!last || bytes.length > 0) this.#push?.(bytes)
      this.#last = bytes
      if (last) this.close()
    } catch (error) {
      this.fail(error)
    }
  }

  #readable(): Readable {
    const readable = new Readable({
      objectMode: true,
      highWaterMark: 1,
      read: () => {
        void this.#feed()
      },
    })
    this.#push = (chunk) => readable.push(chunk)
    return readable
  }

  #webStream(): ReadableStream<unknown> {
    return new ReadableStream<unknown>(
      {
        start: (controller) => {
          this.#push = (chunk) => {
            if (chunk === null) controller.close()
            else controller.enqueue(chunk)
          }
        },
        pull: () => this.#feed(),
        cancel: () => {
          this.#push = undefined
        },
      },
      { highWaterMark: 0 },
    )
  }
}
