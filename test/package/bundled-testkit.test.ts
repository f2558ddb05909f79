import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')

// A user's test: fakes under the real clients of the SDK.
const program = `
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams'
import { GetConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
import { FakeDynamoDB, FakeWebSocketManagement } from './testkit/index.ts'

async function main() {
  const fake = new FakeDynamoDB()
  const { TableNames } = await fake.client().send(new ListTablesCommand())
  const { Streams } = await fake.streamsClient().send(new ListStreamsCommand())
  const connections = new FakeWebSocketManagement().client()
  const get = new GetConnectionCommand({ ConnectionId: 'a=' })
  const gone = await connections.send(get).catch(({ name }) => name)
  console.log(JSON.stringify([TableNames, Streams, gone]))
}
main()
`

const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`

describe('a test that is bundled with the testkit', () => {
  const cache = join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  // Inside the project, where the SDK is found.
  const folder = mkdtempSync(join(cache, 'bundled-testkit-'))
  after(() => rmSync(folder, { recursive: true }))

  for (const format of ['esm', 'cjs'] as const) {
    for (const sdk of ['inside', 'external'] as const) {
      test(`runs as ${format}, with the SDK ${sdk}`, async () => {
        const outfile = join(folder, `${sdk}.${format === 'esm' ? 'mjs' : 'cjs'}`)
        await build({
          stdin: { contents: program, resolveDir: root, loader: 'ts' },
          outfile,
          format,
          bundle: true,
          platform: 'node',
          logLevel: 'error',
          external: sdk === 'external' ? ['@aws-sdk/*', '@smithy/*'] : [],
          ...(format === 'esm' && sdk === 'inside' && { banner: { js: banner } }),
        })
        const { stdout } = await promisify(execFile)(execPath, [outfile])
        assert.deepEqual(JSON.parse(stdout), [[], [], 'GoneException'])
      })
    }
  }
})
