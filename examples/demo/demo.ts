import { type Chat, startChat } from './chat.ts'
import { startEdge } from './edge.ts'
import { startEventLog } from './event-log.ts'
import { inProcessFunction, type LambdaFunction, runtimeFunction } from './lambda-function.ts'
import type { DemoOptions } from './options.ts'
import { routes } from './routes.ts'
import { EVENTS_TABLE, startStore } from './store.ts'

export interface Demo {
  readonly url: string
  close(): Promise<void>
}

/** Starts the store, the functions and what is in front of them. */
export async function startDemo(options: DemoOptions, log: (line: string) => void): Promise<Demo> {
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const part of closing.reverse()) await part()
  }
  try {
    const store = await startStore(options.dynamodbLocal)
    closing.push(store.close)
    const environment = { ...store.environment, FEED_TENANT_ID: 'demo' }
    const functions = functionsOf(options, environment, log)
    closing.push(async () => {
      await Promise.all(Object.values(functions).map((lambda) => lambda.close()))
    })
    const started = { environment, log, runtime: options.runtime }
    if (store.fake) closing.push((await startEventLog(store.fake, EVENTS_TABLE, started)).close)
    const chat: Chat = await startChat(started)
    closing.push(chat.close)
    const edge = await startEdge({ port: options.port, functions, chat, log })
    closing.push(edge.close)
    // A person who opens the page does not wait for its function to be loaded.
    await functions['/']?.environment().then(({ release }) => release())
    return { url: edge.url, close }
  } catch (error) {
    await close()
    throw error
  }
}

function functionsOf(
  { runtime }: DemoOptions,
  environment: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Readonly<Record<string, LambdaFunction>> {
  const start = runtime === 'ric' ? runtimeFunction : inProcessFunction
  return Object.fromEntries(
    Object.entries(routes).map(([path, { file, maxProcesses = 4 }]) => {
      const name = path.split('/').at(-1) || 'page'
      return [path, start({ name, file, maxProcesses, environment, log })]
    }),
  )
}
