import { AppTheoryError } from '../errors.ts'
import type { BodyChunk } from './streamed-response.ts'

/** @throws AppTheoryError `app.too_large` where `chunk` after `sent` bytes is more than `maxBytes` */
export function checkSize(sent: number, chunk: BodyChunk, maxBytes: number): void {
  if (maxBytes === Number.POSITIVE_INFINITY || sent + Buffer.byteLength(chunk) <= maxBytes) return
  throw new AppTheoryError('app.too_large', `the response is larger than ${maxBytes} bytes`)
}
