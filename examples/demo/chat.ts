import { startWebSocketGateway } from 'apptheory-middy/testkit/gateway'
import { type PlainFunction, type PlainFunctionOptions, startPlainFunction } from './plain-function.ts'

export interface Chat {
  readonly port: number
  readonly path: string
  close(): Promise<void>
}

const file = new URL('../chat/handler.ts', import.meta.url)

/** The WebSocket API of the chat example. */
export async function startChat(options: Omit<PlainFunctionOptions, 'name' | 'file'>): Promise<Chat> {
  const { environment, log } = options
  // The function reads the gateway's endpoint when it is loaded, so the gateway starts first.
  let lambda: PlainFunction | undefined
  const gateway = await startWebSocketGateway({
    handler: async (event, context) => {
      const { routeKey } = (event as { requestContext: { routeKey: string } }).requestContext
      log(`chat ${routeKey}`)
      return (await lambda?.invoke(event, context)) as { readonly statusCode: number }
    },
    routes: ['$connect', '$disconnect', '$default', 'say', 'join', 'leave', 'who'],
    onError: (error) => log(`chat ${error}`),
  })
  lambda = await startPlainFunction({
    ...options,
    name: 'chat',
    file,
    environment: { ...environment, WEBSOCKET_ENDPOINT: gateway.endpoint },
  })
  const { close } = lambda
  return {
    port: gateway.port,
    path: new URL(gateway.url).pathname,
    async close() {
      await gateway.close()
      await close()
    },
  }
}
