/** Reads the lengths of the frames of a WebSocket, to find frames over a limit. */
export class FrameLimit {
  readonly #maxBytes: number
  #header: number[] = []
  #payloadLeft = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Whether a frame over the limit begins in `chunk`, which follows the earlier chunks. */
  isExceededBy(chunk: Uint8Array): boolean {
    let at = 0
    while (at < chunk.length) {
      if (this.#payloadLeft > 0) {
        const skipped = Math.min(this.#payloadLeft, chunk.length - at)
        this.#payloadLeft -= skipped
        at += skipped
        continue
      }
      this.#header.push(chunk[at] ?? 0)
      at += 1
      const length = payloadLength(this.#header)
      if (length === undefined) continue
      if (length > this.#maxBytes) return true
      this.#header = []
      this.#payloadLeft = length
    }
    return false
  }
}

/** The length of the payload, once the header is complete: RFC 6455, section 5.2. */
function payloadLength(header: readonly number[]): number | undefined {
  const second = header[1]
  if (second === undefined) return undefined
  const short = second & 0x7f
  const extended = short === 127 ? 8 : short === 126 ? 2 : 0
  const mask = second & 0x80 ? 4 : 0
  if (header.length < 2 + extended + mask) return undefined
  if (extended === 0) return short
  return header.slice(2, 2 + extended).reduce((length, byte) => length * 256 + byte, 0)
}
