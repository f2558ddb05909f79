import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stdout } from 'node:process'
import { entryPoints } from '../entry-points.ts'
import { nodes } from '../nodes.ts'
import { run, runToEnd } from './run.ts'

/** Type-checks and runs a program that imports every entry point, and sends requests through a limit. */
export async function checkEntryPoints(folder: string, versions: string): Promise<void> {
  writeProgram(folder)
  const tsc = resolve(folder, 'node_modules/.bin/tsc')
  await run(folder, [tsc, '-p', '.'])
  // Without `skipLibCheck`, which a user need not have, our declarations are as right as with it. Those of
  // others may not be.
  const strictly = [tsc, '-p', '.', '--skipLibCheck', 'false', '--pretty', 'false']
  const { stdout: told } = await runToEnd(folder, strictly)
  const ours = told.split('\n').filter((line) => line.startsWith('node_modules/apptheory-middy/'))
  if (ours.length > 0) throw new Error(`declarations are wrong:\n${ours.join('\n')}`)
  for (const [name, node] of Object.entries(nodes)) {
    const [imports, answer] = (await run(folder, [node, 'every-entry-point.ts'])).trim().split('\n').slice(-2)
    stdout.write(`${versions}, ${name}: ${imports}, ${answer}\n`)
  }
}

function writeProgram(folder: string): void {
  const names = entryPoints().map((_, i) => `entry${i}`)
  const program = [
    ...entryPoints().map(({ specifier }, i) => `import * as entry${i} from '${specifier}'`),
    `import middy from '@middy/core'`,
    `import { fixedWindow, rateLimit } from 'apptheory-middy'`,
    `import { MemoryRateLimiter } from 'apptheory-middy/services/rate-limiter'`,
    `import { buildHttpApiV2Event, createTestEnv } from 'apptheory-middy/testkit'`,
    `const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 1 }) })`,
    `const ok = async (_event: unknown) => ({ statusCode: 200, body: 'ok' })`,
    `const handler = middy(ok).use(rateLimit({ limiter }))`,
    `const env = createTestEnv()`,
    `const answer = async () => (await env.invoke(handler, buildHttpApiV2Event())).statusCode`,
    `const answers = [await answer(), await answer()].join()`,
    `if (answers !== '200,429') throw new Error(answers)`,
    `console.log([${names.join(', ')}].length, 'entry points')`,
    `console.log('answers', answers)`,
  ]
  writeFileSync(join(folder, 'every-entry-point.ts'), program.join('\n'))
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    target: 'ES2024',
    types: ['node'],
    skipLibCheck: true,
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['every-entry-point.ts'] }),
  )
}
