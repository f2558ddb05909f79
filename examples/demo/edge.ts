import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { sendAsset } from './assets.ts'
import { forward } from './forward.ts'
import type { LambdaFunction } from './lambda-function.ts'

export interface EdgeOptions {
  readonly port: number
  readonly functions: Readonly<Record<string, LambdaFunction>>
  /** Where the WebSocket API is. */
  readonly chat: { readonly port: number; readonly path: string }
  readonly log: (line: string) => void
}

export interface Edge {
  readonly url: string
  close(): Promise<void>
}

/** One address for everything, as a distribution gives it: functions, files and the WebSocket API. */
export async function startEdge({ port, functions, chat, log }: EdgeOptions): Promise<Edge> {
  const stopping = new AbortController()
  const server = createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    const lambda = functions[path]
    if (!lambda) {
      sendAsset(path, response)
      return
    }
    const started = performance.now()
    response.on('close', () => {
      const end = response.writableFinished ? '' : ', broken off'
      const took = Math.round(performance.now() - started)
      log(`${request.method} ${request.url} ${response.statusCode} in ${took} ms${end}`)
    })
    forward(lambda, request, response, stopping.signal).catch((error) => {
      log(`${path} ${error}`)
      response.destroy()
    })
  })
  const sockets = new Set<Duplex>()
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    tunnel(request, socket, head, chat)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      stopping.abort()
      server.closeAllConnections()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function tunnel(request: IncomingMessage, socket: Duplex, head: Buffer, { port, path }: EdgeOptions['chat']) {
  const upstream = connect(port, '127.0.0.1', () => {
    const { rawHeaders } = request
    const headers = rawHeaders.flatMap((name, i) =>
      i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}\r\n`] : [],
    )
    const query = (request.url ?? '').replace(/^[^?]*/, '')
    upstream.write(`GET ${path}${query} HTTP/1.1\r\n${headers.join('')}\r\n`)
    upstream.write(head)
    upstream.pipe(socket).pipe(upstream)
  })
  upstream.on('error', () => socket.destroy())
  socket.on('error', () => upstream.destroy())
  socket.on('close', () => upstream.destroy())
}
