import { AppTheoryError } from '../errors.ts'
import { timersOf } from '../services/clock/clock.ts'
import { type Chunk, type ChunkSource, chunksOf } from './chunk-source.ts'
import { type Deadline, Interruption } from './interruption.ts'
import { asResponseStream } from './lambda-stream.ts'
import { isBodiless, type ResponseMetadata, responseMetadata } from './response-metadata.ts'
import { ResponseWriter } from './response-writer.ts'
import { isDisconnect } from './stream-error.ts'
import type { ResolvedStreamOptions } from './stream-options.ts'
import type { BodyChunk, StreamedResponse } from './streamed-response.ts'

/** The arguments of an invocation. */
export interface StreamedCall {
  readonly event: unknown
  readonly context: Deadline | undefined
  /** The function's response stream. */
  readonly stream: unknown
}

/** A response of which nothing has been sent yet. Nothing but its body can fail any more. */
export interface OpenResponse {
  readonly response: StreamedResponse
  readonly metadata: ResponseMetadata
  /** Holds the first chunk, unless the prelude is sent before it. */
  readonly chunks: ChunkSource
}

/** One invocation: its stream, its options, and its time. */
export class Exchange {
  readonly event: unknown
  readonly context: Deadline | undefined
  readonly options: ResolvedStreamOptions
  readonly interruption: Interruption
  readonly writer: ResponseWriter
  maxBytes: number
  #releases: Map<ChunkSource, Promise<void>> | undefined

  /** @throws TypeError if the function was called as one that does not stream */
  constructor({ event, context, stream }: StreamedCall, options: ResolvedStreamOptions) {
    this.event = event
    this.context = context
    this.options = options
    this.maxBytes = options.maxResponseBytes
    this.interruption = new Interruption(context, options)
    this.writer = new ResponseWriter(asResponseStream(stream), this.interruption, options)
  }

  get isReaderGone(): boolean {
    return isDisconnect(this.interruption.reason)
  }

  /**
   * Pulls the first chunk of a response's body, and checks everything that can be checked before the first
   * byte is sent. A failure closes the body, and leaves time to answer it.
   */
  async open(
    response: StreamedResponse,
    chunks: ChunkSource = chunksOf(response),
    commit: ResolvedStreamOptions['commit'] = this.options.commit,
  ): Promise<OpenResponse> {
    const { event } = this
    try {
      if (commit === 'first-chunk' && !isBodiless(Number(response.statusCode), event)) {
        const pulled = this.pull(chunks)
        const first = pulled instanceof Promise ? await pulled : pulled
        this.checkSize(0, first.bytes)
        chunks.hold(first)
      }
      // After the pull, because until then the body may change status and headers.
      const metadata = responseMetadata(response, event)
      if (!isBodiless(metadata.statusCode, event)) return { response, metadata, chunks }
      await this.release(chunks)
      return { response, metadata, chunks: chunksOf({}) }
    } catch (error) {
      const released = this.release(chunks)
      // A body whose time is up may take its time to clean up, too.
      if (!this.interruption.reason) await released
      else if (!this.isReaderGone) this.interruption.reason = undefined
      throw error
    }
  }

  pull(chunks: ChunkSource): Chunk | Promise<Chunk> {
    const pulled = chunks.next()
    if (!(pulled instanceof Promise)) return pulled
    return this.interruption.wait((resolve, reject) => pulled.then(resolve, reject))
  }

  /** @throws AppTheoryError `app.too_large` if `chunk` after `sent` bytes exceeds the limit */
  checkSize(sent: number, chunk: BodyChunk): void {
    const { maxBytes } = this
    if (maxBytes === Number.POSITIVE_INFINITY || sent + Buffer.byteLength(chunk) <= maxBytes) return
    throw new AppTheoryError('app.too_large', `the response is larger than ${maxBytes} bytes`)
  }

  /** Closes a body, and waits for its cleanup at most half of the reserve before the deadline. */
  release(chunks: ChunkSource): Promise<void> {
    const known = this.#releases?.get(chunks)
    if (known) return known
    const { clock, timeoutEarlyMs } = this.options
    const released = new Promise<void>((resolve) => {
      const cancel = timersOf(clock).schedule(timeoutEarlyMs / 2, resolve)
      chunks.release().then(() => {
        cancel()
        resolve()
      })
    })
    this.#releases ??= new Map()
    this.#releases.set(chunks, released)
    return released
  }

  /** From now on, neither time nor stream are watched. */
  close(): void {
    this.interruption.close()
    this.writer.detach()
  }
}
