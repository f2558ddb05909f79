import { env, exit, stderr } from 'node:process'
import { parseArgs } from 'node:util'
import { ensureConnectionTable } from 'apptheory-middy/services/websocket/dynamodb'
import { FakeDynamoDB } from 'apptheory-middy/testkit'
import { type RouteHandler, startWebSocketGateway } from 'apptheory-middy/testkit/gateway'

const { values } = parseArgs({ options: { port: { type: 'string', default: '8788' } } })
const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  stderr.write(`--port takes a port from 0 to 65535, not ${values.port}\n`)
  exit(2)
}

const dynamodb = new FakeDynamoDB()
await ensureConnectionTable(dynamodb.client())
const store = await dynamodb.listen()

// The function reads the gateway's endpoint when it is loaded, so the gateway starts first.
let handler: RouteHandler | undefined
const gateway = await startWebSocketGateway({
  handler: (event, context) => handler?.(event, context),
  routes: ['$connect', '$disconnect', '$default', 'say', 'join', 'leave', 'who'],
  port,
  onError: console.error,
}).catch((error: NodeJS.ErrnoException) => {
  const taken = `Port ${port} is taken: try --port 0 for a free one.`
  stderr.write(`${error.code === 'EADDRINUSE' ? taken : error.message}\n`)
  exit(1)
})
Object.assign(env, {
  WEBSOCKET_ENDPOINT: gateway.endpoint,
  AWS_ENDPOINT_URL_DYNAMODB: store.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'demo',
  AWS_SECRET_ACCESS_KEY: 'demo',
})
handler = (await import('./handler.ts')).handler as RouteHandler

console.log(`The chat is at ${gateway.url}. Open it in two terminals, and type lines such as

  {"action":"say","text":"hello"}
  {"action":"join","room":"kitchen"}
  {"action":"who","room":"kitchen"}

  npx wscat -c ${gateway.url}
  npx wscat -c ${gateway.url}?room=kitchen

Ctrl-C stops it.`)

const stop = async (): Promise<void> => {
  await gateway.close()
  await store.close()
  exit(0)
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
