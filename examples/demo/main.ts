import { argv, exit, stderr } from 'node:process'
import { startDemo } from './demo.ts'
import { type DemoOptions, demoOptions } from './options.ts'

const options = readOptions()
const demo = await startDemo(options, (line) => console.log(line)).catch((error: NodeJS.ErrnoException) =>
  fail(
    1,
    error.code === 'EADDRINUSE'
      ? `Port ${options.port} is taken: try npm run demo -- --port 0 for a free one.`
      : (error.stack ?? error.message),
  ),
)

const store = options.dynamodbLocal ? 'DynamoDB Local' : 'the embedded DynamoDB'
const runtime = options.runtime === 'ric' ? "Lambda's runtime interface client" : 'this process'
console.log(`The demo is at ${demo.url}/ (functions in ${runtime}, on ${store})

A function with a limit of 100 requests a minute is at ${demo.url}/api/fixed

  curl -i '${demo.url}/api/fixed?name=you'
  for i in $(seq 105); do curl -s -o /dev/null -w '%{http_code} ' ${demo.url}/api/fixed; done; echo
  curl -si ${demo.url}/api/fixed | grep -iE 'HTTP|ratelimit|retry-after'
  curl -N ${demo.url}/api/feed

Ctrl-C stops it.
`)

let stopping = false
const stop = async (): Promise<void> => {
  // npm hands the signal on to a process that has had it from the terminal already.
  if (stopping) return
  stopping = true
  await demo.close()
  console.log('Stopped.')
  exit(0)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

function readOptions(): DemoOptions {
  try {
    return demoOptions(argv.slice(2))
  } catch (error) {
    return fail(2, (error as Error).message)
  }
}

function fail(code: number, message: string): never {
  stderr.write(`${message}\n`)
  exit(code)
}
