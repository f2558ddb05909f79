import { Backlog } from './backlog.ts'
import { isHighSurrogate } from './chunk-source.ts'
import type { Interruption } from './interruption.ts'
import { type LambdaResponseStream, withPrelude } from './lambda-stream.ts'
import type { ResponseMetadata } from './response-metadata.ts'
import { clientDisconnected } from './stream-error.ts'
import type { ResolvedStreamOptions } from './stream-options.ts'
import type { BodyChunk } from './streamed-response.ts'

// Shorter pieces that are written in one turn leave together: each alone would cost the reader as much as a
// long one.
const shortPiece = 4096

/**
 * Writes one response in order, waiting for the reader. It never destroys the stream, which would end the
 * process, and tells `interruption` when the reader has gone.
 */
export class ResponseWriter {
  readonly #stream: LambdaResponseStream
  readonly #interruption: Interruption
  readonly #clock: ResolvedStreamOptions['clock']
  readonly #backlog: Backlog
  #out: LambdaResponseStream
  #countedBytes = 0
  /** The chunk that was written last, as far as it was written: counted when somebody asks. */
  #last: BodyChunk = ''
  #lastEnd = 0
  #ended = false
  #finished = false
  #listensToDrain = false
  #isCorked = false
  #resume: (() => void) | undefined

  constructor(
    stream: LambdaResponseStream,
    interruption: Interruption,
    { clock, timeoutEarlyMs }: ResolvedStreamOptions,
  ) {
    this.#stream = stream
    this.#out = stream
    this.#interruption = interruption
    this.#clock = clock
    this.#backlog = new Backlog(timeoutEarlyMs)
    // They stay for good: an error that nobody listens to ends the process.
    stream.on('close', this.#onGone)
    stream.on('error', this.#onGone)
  }

  /** Sends the prelude, with the first chunk if there is one. */
  commit(metadata: ResponseMetadata, first: BodyChunk = ''): Promise<void> | undefined {
    this.#out = withPrelude(this.#stream, metadata)
    // Lambda loses a prelude that no write follows.
    if (first.length === 0) return this.#drained(this.#out.write(''))
    return this.write(first)
  }

  /** Resolves when there is room for more; undefined where there is room already. */
  write(chunk: BodyChunk): Promise<void> | undefined {
    if (chunk.length === 0) return undefined
    this.#countedBytes = this.bytes
    this.#last = chunk
    this.#lastEnd = 0
    // Cut, so that no copy of a long chunk is ever whole.
    return chunk.length <= this.#backlog.pieceLength ? this.#send(chunk) : this.#sendPieces(chunk)
  }

  /** Bytes of the body that were written, without the prelude. */
  get bytes(): number {
    return this.#countedBytes + byteLength(this.#last, this.#lastEnd)
  }

  /** The chunk that was written last, as far as it was written. */
  get last(): BodyChunk {
    return typeof this.#last === 'string'
      ? this.#last.slice(0, this.#lastEnd)
      : this.#last.subarray(0, this.#lastEnd)
  }

  /** Writes without waiting: for the last words of a stream that failed. */
  writeLast(text: string): void {
    // A write after the end would end the process.
    if (!this.#ended) this.#out.write(text)
  }

  /** Resolves when the last byte has left; no later than an interruption. */
  end(): Promise<void> {
    return this.#interruption.waitForEnd<void>((resolve) => {
      // An http.ClientRequest that is corked writes the end of its body before what it holds back.
      this.#uncork()
      this.#ended = true
      this.#out.end((error?: unknown) => {
        if (error) this.#onGone(error)
        this.#finished = true
        resolve()
      })
    })
  }

  /** Ends without waiting: for a stream that failed. */
  endNow(): void {
    this.#finished = true
    this.#uncork()
    if (!this.#ended && this.#stream.destroyed !== true) this.#out.end()
    this.#ended = true
  }

  /** What happens to the stream from now on is of no consequence. */
  detach(): void {
    this.#finished = true
  }

  async #sendPieces(chunk: BodyChunk): Promise<void> {
    for (let start = 0; start < chunk.length; ) {
      const end = pieceEnd(chunk, start, this.#backlog.pieceLength)
      const piece = typeof chunk === 'string' ? chunk.slice(start, end) : chunk.subarray(start, end)
      start = end
      await this.#send(piece)
    }
  }

  #send(piece: BodyChunk): Promise<void> | undefined {
    this.#lastEnd += piece.length
    // Not the first one, which may be the only one.
    if (piece.length < shortPiece && this.#countedBytes > 0) this.#cork()
    if (!this.#backlog.add(piece.length, this.#clock.now())) return this.#drained(this.#out.write(piece))
    return this.#interruption.wait<void>((resolve) => {
      this.#resume = resolve
      this.#out.write(piece, 'utf8', this.#onDrain)
    })
  }

  #cork(): void {
    if (this.#isCorked || !this.#stream.cork) return
    this.#isCorked = true
    this.#stream.cork()
    process.nextTick(this.#uncork)
  }

  readonly #uncork = (): void => {
    if (this.#isCorked) this.#stream.uncork?.()
    this.#isCorked = false
  }

  #drained(hasRoom: boolean): Promise<void> | undefined {
    if (hasRoom) return undefined
    if (this.#stream.destroyed === true) this.#interruption.interrupt(clientDisconnected())
    if (!this.#listensToDrain) this.#stream.on('drain', this.#onDrain)
    this.#listensToDrain = true
    return this.#interruption.wait<void>((resolve) => {
      this.#resume = resolve
    })
  }

  readonly #onDrain = (): void => {
    this.#backlog.drained(this.#clock.now())
    this.#resume?.()
  }

  readonly #onGone = (error?: unknown): void => {
    if (!this.#finished) this.#interruption.interrupt(clientDisconnected(error))
  }
}

function pieceEnd(chunk: BodyChunk, start: number, pieceLength: number): number {
  const end = Math.min(start + pieceLength, chunk.length)
  const splitsCharacter = typeof chunk === 'string' && end < chunk.length && isHighSurrogate(chunk, end - 1)
  return splitsCharacter ? end - 1 : end
}

function byteLength(chunk: BodyChunk, end: number): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk.slice(0, end)) : end
}
