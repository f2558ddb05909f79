import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { maxTrailerBytes } from '../streaming/error-trailers.ts'

/** An event for the runtime. */
export interface RuntimeEvent {
  readonly requestId: string
  readonly event: unknown
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number
  readonly functionArn: string
}

/** What the runtime posts for an event. */
export type RuntimeReply =
  | { readonly kind: 'streaming'; readonly stream: PostedStream }
  | { readonly kind: 'buffered'; readonly payload: string }
  | { readonly kind: 'error'; readonly payload: string }

/** A response as it comes. */
export interface PostedStream {
  /** The content type that the runtime sent. It tells whether the body begins with a prelude. */
  readonly contentType: string
  /** Fails if the runtime dies. */
  readonly body: AsyncIterable<Buffer>
  /** Complete when the body has ended. Names lower-case. */
  trailers(): Readonly<Record<string, string>>
  /** Takes the whole response. */
  accept(): void
  /** Wants no more of it: answers, and lets the runtime close the connection. */
  leave(): void
}

interface Waiting {
  readonly event: RuntimeEvent
  readonly resolve: (reply: RuntimeReply) => void
  readonly reject: (error: Error) => void
}

const prefix = '/2018-06-01/runtime/'

/**
 * Lambda's side of the Runtime API, for one runtime. Each request for an event gets one, in the order of the
 * requests.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #server = createServer(
    { maxHeaderSize: maxTrailerBytes, keepAliveTimeout: 0 },
    (request, response) => {
      this.#route(request, response).catch(() => response.destroy())
    },
  )
  readonly #queue: Waiting[] = []
  readonly #inFlight: Map<string, Waiting> = new Map()
  /** Requests for an event: one per thread of the runtime that has nothing to do. */
  readonly #asking = new Set<ServerResponse>()
  #ready: PromiseWithResolvers<void> | undefined

  /** @returns host and port, as `AWS_LAMBDA_RUNTIME_API` wants them */
  async listen(): Promise<string> {
    this.#server.on('clientError', (_error, socket) => socket.destroy())
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resolves when the runtime begins to answer. */
  invoke(event: RuntimeEvent): Promise<RuntimeReply> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ event, resolve, reject })
      this.#dispatch()
    })
  }

  /** Resolves when the runtime asks for an event: it has started, or is done with the one before. */
  async ready(): Promise<void> {
    if (this.#asking.size > 0) return
    this.#ready ??= Promise.withResolvers()
    await this.#ready.promise
  }

  /** The runtime is gone: what it had not begun to answer fails. */
  abandon(error: Error): void {
    this.#asking.clear()
    this.#ready?.reject(error)
    this.#ready = undefined
    for (const waiting of [...this.#inFlight.values(), ...this.#queue]) waiting.reject(error)
    this.#inFlight.clear()
    this.#queue.length = 0
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.startsWith(prefix) ? request.url.slice(prefix.length) : ''
    if (path === 'invocation/next') {
      this.#asking.add(response)
      response.on('close', () => this.#asking.delete(response))
      this.#ready?.resolve()
      this.#ready = undefined
      this.#dispatch()
      return
    }
    if (path === 'init/error') {
      const payload = await text(request)
      accept(response)
      this.abandon(new Error(`the function failed to start: ${payload}`))
      return
    }
    await this.#post(path, request, response)
  }

  async #post(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = '', kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? []
    const waiting = this.#inFlight.get(decodeURIComponent(id))
    if (!waiting) {
      response.writeHead(404).end()
      return
    }
    this.#inFlight.delete(waiting.event.requestId)
    if (request.headers['lambda-runtime-function-response-mode'] === 'streaming') {
      waiting.resolve({ kind: 'streaming', stream: postedStream(request, response) })
      return
    }
    const payload = await text(request)
    accept(response)
    waiting.resolve({ kind: kind === 'error' ? 'error' : 'buffered', payload })
  }

  #dispatch(): void {
    for (const response of this.#asking) {
      const waiting = this.#queue.shift()
      if (!waiting) return
      this.#asking.delete(response)
      this.#inFlight.set(waiting.event.requestId, waiting)
      send(response, waiting.event)
    }
  }
}

function send(response: ServerResponse, { requestId, deadlineMs, functionArn, event }: RuntimeEvent): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-deadline-ms': String(Math.round(deadlineMs)),
    'lambda-runtime-invoked-function-arn': functionArn,
  })
  response.end(JSON.stringify(event))
}

function postedStream(request: IncomingMessage, response: ServerResponse): PostedStream {
  request.on('error', () => {})
  return {
    contentType: request.headers['content-type'] ?? '',
    body: request,
    trailers: () => request.trailers as Record<string, string>,
    accept: () => accept(response),
    leave() {
      // Not through `response`, which would close the connection over bytes that still come: the reset that
      // follows could overtake the answer, and an answer that never comes kills the runtime.
      request.socket.write('HTTP/1.1 202 Accepted\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    },
  }
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}')
}
