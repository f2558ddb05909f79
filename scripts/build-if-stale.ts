import { execFileSync } from 'node:child_process'
import { globSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { execPath } from 'node:process'
import { root } from './entry-points.ts'

// Builds where a source, or a folder of sources, has changed since dist was built. The types are not checked
// again: a person who starts the demo waits for it, and `npm run types` says the same.
const sources = '{*.ts,tsconfig*.json,{middlewares,services,streaming,testkit}{,/**}}'
const times = (pattern: string): number[] =>
  globSync(pattern, { cwd: root }).map((path) => statSync(resolve(root, path)).mtimeMs)

const built = Math.min(...times('dist/**/*.js'))
if (!Number.isFinite(built) || built < Math.max(...times(sources))) {
  rmSync(resolve(root, 'dist'), { recursive: true, force: true })
  const tsc = resolve(root, 'node_modules/typescript/bin/tsc')
  execFileSync(execPath, [tsc, '-p', 'tsconfig.build.json', '--noCheck'], { cwd: root, stdio: 'inherit' })
}
