import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../services/clock/clock.ts'
import type { IdGenerator } from '../../services/ids/ids.ts'
import { MAX_MESSAGE_BYTES } from '../../services/websocket/message.ts'
import type { Authorizer } from './authorizer.ts'
import { FrameLimit } from './frame-limit.ts'
import { isHandshake } from './handshake-request.ts'
import { type ConnectionOrigin, MAX_FRAME_BYTES, OpenConnection } from './open-connection.ts'
import type { WebSocketApi } from './websocket-api.ts'

export interface HandshakeOptions {
  readonly api: WebSocketApi
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly stage: string
  readonly authorizer: Authorizer | undefined
}

/** Makes connections of the requests that `$connect` accepts, and answers the others. */
export class Handshakes {
  readonly #options: HandshakeOptions
  readonly #server: WebSocketServer
  readonly #subprotocols: WeakMap<IncomingMessage, string> = new WeakMap()
  readonly #underWay: Map<Duplex, Promise<void>> = new Map()
  #closed = false

  constructor(ws: typeof import('ws'), options: HandshakeOptions) {
    this.#options = options
    this.#server = new ws.WebSocketServer({
      noServer: true,
      maxPayload: MAX_MESSAGE_BYTES,
      // API Gateway selects the subprotocol that $connect answers with, and none by itself.
      handleProtocols: (_, request) => this.#subprotocols.get(request) ?? false,
    })
  }

  async receive(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Until the connection is made, nothing else listens for errors of the socket.
    socket.on('error', () => {})
    if (this.#closed) return void socket.destroy()
    const handshake = this.#answer(request, socket, head).catch(() => void socket.destroy())
    this.#underWay.set(socket, handshake)
    await handshake
    this.#underWay.delete(socket)
  }

  /** Ends handshakes that have not become a connection, and waits for their functions. */
  async close(): Promise<void> {
    this.#closed = true
    for (const socket of this.#underWay.keys()) socket.destroy()
    await Promise.all(this.#underWay.values())
  }

  /** Ends connections that have not closed by themselves. */
  terminate(): void {
    for (const webSocket of this.#server.clients) webSocket.terminate()
  }

  async #answer(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { api, clock, ids, stage, authorizer } = this.#options
    const url = URL.parse(request.url ?? '', 'ws://127.0.0.1')
    const path = url?.pathname.replace(/\/$/, '')
    // Before `$connect`: a function may not accept a connection that is never made.
    if (!isHandshake(request)) return refuse(socket, 400, 'Bad Request')
    if (path !== '' && path !== `/${stage}`) return refuse(socket, 403, 'Forbidden')
    const input = connectInput(request, url?.search ?? '')
    const identity = { connectionId: ids.next(), connectedAt: clock.now() }
    const context = authorizer && (await api.authorize(api.event({ ...input, ...identity }), authorizer))
    if (authorizer && !context) return refuse(socket, 403, 'Forbidden')
    if (socket.destroyed) return
    const event = api.event({ ...input, ...identity, authorizer: context })
    const { statusCode, response } = await api.connect(event)
    if (statusCode < 200 || statusCode > 299) return refuse(socket, statusCode, STATUS_CODES[statusCode])
    const origin = {
      ...identity,
      sourceIp: input.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
      authorizer: context,
    }
    if (socket.destroyed) return api.closed(origin, 1006, '')
    const subprotocol = subprotocolOf(response)
    if (subprotocol !== undefined) this.#subprotocols.set(request, subprotocol)
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(origin, webSocket, socket))
  }

  #open(origin: ConnectionOrigin, webSocket: WebSocket, socket: Duplex): void {
    const { api } = this.#options
    const connection = new OpenConnection(origin, webSocket)
    const frames = new FrameLimit(MAX_FRAME_BYTES)
    // Runs before ws reads the same bytes, so that a frame that is too large never becomes a message.
    socket.prependListener('data', (chunk: Buffer) => {
      if (connection.isOpen && frames.isExceededBy(chunk)) api.close(connection, 1009, 'Message too long')
    })
    webSocket.on('error', () => {})
    webSocket.on('message', (data: Buffer, isBinary) => {
      if (!connection.isOpen) return
      if (isBinary) api.close(connection, 1003, 'Binary is not supported')
      else api.receive(connection, data.toString()).catch(() => {})
    })
    webSocket.on('close', (code, reason) => {
      if (!connection.isOpen) return
      connection.isOpen = false
      api.closed(origin, code, reason.toString())
    })
    api.open(connection)
  }
}

function connectInput(request: IncomingMessage, search: string) {
  const { rawHeaders, headersDistinct } = request
  const names = rawHeaders.filter((_, i) => i % 2 === 0)
  const headers = Object.fromEntries(
    [...new Map(names.map((name) => [name.toLowerCase(), name])).values()].map((name) => [
      name,
      headersDistinct[name.toLowerCase()] ?? [],
    ]),
  )
  return {
    eventType: 'CONNECT',
    headers,
    query: search.slice(1),
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
  } as const
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html
function subprotocolOf(response: unknown): string | undefined {
  const { headers } = (response ?? {}) as { headers?: Readonly<Record<string, unknown>> }
  const entry = Object.entries(headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'sec-websocket-protocol',
  )
  return typeof entry?.[1] === 'string' ? entry[1] : undefined
}

function refuse(socket: Duplex, statusCode: number, message = 'Forbidden'): void {
  const body = JSON.stringify({ message })
  socket.end(
    [
      `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}
