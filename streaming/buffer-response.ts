import { chunksOf } from './chunk-source.ts'
import {
  isBodiless,
  isPayloadFormat1,
  joined,
  type ResponseMetadata,
  responseMetadata,
} from './response-metadata.ts'
import { asResponse, withJsonBody } from './returned/as-response.ts'
import { invalidHeader } from './returned/invalid-response.ts'
import type { StreamedResult } from './streamed-response.ts'

/** A response as a handler that does not stream returns it. */
export interface BufferedResponse extends ResponseMetadata {
  /** Text, or base64 where the body is not UTF-8. */
  readonly body: string
  /** Whether `body` is base64. */
  readonly isBase64Encoded: boolean
}

/**
 * Reads a response to its end, so that a handler that does not stream can return what one that streams
 * returns: `sse` and `html` among it. Headers and cookies are where the trigger of `event` reads them. Fails
 * as the body fails.
 *
 * @example
 * ```ts
 * export const handler = middy(async (event: unknown) => bufferResponse(html(page()), event))
 *
 * async function* page() {
 *   yield '<h1>Orders</h1>'
 *   yield '<p>Order 7</p>'
 * }
 * ```
 * @param event - the event that the handler got; without it the response is one of payload format 2.0
 * @throws AppTheoryError `stream.invalid_header` (rejects) for several cookies through a load balancer
 * without multi-value headers
 */
export async function bufferResponse(result: StreamedResult, event?: unknown): Promise<BufferedResponse> {
  const response = withJsonBody(asResponse(result))
  const chunks = chunksOf(response)
  const pieces: Buffer[] = []
  let metadata: ResponseMetadata
  try {
    metadata = forTrigger(responseMetadata(response, event), event)
    let isOver = isBodiless(metadata.statusCode, event)
    while (!isOver) {
      const { bytes, last } = await chunks.next()
      pieces.push(Buffer.from(bytes))
      isOver = last
    }
  } finally {
    await chunks.release()
  }
  const bytes = Buffer.concat(pieces)
  const text = bytes.toString('utf8')
  const isText = Buffer.from(text).equals(bytes)
  return { ...metadata, body: isText ? text : bytes.toString('base64'), isBase64Encoded: !isText }
}

interface ProxyEvent {
  readonly requestContext?: { readonly elb?: unknown }
  readonly multiValueHeaders?: unknown
}

/**
 * `cookies` are of payload format 2.0 and of streams alone, and a load balancer reads one map of headers, not
 * both.
 */
function forTrigger(metadata: ResponseMetadata, event: unknown): ResponseMetadata {
  if (!isPayloadFormat1(event)) return metadata
  const { statusCode, headers, cookies = [] } = metadata
  const lists = { ...metadata.multiValueHeaders, ...(cookies.length > 0 && { 'set-cookie': cookies }) }
  const { requestContext, multiValueHeaders } = event as ProxyEvent
  if (!requestContext?.elb) return { statusCode, headers, multiValueHeaders: lists }
  if (multiValueHeaders) {
    const single = Object.entries(headers).map(([name, value]) => [name, [value]])
    return { statusCode, headers, multiValueHeaders: { ...Object.fromEntries(single), ...lists } }
  }
  if (cookies.length > 1) throw invalidHeader('several cookies need a target group with multi-value headers')
  return { statusCode, headers: { ...headers, ...joined(Object.entries(lists)) } }
}
