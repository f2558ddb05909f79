import type { BodySource } from './body/body-source.ts'
import type { ChunkEncoder } from './chunk-encoder.ts'
import type { BodyChunk } from './streamed-response.ts'

/**
 * A chunk as it is sent. The last one may have bytes too: what the encoder still held at the end of the body.
 */
export interface Chunk {
  readonly bytes: BodyChunk
  readonly last: boolean
}

/** The chunks of one body as they are sent, each classified and encoded once. */
export class ChunkSource {
  readonly #source: BodySource
  readonly #encoder: ChunkEncoder
  #held: Chunk | undefined
  #ended = false
  #released: Promise<void> | undefined

  constructor(source: BodySource, encoder: ChunkEncoder) {
    this.#source = source
    this.#encoder = encoder
  }

  // A promise only if the body makes one: `npm run bench -- streaming` shows the difference for strings and
  // buffers.
  next(): Chunk | Promise<Chunk> {
    const held = this.#held
    if (held) {
      this.#held = undefined
      return held
    }
    const pulled = this.#source.next()
    return pulled instanceof Promise ? pulled.then(this.#encode) : this.#encode(pulled)
  }

  /** Puts a chunk back: it is the next one again. */
  hold(chunk: Chunk): void {
    this.#held = chunk
  }

  /**
   * Closes a body that is not at its end. Settles when the body has cleaned up, as far as that can be
   * awaited.
   */
  release(): Promise<void> {
    this.#released ??= this.#ended ? Promise.resolve() : this.#source.release()
    return this.#released
  }

  readonly #encode = (pulled: IteratorResult<unknown>): Chunk => {
    this.#ended = pulled.done === true
    return pulled.done
      ? { bytes: this.#encoder.flush(), last: true }
      : { bytes: this.#encoder.encode(pulled.value), last: false }
  }
}
