import { env } from 'node:process'
import { type RouteHandler, startLambdaRuntime, startWebSocketGateway } from 'apptheory-middy/testkit/gateway'
import type { LambdaFunctionOptions } from './lambda-function.ts'

export interface Chat {
  readonly port: number
  readonly path: string
  close(): Promise<void>
}

type ChatOptions = Pick<LambdaFunctionOptions, 'environment' | 'log'> & { readonly runtime: string }

const file = new URL('../chat/handler.ts', import.meta.url)

/**
 * The WebSocket API of the chat example, its function in this process or on Lambda's runtime interface
 * client.
 */
export async function startChat({ environment, log, runtime }: ChatOptions): Promise<Chat> {
  // The function reads the gateway's endpoint when it is loaded, so the gateway starts first.
  let handler: RouteHandler | undefined
  const gateway = await startWebSocketGateway({
    handler: (event, context) => handler?.(event, context),
    routes: ['$connect', '$disconnect', '$default', 'say', 'join', 'leave', 'who'],
    onError: (error) => log(`chat ${error}`),
  })
  const variables = { ...environment, WEBSOCKET_ENDPOINT: gateway.endpoint }
  const lambda = runtime === 'ric' ? await onRuntime(variables, log) : await inProcess(variables)
  handler = async (event, context) => {
    const { routeKey } = (event as { requestContext: { routeKey: string } }).requestContext
    log(`chat ${routeKey}`)
    return lambda.handler(event, context)
  }
  return {
    port: gateway.port,
    path: new URL(gateway.url).pathname,
    async close() {
      await gateway.close()
      await lambda.close()
    },
  }
}

async function inProcess(environment: Readonly<Record<string, string>>) {
  Object.assign(env, environment)
  const { handler } = await import(file.href)
  return { handler: handler as RouteHandler, close: async () => {} }
}

async function onRuntime(environment: Readonly<Record<string, string>>, log: (line: string) => void) {
  const onLog = (text: string) => log(`chat ${text.trimEnd()}`)
  const lambda = await startLambdaRuntime({ handlerFile: file, functionName: 'chat', environment, onLog })
  const handler: RouteHandler = async (event) => {
    const answer = await lambda.invoke(event, { write() {} })
    if ('kind' in answer && answer.kind === 'buffered') return JSON.parse(answer.payload)
    throw new Error(`the function failed: ${JSON.stringify(answer)}`)
  }
  return { handler, close: lambda.close }
}
