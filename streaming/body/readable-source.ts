import { Readable } from 'node:stream'

const lowMark = 1024
const largestPiece = 65_536

/**
 * Takes from a stream what it has buffered, at once where there is something. Its own iterator waits for
 * every chunk, and joins, and so copies, two that are there.
 */
export class ReadableSource {
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
    if (stream.readableLength === 0 && !stream.destroyed) stream.read(0)
    // A stream that has failed or was destroyed still has what it had buffered by then.
    if (stream.readableLength > 0) {
      const value = stream.readableObjectMode ? stream.read() : stream.read(sizeToTake(stream))
      if (value !== null) return { done: false, value }
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

/**
 * `read()` without a size copies all that is buffered into one chunk. A size above the stream's high-water
 * mark raises the mark for good, so that a slow reader would make the stream buffer more and more. A low mark
 * may rise: `Readable.from` sets a mark of 1 byte for a stream of bytes.
 */
function sizeToTake({ readableLength, readableHighWaterMark }: Readable): number {
  return Math.min(readableLength, readableHighWaterMark < lowMark ? largestPiece : readableHighWaterMark)
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
