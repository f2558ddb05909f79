// Runs a bundle in a process of its own: prints the statuses of 101 requests, and which modules of the
// SDK were loaded. Arguments: the bundle, the JSON of an event.
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

// All requests fall into one window.
const now = Date.now()
Date.now = () => now

const loaded = []
registerHooks({
  load(url, context, next) {
    if (/node_modules\/@(aws-sdk|smithy)\//.test(url)) loaded.push(url)
    return next(url, context)
  },
})
const [file, event] = process.argv.slice(2)
const imported = await import(pathToFileURL(file).href)
const { handler, RateLimitExceededError } = imported.handler ? imported : imported.default
const context = { functionName: 'matrix', awsRequestId: 'r', getRemainingTimeInMillis: () => 30_000 }
const statuses = {}
for (let i = 0; i < 101 && handler.length < 3; i++) {
  const { statusCode } = await handler(JSON.parse(event), context)
  statuses[statusCode] = (statuses[statusCode] ?? 0) + 1
}
const errorName =
  RateLimitExceededError && new RateLimitExceededError({}, { contentType: '', body: '' }, {}).name
console.log(JSON.stringify({ statuses, sdkModules: loaded.length, errorName }))
