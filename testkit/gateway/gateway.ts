import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Context } from 'aws-lambda'
import { type Clock, systemClock } from '../../services/clock/clock.ts'
import { type IdGenerator, ulidGenerator } from '../../services/ids/ids.ts'
import { buildFunctionUrlEvent } from '../events/http-api-v2.ts'
import { type HttpOutcome, httpOutcome } from '../http-outcome.ts'
import { lambdaContext } from '../lambda-context.ts'

export interface GatewayOptions {
  /** The function, as Lambda would call it. */
  readonly handler: (event: never, context: never) => unknown
  /** @defaultValue a free one */
  readonly port?: number | undefined
  /** @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Request identifiers. @defaultValue ULIDs */
  readonly ids?: IdGenerator | undefined
  /** @defaultValue `gateway` */
  readonly functionName?: string | undefined
  /** Hears of what the function threw; the client gets 502. @defaultValue nobody */
  readonly onError?: ((error: unknown) => void) | undefined
}

export interface Gateway extends AsyncDisposable {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string
  readonly port: number
  /** Lets requests finish, and stops. */
  close(): Promise<void>
}

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: "Invocation payload", synchronous.
const MAX_REQUEST_BYTES = 6 * 1024 * 1024

/** Serves `handler` on 127.0.0.1 as a Lambda Function URL would, in this process. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { port = 0, clock = systemClock, functionName = 'gateway', handler, onError } = options
  const ids = options.ids ?? ulidGenerator(clock)
  const invoke = handler as (event: unknown, context: Context) => unknown

  const answer = async (request: IncomingMessage): Promise<HttpOutcome> => {
    const body = await readBody(request)
    if (!body) return failure(413, 'Request Entity Too Large')
    const context = lambdaContext({ clock, ids }, { functionName, timeoutMs: 30_000 })
    const event = functionUrlEvent(request, body, { time: clock.now(), requestId: context.awsRequestId })
    try {
      return httpOutcome(await invoke(event, context))
    } catch (error) {
      onError?.(error)
      return failure(502, 'Internal Server Error')
    }
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (outcome) => send(response, outcome),
      () => response.destroy(),
    )
  })
  return listening(server, port)
}

async function listening(server: Server, requested: number): Promise<Gateway> {
  server.listen(requested, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${port}`, port, close, [Symbol.asyncDispose]: close }
}

function functionUrlEvent(
  request: IncomingMessage,
  body: Buffer,
  origin: { readonly time: number; readonly requestId: string },
): unknown {
  const target = request.url ?? '/'
  const queryAt = target.indexOf('?')
  const { cookie, ...headers } = request.headersDistinct
  return buildFunctionUrlEvent({
    ...origin,
    method: request.method,
    path: queryAt === -1 ? target : target.slice(0, queryAt),
    query: queryAt === -1 ? '' : target.slice(queryAt + 1),
    headers: headers as Record<string, string[]>,
    cookies: cookie?.flatMap((value) => value.split('; ')),
    body: body.length === 0 ? undefined : textOrBytes(body, request.headers['content-type']),
    sourceIp: request.socket.remoteAddress,
  })
}

/** Undefined where it is larger than Lambda takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
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

function failure(statusCode: number, message: string): HttpOutcome {
  return httpOutcome({
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Message: message }),
  })
}

function send(response: ServerResponse, { statusCode, headers, cookies, rawBody }: HttpOutcome): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  response.statusCode = statusCode
  response.setHeader('content-length', rawBody.length)
  response.end(rawBody)
}
