import { types } from 'node:util'
import { type BodySource, openBody } from './body/open-body.ts'
import { isWhole } from './returned/body-kind.ts'
import { describe, invalidBody } from './returned/invalid-response.ts'
import type { BodyChunk, StreamedResponse } from './streamed-response.ts'

/** A chunk as it is sent. The last one may have bytes too: those that were kept back until the body ended. */
export interface Chunk {
  readonly bytes: BodyChunk
  readonly last: boolean
}

const replacementCharacter = '\ufffd'

/**
 * The chunks of one body as they are sent. Text never ends inside a character, nor base64 inside a byte: the
 * rest is kept back until the next chunk.
 */
export class ChunkSource {
  readonly #source: BodySource
  readonly #isBase64: boolean
  #keptBack = ''
  #held: Chunk | undefined
  #ended = false

  /** @param held - the next chunk, before those of `source` */
  constructor(source: BodySource, isBase64: boolean, held?: Chunk) {
    this.#source = source
    this.#isBase64 = isBase64
    this.#held = held
  }

  /**
   * A promise only if the body returns one: `npm run bench -- streaming` shows the difference.
   * @throws AppTheoryError `stream.invalid_body` for a chunk that is neither text nor bytes, and for text
   * that is not the base64 it should be
   */
  next(): Chunk | Promise<Chunk> {
    const held = this.takeHeld()
    if (held) return held
    const pulled = this.#source.next()
    return pulled instanceof Promise ? pulled.then((result) => this.#encode(result)) : this.#encode(pulled)
  }

  /** Puts a chunk back: it is the next one again. */
  hold(chunk: Chunk): void {
    this.#held = chunk
  }

  takeHeld(): Chunk | undefined {
    const held = this.#held
    this.#held = undefined
    return held
  }

  /** Closes a body that has not ended. Settles after its cleanup, if that can be awaited. */
  release(): Promise<void> {
    return this.#ended ? Promise.resolve() : this.#source.release()
  }

  #encode({ done, value }: IteratorResult<unknown>): Chunk {
    this.#ended = done === true
    if (done) return { bytes: this.#flush(), last: true }
    return {
      bytes: typeof value === 'string' ? this.#encodeText(value) : this.#encodeBytes(value),
      last: false,
    }
  }

  #encodeText(value: string): BodyChunk {
    const text = this.#keptBack + (this.#isBase64 ? withoutSpace(value) : value)
    const end =
      text.length - (this.#isBase64 ? text.length % 4 : Number(isHighSurrogate(text, text.length - 1)))
    this.#keptBack = text.slice(end)
    const whole = text.slice(0, end)
    return this.#isBase64 ? decodeBase64(whole) : whole
  }

  #encodeBytes(value: unknown): Buffer {
    const bytes = bytesOf(value)
    return this.#keptBack === '' ? bytes : Buffer.concat([Buffer.from(this.#flush()), bytes])
  }

  #flush(): BodyChunk {
    const rest = this.#keptBack
    this.#keptBack = ''
    return this.#isBase64 ? decodeBase64(rest) : rest && replacementCharacter
  }
}

/** @throws AppTheoryError `stream.invalid_body` for a body that cannot be streamed */
export function chunksOf({ body, isBase64Encoded }: StreamedResponse): ChunkSource {
  const isBase64 = isBase64Encoded === true
  if (!isWhole(body)) return new ChunkSource(openBody(body), isBase64)
  const isText = typeof body === 'string'
  const bytes = !isText ? bytesOf(body) : isBase64 ? decodeBase64(withoutSpace(body)) : body
  return new ChunkSource(openBody(undefined), isBase64, { bytes, last: true })
}

function bytesOf(value: unknown): Buffer {
  if (!types.isUint8Array(value)) throw invalidBody(`a chunk must be text or bytes, not ${describe(value)}`)
  // Lambda's stream writes only a Uint8Array of its own realm as bytes.
  return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

/** Whether the code unit at `index` is the first half of a surrogate pair. */
export function isHighSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '')
}

function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  const digits = text.replace(/==?$/, '').length
  // Node's decoder skips other characters, and so returns fewer bytes than the digits stand for.
  if (digits % 4 === 1 || bytes.length !== Math.floor((digits * 3) / 4)) {
    throw invalidBody('the response says isBase64Encoded, but its body is not base64')
  }
  return bytes
}
