import { chunkEncoder, wholeBody } from './chunk-encoder.ts'
import { openBody } from './open-body.ts'
import { isBodiless, type ResponseMetadata, responseMetadata } from './response-metadata.ts'
import { asResponse, type StreamedResult } from './streamed-response.ts'

/** A response as a handler that does not stream returns it. */
export interface BufferedResponse extends ResponseMetadata {
  /** Text, or base64 where the body is not UTF-8. */
  readonly body: string
  readonly isBase64Encoded: boolean
}

/**
 * Reads a response to its end, so that a handler that does not stream can return what one that streams returns: `sse`
 * and `html` among it. Fails as the body fails.
 *
 * @example
 * ```ts
 * export const handler = middy(async () => bufferResponse(html(renderPage())))
 * ```
 * @param event - the event that the handler got; without it the response is one of payload format 2.0
 */
export async function bufferResponse(result: StreamedResult, event?: unknown): Promise<BufferedResponse> {
  const response = asResponse(result)
  const metadata = responseMetadata(response, event)
  const source = openBody(wholeBody(response))
  const encoder = chunkEncoder(response.isBase64Encoded === true)
  const pieces: Buffer[] = []
  try {
    if (!isBodiless(metadata.statusCode, event)) {
      for (let next = await source.next(); !next.done; next = await source.next()) {
        pieces.push(Buffer.from(encoder.encode(next.value)))
      }
      pieces.push(Buffer.from(encoder.flush()))
    }
  } finally {
    await source.release()
  }
  const bytes = Buffer.concat(pieces)
  const text = bytes.toString('utf8')
  const isText = Buffer.from(text).equals(bytes)
  return { ...metadata, body: isText ? text : bytes.toString('base64'), isBase64Encoded: !isText }
}
