import { copyFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath, stdout } from 'node:process'
import { root } from '../entry-points.ts'
import { twoAtATime } from '../two-at-a-time.ts'
import { runToEnd } from './run.ts'

const compilers = ['typescript5', 'typescript6', 'typescript'] as const
const resolutions = ['nodenext', 'bundler'] as const

/** Compiles a user's programs without the peers that they do not use, with each TypeScript and resolution. */
export async function checkDeclarations(middy: 6 | 7, folder: string): Promise<void> {
  const name = `Middy ${middy}`
  const programs = ['handlers-and-events.ts', ...(middy === 7 ? ['execution-mode.ts'] : [])]
  for (const program of programs) {
    copyFileSync(resolve(root, 'test/package/consumer', program), join(folder, program))
  }
  const rows = compilers.flatMap((compiler) =>
    resolutions.map((resolution) => ({ compiler, moduleResolution: resolution })),
  )
  await twoAtATime(rows, async ({ compiler, moduleResolution }) => {
    const config = join(folder, `tsconfig.${compiler}.${moduleResolution}.json`)
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2024',
      module: moduleResolution === 'bundler' ? 'esnext' : moduleResolution,
      moduleResolution,
      typeRoots: [resolve(root, 'node_modules/@types')],
      types: ['node'],
      skipLibCheck: false,
    }
    writeFileSync(config, JSON.stringify({ compilerOptions, files: programs }))
    const tsc = resolve(root, `node_modules/${compiler}/bin/tsc`)
    const { stdout: told } = await runToEnd(folder, [execPath, tsc, '-p', config, '--pretty', 'false'])
    const wrong = told
      .split('\n')
      .filter((line) => /^(\w[\w-]*\.ts|node_modules\/apptheory-middy\/)/.test(line))
    if (wrong.length > 0) throw new Error(`${name}, ${compiler}, ${moduleResolution}:\n${wrong.join('\n')}`)
    stdout.write(`${name}, ${compiler}, ${moduleResolution}, skipLibCheck false: types hold\n`)
  })
}
