import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stdout } from 'node:process'
import { root } from '../entry-points.ts'
import { nodes } from '../nodes.ts'
import { run } from './run.ts'

// A test as a user writes it: TypeScript that type stripping could not run.
const program = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import middy from '@middy/core'
import { fixedWindow, MemoryRateLimiter, rateLimit } from 'apptheory-middy'
import { buildHttpApiV2Event, createTestEnv } from 'apptheory-middy/testkit'

enum Status { Ok = 200, TooMany = 429 }

test('the second request is denied', async () => {
  const env = createTestEnv()
  const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 1 }) })
  const handler = middy(async () => ({ statusCode: 200 })).use(rateLimit({ limiter }))
  const status = async (): Promise<Status> => (await env.invoke(handler, buildHttpApiV2Event())).statusCode
  assert.deepEqual([await status(), await status()], [Status.Ok, Status.TooMany])
})
`

const tsx = resolve(root, 'node_modules/tsx/dist')
const commands = {
  'tsx --test': [join(tsx, 'cli.mjs'), '--test'],
  'node --import tsx --test': ['--import', join(tsx, 'loader.mjs'), '--test'],
}

/** Runs a user's test in a folder where the package is installed, in both ways, on each line of Node. */
export async function runTsxTests(folder: string): Promise<void> {
  const file = 'limit.test.ts'
  writeFileSync(join(folder, file), program)
  for (const [line, node] of Object.entries(nodes)) {
    for (const [name, args] of Object.entries(commands)) {
      const told = await run(folder, [node, ...args, '--test-reporter=tap', file])
      if (!/^# pass 1$/m.test(told)) throw new Error(`${name} on ${line}:\n${told}`)
      stdout.write(`${name}, ${line}: a user's test passes\n`)
    }
  }
}
