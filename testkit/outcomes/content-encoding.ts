import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { MalformedResponseError } from '../malformed-response-error.ts'

const decoders: ReadonlyMap<string, (bytes: Uint8Array) => Uint8Array> = new Map<
  string,
  (bytes: Uint8Array) => Uint8Array
>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
])

/**
 * The body without its content codings, the last of which is undone first (RFC 9110, section 8.4). An unknown
 * coding stays.
 *
 * @throws MalformedResponseError for a body that is not coded as its header says
 */
export function decodedBody(bytes: Buffer, contentEncoding = ''): Buffer {
  const codings = contentEncoding.split(',').map((coding) => coding.trim().toLowerCase())
  if (bytes.length === 0) return bytes
  return codings.reduceRight((body, coding) => decoded(body, coding), bytes)
}

function decoded(bytes: Buffer, coding: string): Buffer {
  const decode = decoders.get(coding)
  if (!decode) return bytes
  try {
    return Buffer.from(decode(bytes))
  } catch (cause) {
    throw new MalformedResponseError(`the body is not ${coding}, as its content-encoding says`, { cause })
  }
}
