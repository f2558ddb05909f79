import type { IncomingMessage } from 'node:http'
import { buildFunctionUrlEvent } from '../events/http-api-v2.ts'
import { EventTooLargeError } from '../events/size-limits.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: "Invocation payload", synchronous.
const MAX_REQUEST_BYTES = 6 * 1024 * 1024

/** The event that a Function URL makes of a request; undefined if it is larger than Lambda takes. */
export function functionUrlEvent(
  request: IncomingMessage,
  body: Buffer,
  origin: { readonly time: number; readonly requestId: string },
): unknown {
  const target = request.url ?? '/'
  const queryAt = target.indexOf('?')
  const { cookie, ...headers } = request.headersDistinct
  const input = {
    ...origin,
    method: request.method,
    path: queryAt === -1 ? target : target.slice(0, queryAt),
    query: queryAt === -1 ? '' : target.slice(queryAt + 1),
    headers: headers as Record<string, string[]>,
    cookies: cookie?.flatMap((value) => value.split('; ')),
    body: body.length === 0 ? undefined : textOrBytes(body, request.headers['content-type']),
    sourceIp: request.socket.remoteAddress,
  }
  try {
    return buildFunctionUrlEvent(input)
  } catch (error) {
    if (error instanceof EventTooLargeError) return undefined
    throw error
  }
}

/** Undefined where it is larger than Lambda takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_REQUEST_BYTES) chunks.push(chunk)
  }
  return size <= MAX_REQUEST_BYTES ? Buffer.concat(chunks) : undefined
}

// A Function URL passes text as it is, and everything else as base64.
function textOrBytes(body: Buffer, contentType = ''): string | Buffer {
  return /^text\/|[/+](?:json|xml|javascript)\b|x-www-form-urlencoded/i.test(contentType)
    ? body.toString()
    : body
}
