import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { execPath } from 'node:process'
import { test } from 'node:test'

// Prints the URL of every module that importing `specifier` loads, by import or by require.
const listing = `
  import { registerHooks } from 'node:module'
  const urls = []
  registerHooks({ load(url, context, next) { urls.push(url); return next(url, context) } })
  await import(process.argv[1])
  console.log(JSON.stringify(urls))
`

function modulesLoadedBy(specifier: string): readonly string[] {
  const output = execFileSync(execPath, ['--input-type=module', '--eval', listing, specifier], {
    encoding: 'utf8',
  })
  return JSON.parse(output)
}

const sdk = /node_modules\/(@aws-sdk|@smithy|@aws)\//

for (const specifier of [
  'apptheory-middy',
  'apptheory-middy/middlewares/event-bus',
  'apptheory-middy/middlewares/rate-limit',
  'apptheory-middy/middlewares/websocket-management',
  'apptheory-middy/services/event-bus',
  'apptheory-middy/services/event-bus/dynamodb',
  'apptheory-middy/services/rate-limiter',
  'apptheory-middy/services/rate-limiter/dynamodb',
  'apptheory-middy/services/websocket',
  'apptheory-middy/services/websocket/dynamodb',
  'apptheory-middy/streaming',
]) {
  test(`${specifier} loads no module of the AWS SDK, and no testkit`, () => {
    const loaded = modulesLoadedBy(specifier)
    assert.ok(
      loaded.some((url) => url.includes('/dist/')),
      'loads the package as it is published',
    )
    assert.deepEqual(
      loaded.filter((url) => sdk.test(url) || url.includes('/testkit/')),
      [],
    )
  })
}

for (const specifier of [
  'apptheory-middy/middlewares/event-bus',
  'apptheory-middy/middlewares/rate-limit',
  'apptheory-middy/streaming',
]) {
  test(`${specifier} loads nothing but itself`, () => {
    assert.deepEqual(
      modulesLoadedBy(specifier).filter((url) => url.includes('/node_modules/')),
      [],
    )
  })
}
