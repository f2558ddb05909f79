import { env, exit, stderr } from 'node:process'
import { parseArgs } from 'node:util'
import { ensureTable } from 'apptheory-middy/services/rate-limiter/dynamodb'
import { FakeDynamoDB } from 'apptheory-middy/testkit'
import { startGateway } from 'apptheory-middy/testkit/gateway'

const { values } = parseArgs({ options: { port: { type: 'string', default: '8787' } } })
const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  stderr.write(`--port takes a port from 0 to 65535, not ${values.port}\n`)
  exit(2)
}

// The embedded store speaks DynamoDB's protocol, so that the function below is the one that would be deployed.
const dynamodb = new FakeDynamoDB()
await ensureTable(dynamodb.client(), { tableName: 'rate-limits' })
const store = await dynamodb.listen()
Object.assign(env, {
  RATE_LIMIT_TABLE_NAME: 'rate-limits',
  AWS_ENDPOINT_URL_DYNAMODB: store.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'demo',
  AWS_SECRET_ACCESS_KEY: 'demo',
})

const { handler } = await import('./rate-limited-api/handler.ts')
const gateway = await startGateway({ handler, port, functionName: 'demo', onError: console.error }).catch(
  (error: NodeJS.ErrnoException) => {
    stderr.write(
      error.code === 'EADDRINUSE'
        ? `Port ${port} is taken: try --port 0 for a free one.\n`
        : `${error.message}\n`,
    )
    exit(1)
  },
)

console.log(`A function with a limit of 100 requests a minute, at ${gateway.url}

  curl -i ${gateway.url}/?name=you
  for i in $(seq 105); do curl -s -o /dev/null -w '%{http_code} ' ${gateway.url}; done; echo
  curl -si ${gateway.url} | grep -iE 'HTTP|ratelimit|retry-after'

Ctrl-C stops it.`)

const stop = async (): Promise<void> => {
  await gateway.close()
  await store.close()
  exit(0)
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
