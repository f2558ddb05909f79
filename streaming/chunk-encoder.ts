import { types } from 'node:util'
import { describe, invalidBody } from './returned/invalid-response.ts'
import type { BodyChunk, StreamableBody, StreamedResponse } from './streamed-response.ts'

/**
 * Turns the chunks of one body into what may be written as it is. Text never ends inside a character: the
 * first half of a surrogate pair waits for the second. Base64 is decoded across chunk boundaries.
 */
export interface ChunkEncoder {
  /**
   * @throws AppTheoryError `stream.invalid_body` for what is neither text nor bytes, and for text that is not
   * base64
   */
  encode(chunk: unknown): BodyChunk
  /** What still waits, when the body has ended. */
  flush(): BodyChunk
}

export function chunkEncoder(isBase64Encoded: boolean): ChunkEncoder {
  return isBase64Encoded ? base64Decoder() : textEncoder()
}

/**
 * The body of a response, decoded where it is base64 and whole.
 * @throws AppTheoryError `stream.invalid_body` for text that is not base64
 */
export function wholeBody({ body, isBase64Encoded }: StreamedResponse): StreamableBody {
  return isBase64Encoded === true && typeof body === 'string' ? decodeBase64(body.replace(/\s+/g, '')) : body
}

const replacementCharacter = '\ufffd'

function textEncoder(): ChunkEncoder {
  let highSurrogate = ''
  return {
    encode(chunk) {
      if (typeof chunk === 'string') {
        const text = highSurrogate === '' ? chunk : highSurrogate + chunk
        const endsInside = isHighSurrogate(text, text.length - 1)
        highSurrogate = endsInside ? text.slice(-1) : ''
        return endsInside ? text.slice(0, -1) : text
      }
      const bytes = bytesOf(chunk)
      if (highSurrogate === '') return bytes
      highSurrogate = ''
      return Buffer.concat([Buffer.from(replacementCharacter), bytes])
    },
    flush() {
      const rest = highSurrogate === '' ? '' : replacementCharacter
      highSurrogate = ''
      return rest
    },
  }
}

function base64Decoder(): ChunkEncoder {
  let incomplete = ''
  return {
    encode(chunk) {
      if (typeof chunk !== 'string') return bytesOf(chunk)
      const text = incomplete + chunk.replace(/\s+/g, '')
      const whole = text.length - (text.length % 4)
      incomplete = text.slice(whole)
      return decodeBase64(text.slice(0, whole))
    },
    flush() {
      const rest = incomplete
      incomplete = ''
      return decodeBase64(rest)
    },
  }
}

function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  const digits = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
  // Node's decoder skips what it does not know, and so returns less than the digits stand for.
  if (digits % 4 === 1 || bytes.length !== Math.floor((digits * 3) / 4)) {
    throw invalidBody('the response says isBase64Encoded, but its body is not base64')
  }
  return bytes
}

function bytesOf(chunk: unknown): Buffer {
  if (!types.isUint8Array(chunk)) throw invalidBody(`a chunk must be text or bytes, not ${describe(chunk)}`)
  // Lambda's stream writes only a Uint8Array of its own realm as bytes.
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}

/** Whether the code unit at `index` is the first half of a surrogate pair. */
export function isHighSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800
}
