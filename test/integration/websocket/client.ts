import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface TestClient {
  readonly socket: WebSocket
  /** The messages that it received, in order. */
  readonly messages: string[]
  /** Resolves when it has received `count` messages. */
  received(count: number): Promise<readonly string[]>
  /** Resolves when it is closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
}

/** A real client of a WebSocket API. Rejects if the handshake is rejected, with its status in the message. */
export async function openClient(
  url: string,
  options: { readonly protocols?: string[]; readonly headers?: Record<string, string> } = {},
): Promise<TestClient> {
  const { protocols = [], headers = {} } = options
  const socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false })
  const messages: string[] = []
  socket.on('message', (data) => messages.push(String(data)))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  await once(socket, 'open')
  socket.on('error', () => {})
  return {
    socket,
    messages,
    closed,
    async received(count) {
      while (messages.length < count) await once(socket, 'message')
      return messages
    },
  }
}
