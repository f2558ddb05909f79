import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from './entry-points.ts'

// Builds only where a source, or a folder of sources, has changed since dist was built.
const sources = '{*.ts,tsconfig*.json,{errors,middlewares,services,streaming,testkit}{,/**}}'
const newest = (pattern: string, pick: (...times: number[]) => number): number =>
  pick(...globSync(pattern, { cwd: root }).map((path) => statSync(resolve(root, path)).mtimeMs))

const built = newest('dist/**/*.js', Math.min)
if (!Number.isFinite(built) || built < newest(sources, Math.max)) {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
}
